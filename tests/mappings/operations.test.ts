import assert from "node:assert/strict";

import { bodies, FUNCTION } from "./fakes/functions";
import { STREAM } from "./fakes/streams";
import { settle } from "./fakes/time";
import { numbered, refusal, Workbench } from "./fakes/workbench";

describe("the event source mapping operations", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());

  it("describe a new mapping with AWS's defaults", async () => {
    const { UUID } = await bench.map();
    const { LastModified, ...description } = await bench.get(UUID);
    assert.deepEqual(LastModified, new Date(bench.time.now()));
    assert.deepEqual(description, {
      UUID,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
      EventSourceArn: STREAM,
      FunctionArn: FUNCTION,
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: false,
      TumblingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      DestinationConfig: { OnFailure: {} },
      State: "Enabled",
      StateTransitionReason: "User action",
      LastProcessingResult: "No records processed",
    });
  });

  it("list by function name, by ARN and by stream, page by page", async () => {
    const names = ["store", "alert", "audit"];
    for (const name of names) {
      const FunctionName = FUNCTION.replace("store", name);
      bench.functions.handle(() => null, FunctionName);
      await bench.map({ FunctionName });
    }
    const list = async (input: object): Promise<[string[], unknown]> => {
      const { EventSourceMappings, NextMarker } = await bench.call(
        "ListEventSourceMappings",
        input,
      );
      const found = EventSourceMappings as { FunctionArn: string }[];
      return [found.map(({ FunctionArn }) => FunctionArn.split(":")[6] ?? ""), NextMarker];
    };
    assert.deepEqual(await list({}), [names, undefined]);
    assert.deepEqual(await list({ FunctionName: "alert" }), [["alert"], undefined]);
    assert.deepEqual(await list({ FunctionName: FUNCTION }), [["store"], undefined]);
    const partial = { FunctionName: "000000000000:function:audit" };
    assert.deepEqual(await list(partial), [["audit"], undefined]);
    assert.deepEqual(await list({ EventSourceArn: `${STREAM}-2` }), [[], undefined]);
    const [first, Marker] = await list({ EventSourceArn: STREAM, MaxItems: 2 });
    assert.deepEqual(first, ["store", "alert"]);
    const rest = await list({ EventSourceArn: STREAM, MaxItems: "2", Marker });
    assert.deepEqual(rest, [["audit"], undefined]);
  });

  it("update without losing the position", async () => {
    bench.put(...numbered(3));
    const { UUID } = await bench.map({ BatchSize: 10 });
    const answer = await bench.update(UUID, { BatchSize: 2 });
    assert.equal(answer.State, "Updating");
    assert.equal(answer.BatchSize, 2);
    bench.put(...numbered(3, 4));
    await settle();
    assert.deepEqual(bench.functions.batches, [numbered(3), ["4", "5"], ["6"]]);
  });

  it("update the function and the filters", async () => {
    const other = FUNCTION.replace("store", "alert");
    const seen: string[] = [];
    bench.functions.handle((event) => {
      seen.push(...bodies(event));
      return null;
    }, other);
    const { UUID } = await bench.map();
    bench.put("1");
    await settle();
    const FilterCriteria = { Filters: [{ Pattern: '{"data":{"n":[2]}}' }] };
    await bench.update(UUID, { FunctionName: other, FilterCriteria });
    bench.put('{"n":1}', '{"n":2}');
    await settle();
    assert.deepEqual(bench.functions.batches[0], ["1"]);
    assert.deepEqual(seen, ['{"n":2}']);
    await bench.update(UUID, { FilterCriteria: {} });
    bench.put("all");
    await settle();
    assert.equal(seen.at(-1), "all");
  });

  it("disable and enable without losing or repeating a record", async () => {
    const { UUID } = await bench.map();
    bench.put("1");
    await settle();
    assert.equal((await bench.update(UUID, { Enabled: false })).State, "Disabling");
    assert.equal((await bench.get(UUID)).State, "Disabled");
    bench.put("2");
    await bench.time.advance(60_000);
    assert.deepEqual(bench.functions.batches, [["1"]]);
    assert.ok(bench.mappings.idle());
    assert.equal((await bench.update(UUID, { Enabled: true })).State, "Enabling");
    assert.deepEqual(bench.functions.batches, [["1"], ["2"]]);
  });

  it("keep the count of retries over a disable", async () => {
    bench.functions.handle(() => {
      throw new Error("always");
    });
    bench.put("1");
    const { UUID } = await bench.map({ MaximumRetryAttempts: 2 });
    await bench.update(UUID, { Enabled: false });
    await bench.time.advance(60_000);
    await bench.update(UUID, { Enabled: true });
    await bench.time.advance(60_000);
    assert.equal(bench.functions.events.length, 3);
    assert.equal(bench.mappings.stats()[0]?.discarded, 1);
  });

  it("refuse a change while another one is under way", async () => {
    const { UUID } = await bench.call("CreateEventSourceMapping", {
      EventSourceArn: STREAM,
      FunctionName: "store",
      StartingPosition: "LATEST",
    });
    const inUse = refusal("ResourceInUseException", /in use/);
    await assert.rejects(bench.call("DeleteEventSourceMapping", { UUID }), inUse);
    await assert.rejects(bench.call("UpdateEventSourceMapping", { UUID }), inUse);
    await settle();
    assert.equal((await bench.get(UUID)).State, "Enabled");
  });

  it("keep the tags of a mapping", async () => {
    const { EventSourceMappingArn: arn } = await bench.map({ Tags: { stack: "dev" } });
    assert.deepEqual(bench.mappings.tagged(), [{ arn, tags: { stack: "dev" } }]);
  });
});
