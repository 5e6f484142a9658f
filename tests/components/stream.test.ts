import assert from "node:assert/strict";
import type { StreamOptions } from "../../components/stream";
import { EventStream } from "../../components/stream";
import { register, type ProgramOptions } from "./program";

async function streamOf(options: Partial<StreamOptions> = {}, program: ProgramOptions = {}) {
  return register(
    (foundation) =>
      new EventStream("orders", { name: "orders", ...options, foundation, scenario: "orders" }),
    program,
  );
}

describe("EventStream", () => {
  it("is one encrypted shard for a day, deleted with its consumers", async () => {
    const { inputs } = (await streamOf()).one("kinesis/stream:Stream");
    assert.deepEqual(inputs, {
      name: "orders",
      shardCount: 1,
      streamModeDetails: { streamMode: "PROVISIONED" },
      retentionPeriod: 24,
      encryptionType: "KMS",
      kmsKeyId: "alias/aws/kinesis",
      enforceConsumerDeletion: true,
      tags: inputs.tags,
    });
  });

  it("takes its mode and retention from the stack, and its own options before them", async () => {
    const config = { streamMode: "on-demand", retentionHours: "48" };
    const fromStack = (await streamOf({}, { config })).one("kinesis/stream:Stream").inputs;
    assert.deepEqual(fromStack.streamModeDetails, { streamMode: "ON_DEMAND" });
    assert.equal(fromStack.shardCount, undefined);
    assert.equal(fromStack.retentionPeriod, 48);
    const own = (await streamOf({ shards: 4, retentionHours: 72 }, { config })).one(
      "kinesis/stream:Stream",
    ).inputs;
    assert.deepEqual(own.streamModeDetails, { streamMode: "PROVISIONED" });
    assert.equal(own.shardCount, 4);
    assert.equal(own.retentionPeriod, 72);
  });

  it("alarms on late readers and refused writes of this stream, to the stack's topic", async () => {
    const registered = await streamOf({}, { stack: "test" });
    const alarms = registered.ofType("MetricAlarm").map(({ inputs }) => inputs);
    assert.deepEqual(alarms.map(({ metricName }) => metricName).sort(), [
      "GetRecords.IteratorAgeMilliseconds",
      "WriteProvisionedThroughputExceeded",
    ]);
    const topic = "arn:aws:sns:us-east-1:123456789012:topic/foundation-alarms";
    for (const alarm of alarms) {
      assert.deepEqual(alarm.dimensions, { StreamName: "orders-test" });
      assert.deepEqual(alarm.alarmActions, [topic]);
      assert.equal(alarm.treatMissingData, "notBreaching");
    }
  });

  const refusals: [string, Partial<StreamOptions>, RegExp][] = [
    ["a retention under a day", { retentionHours: 23 }, /orders: retentionHours is 23; give .* 24/],
    ["a retention over a year", { retentionHours: 8761 }, /from 24 to 8760/],
    ["shards of an on-demand stream", { mode: "on-demand", shards: 2 }, /leave shards out/],
    ["no shards", { shards: 0 }, /shards is 0; give a whole number from 1/],
    ["half a shard", { shards: 1.5 }, /shards is 1.5; give a whole number/],
    ["a name with a blank", { name: "my orders" }, /"my orders", has " "/],
  ];
  for (const [what, options, message] of refusals)
    it(`refuses ${what}`, async () => {
      await assert.rejects(streamOf(options), message);
    });
});
