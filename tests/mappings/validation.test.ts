import assert from "node:assert/strict";

import { FUNCTION } from "./fakes/functions";
import { STREAM } from "./fakes/streams";
import { refusal, Workbench } from "./fakes/workbench";

const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1";
const to = (Destination: string): object => ({ DestinationConfig: { OnFailure: { Destination } } });
const filters = (...patterns: string[]): object => ({
  FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) },
});

/** Settings by the error that they are refused with. */
const wrong: Record<string, readonly [name: string, settings: object, message: RegExp][]> = {
  InvalidParameterValueException: [
    ["a record age of 0", { MaximumRecordAgeInSeconds: 0 }, /between 60 and 604800/],
    ["a record age of 59 s", { MaximumRecordAgeInSeconds: 59 }, /between 60 and 604800/],
    ["no starting position", { StartingPosition: undefined }, /startingPosition/],
    ["no timestamp", { StartingPosition: "AT_TIMESTAMP" }, /StartingPositionTimestamp is required/],
    ["a timestamp too many", { StartingPositionTimestamp: 1 }, /only valid with AT_TIMESTAMP/],
    ["a missing stream", { EventSourceArn: `${STREAM}-2` }, /Stream not found/],
    ["what is no event source", { EventSourceArn: "arn:aws:s3:::b" }, /Unrecognized event source/],
    ["what is no destination", to("bucket"), /destination ARN/],
    ["a filter that is no JSON", filters("{"), /Invalid filter pattern/],
    ["six filters", filters(...Array<string>(6).fill('{"data":{"a":[1]}}')), /at most 5/],
  ],
  ValidationException: [
    ["what is no ARN", { EventSourceArn: "orders" }, /'eventSourceArn'.*expression pattern/],
    ["a batch of none", { BatchSize: 0 }, /'batchSize'.*greater than or equal to 1/],
    ["a batch over 10,000", { BatchSize: 10_001 }, /less than or equal to 10000/],
    ["a window over 300 s", { MaximumBatchingWindowInSeconds: 301 }, /less than or equal to 300/],
    ["a parallelization of 11", { ParallelizationFactor: 11 }, /less than or equal to 10/],
    ["retries below -1", { MaximumRetryAttempts: -2 }, /greater than or equal to -1/],
    ["a record age over a week", { MaximumRecordAgeInSeconds: 604_801 }, /equal to 604800/],
    ["a tumbling window over 900 s", { TumblingWindowInSeconds: 901 }, /equal to 900/],
    ["an unknown starting position", { StartingPosition: "NOW" }, /enum value set/],
    ["an unknown response type", { FunctionResponseTypes: ["All"] }, /ReportBatchItemFailures/],
  ],
  NotImplementedException: [
    ["a table as event source", { EventSourceArn: TABLE }, /another service/],
  ],
  ResourceNotFoundException: [["a missing function", { FunctionName: "no" }, /Function not found/]],
};

describe("a request for an event source mapping", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());

  for (const [code, requests] of Object.entries(wrong)) {
    for (const [name, settings, message] of requests) {
      it(`is refused for ${name}`, async () => {
        await assert.rejects(bench.map(settings), refusal(code, message));
        assert.deepEqual(bench.mappings.stats(), []);
      });
    }
  }

  it("is refused for a second mapping of the same stream to the same function", async () => {
    const { UUID } = await bench.map();
    const conflict = refusal("ResourceConflictException", new RegExp(`already exists.*${UUID}`));
    await assert.rejects(bench.map(), conflict);
    await assert.rejects(bench.map({ FunctionName: "store" }), conflict);
    bench.functions.handle(() => null, FUNCTION.replace("store", "alert"));
    await bench.map({ FunctionName: "alert" });
  });

  it("needs no window for any batch size: only a queue's does", async () => {
    const { UUID } = await bench.map({ BatchSize: 100 });
    await bench.update(UUID, { BatchSize: 10_000 });
    const { BatchSize, MaximumBatchingWindowInSeconds } = await bench.get(UUID);
    assert.deepEqual([BatchSize, MaximumBatchingWindowInSeconds], [10_000, 0]);
  });
});
