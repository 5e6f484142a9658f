import assert from "node:assert/strict";

import { FUNCTION, ROLE } from "./fakes/functions";
import { STREAM } from "./fakes/streams";
import { numbered, Workbench } from "./fakes/workbench";

const toBucket = { DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } } };
const TOPIC = "arn:aws:sns:us-east-1:000000000000:failures";

interface FailureRecord {
  readonly requestContext: Record<string, unknown>;
  readonly payload?: string;
  readonly [member: string]: unknown;
}

describe("the on-failure destination", () => {
  let bench: Workbench;
  let sequenceNumbers: string[];
  beforeEach(() => {
    bench = new Workbench();
    sequenceNumbers = bench.put(...numbered(2));
    bench.functions.handle(() => {
      throw new Error("always");
    });
  });
  afterEach(() => bench.mappings.stop());
  const written = (): FailureRecord =>
    JSON.parse(String(bench.cloud.writes[0]?.input.Body)) as FailureRecord;

  it("gets an S3 object under AWS's key, written by the function's role", async () => {
    const { UUID } = await bench.map({ ...toBucket, MaximumRetryAttempts: 1 });
    await bench.time.advance(100);
    const [write] = bench.cloud.writes;
    assert.equal(write?.operation, "PutObject");
    assert.deepEqual(write.as, { kind: "role", roleArn: ROLE, sessionName: "store" });
    assert.equal(write.input.Bucket, "failures");
    const folder = `aws/lambda/${UUID}/shardId-000000000000/2023/11/14/2023-11-14T22.13.20-`;
    assert.ok(String(write.input.Key).startsWith(folder));
    assert.match(String(write.input.Key).slice(folder.length), /^[0-9a-f-]{36}$/);
  });

  it("gets the whole event and the circumstances of its failure", async () => {
    await bench.map({ ...toBucket, MaximumRetryAttempts: 1 });
    await bench.time.advance(100);
    const { payload, ...record } = written();
    assert.equal(payload, bench.functions.payloads[0]);
    assert.deepEqual(record, {
      requestContext: {
        requestId: "request-2",
        functionArn: FUNCTION,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: "Unhandled",
      },
      version: "1.0",
      timestamp: "2023-11-14T22:13:20.100Z",
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumbers[0],
        endSequenceNumber: sequenceNumbers[1],
        approximateArrivalOfFirstRecord: "2023-11-14T22:13:20.000Z",
        approximateArrivalOfLastRecord: "2023-11-14T22:13:20.000Z",
        batchSize: 2,
        streamArn: STREAM,
      },
    });
  });

  it("gets only the records that are given up when the batch is bisected", async () => {
    bench.functions.handle((event) => {
      const last = event.Records.at(-1)?.kinesis.sequenceNumber;
      if (last === sequenceNumbers[1]) throw new Error("poison");
      return null;
    });
    await bench.map({ ...toBucket, MaximumRetryAttempts: 0, BisectBatchOnFunctionError: true });
    const payload = JSON.parse(written().payload ?? "") as { Records: unknown[] };
    assert.equal(payload.Records.length, 1);
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 1);
  });

  it("is told when records are too old, with the condition RecordAgeExceeded", async () => {
    await bench.time.advance(61_000);
    await bench.map({ ...toBucket, MaximumRecordAgeInSeconds: 60 });
    assert.equal(written().requestContext.condition, "RecordAgeExceeded");
    assert.equal(written().requestContext.approximateInvokeCount, 0);
    assert.equal(written().responseContext, null);
    assert.deepEqual(bench.functions.events, []);
  });

  it("gets the batch once it is back, and the shard waits until then", async () => {
    bench.cloud.outages = 3;
    const { UUID } = await bench.map({ ...toBucket, MaximumRetryAttempts: 0 });
    bench.put("3");
    await bench.time.advance(100 + 200);
    assert.equal(bench.cloud.writes.length, 0);
    assert.equal(bench.mappings.stats()[0]?.discarded, 0);
    assert.match((await bench.get(UUID)).LastProcessingResult, /On-failure destination/);
    assert.ok(!bench.mappings.idle());
    await bench.time.advance(300);
    assert.equal(bench.cloud.writes.length, 2);
    assert.equal(bench.mappings.stats()[0]?.discarded, 3);
    assert.equal(bench.functions.events.length, 2);
    const failures = bench.metrics.filter(({ name }) => name === "DestinationDeliveryFailures");
    assert.equal(failures.length, 3);
  });

  it("still gets a batch that was given up before a disable", async () => {
    bench.cloud.outages = 1;
    const { UUID } = await bench.map({ ...toBucket, MaximumRetryAttempts: 0 });
    await bench.update(UUID, { Enabled: false });
    assert.equal(bench.cloud.writes.length, 0);
    await bench.update(UUID, { Enabled: true });
    assert.equal(bench.cloud.writes.length, 1);
    assert.equal(bench.functions.events.length, 1);
  });

  it("gets the same document without the payload when it is an SNS topic", async () => {
    const destination = { DestinationConfig: { OnFailure: { Destination: TOPIC } } };
    await bench.map({ ...destination, MaximumRetryAttempts: 0 });
    const [write] = bench.cloud.writes;
    assert.equal(write?.operation, "Publish");
    assert.equal(write.input.TopicArn, TOPIC);
    const message = JSON.parse(String(write.input.Message)) as FailureRecord;
    assert.equal(message.requestContext.condition, "RetryAttemptsExhausted");
    assert.equal(message.payload, undefined);
  });

  it("is taken away by an update", async () => {
    bench.cloud.outages = Infinity;
    const { UUID } = await bench.map({ ...toBucket, MaximumRetryAttempts: 0 });
    await bench.update(UUID, { DestinationConfig: { OnFailure: {} } });
    assert.deepEqual((await bench.get(UUID)).DestinationConfig, { OnFailure: {} });
    assert.equal(bench.mappings.stats()[0]?.discarded, 2);
  });
});
