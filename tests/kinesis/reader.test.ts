import assert from "node:assert/strict";
import { Clock } from "../../local/clock";
import { createKinesis } from "../../local/services/kinesis";
import type { Kinesis } from "../../local/services/kinesis";
import type { ReadPosition } from "../../local/services/kinesis/reader";
import { AwsError } from "../../local/gateway/service";
import { ACCOUNT, REGION } from "../gateway/cloud";
import { FIRST_SHARD } from "./cloud";

const ARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/s`;
const ALL = { records: 10_000, bytes: Infinity };
const context = {
  requestId: "r",
  region: REGION,
  accountId: ACCOUNT,
  principal: { kind: "root" },
  signal: new AbortController().signal,
} as const;

describe("reading a stream in this process", () => {
  let kinesis: Kinesis;
  let now: number;
  const call = (operation: string, input: object): void => {
    void kinesis.operations[operation]?.run(input as never, context);
  };
  const put = (text: string): void => {
    const Data = Buffer.from(text).toString("base64");
    call("PutRecord", { StreamName: "s", PartitionKey: text, Data });
  };
  const read = (position: ReadPosition, limit = ALL): string[] =>
    kinesis.reader
      .read(ARN, FIRST_SHARD, position, limit)
      .records.map(({ data }) => data.toString());
  const wait = (position: ReadPosition, timeoutMs = 10_000, signal = context.signal) =>
    kinesis.reader.wait(ARN, FIRST_SHARD, position, timeoutMs, signal);

  beforeEach(() => {
    now = 1_800_000_000_000;
    kinesis = createKinesis({ region: REGION, accountId: ACCOUNT, time: new Clock(() => now) });
    call("CreateStream", { StreamName: "s", ShardCount: 1 });
  });

  it("gives records with their position to go on from", () => {
    put("a");
    put("b");
    put("c");
    const first = kinesis.reader.read(
      ARN,
      FIRST_SHARD,
      { from: "TRIM_HORIZON" },
      { ...ALL, records: 2 },
    );
    assert.deepEqual(
      first.records.map(({ partitionKey }) => partitionKey),
      ["a", "b"],
    );
    assert.equal(first.records[0]?.arrival, now);
    assert.equal(first.drained, false);
    assert.deepEqual(read(first.next), ["c"]);
    const sequenceNumber = first.records[0].sequenceNumber;
    assert.deepEqual(read({ from: "AT", sequenceNumber }), ["a", "b", "c"]);
    assert.deepEqual(read({ from: "AFTER", sequenceNumber }), ["b", "c"]);
    assert.deepEqual(read({ from: "TRIM_HORIZON" }, { records: 9, bytes: 2 }), ["a", "b"]);
    assert.deepEqual(read({ from: "TRIM_HORIZON" }, { records: 9, bytes: 0 }), ["a"]);
  });

  it("fixes LATEST and a timestamp, so that nothing slips between polls", () => {
    put("a");
    const latest = kinesis.reader.resolve(ARN, FIRST_SHARD, { from: "LATEST" });
    const timestamp = now + 500;
    const later = kinesis.reader.resolve(ARN, FIRST_SHARD, { from: "AT_TIMESTAMP", timestamp });
    now += 1000;
    put("b");
    assert.deepEqual(read(latest), ["b"]);
    assert.deepEqual(read(later), ["b"]);
    assert.deepEqual(read({ from: "LATEST" }), []);
    assert.deepEqual(read({ from: "AT_TIMESTAMP", timestamp }), ["b"]);
  });

  it("wakes a waiting reader as soon as a record stands after its position", async () => {
    const position = kinesis.reader.resolve(ARN, FIRST_SHARD, { from: "LATEST" });
    const begun = performance.now();
    const waiting = wait(position);
    setTimeout(() => {
      put("a");
    }, 20);
    await waiting;
    assert.ok(performance.now() - begun < 10_000, "before its own timeout");
    await wait(position);
    assert.deepEqual(read(position), ["a"]);
  });

  it("wakes it when the shard closes, the stream goes, time is up or it is told to stop", async () => {
    const position: ReadPosition = { from: "LATEST" };
    const closing = wait(position);
    call("SplitShard", { StreamName: "s", ShardToSplit: FIRST_SHARD, NewStartingHashKey: "9" });
    await closing;
    assert.equal(kinesis.reader.read(ARN, FIRST_SHARD, position, ALL).drained, true);
    assert.deepEqual(
      kinesis.reader.shards(ARN).map(({ closed, parentShardIds }) => [closed, parentShardIds]),
      [
        [true, []],
        [false, [FIRST_SHARD]],
        [false, [FIRST_SHARD]],
      ],
    );
    const child = "shardId-000000000001";
    const reader = kinesis.reader;
    await reader.wait(ARN, child, position, 5, context.signal);
    const stop = new AbortController();
    const stopped = reader.wait(ARN, child, position, 10_000, stop.signal);
    stop.abort();
    await stopped;
    const deleted = reader.wait(ARN, child, position, 10_000, context.signal);
    call("DeleteStream", { StreamName: "s" });
    await deleted;
    await reader.wait(ARN, child, position, 10_000, context.signal);
    assert.throws(
      () => reader.shards(ARN),
      (error) => {
        assert.ok(error instanceof AwsError);
        assert.equal(error.code, "ResourceNotFoundException");
        return true;
      },
    );
  });

  it("frees the memory of what it trims and deletes", () => {
    const small = createKinesis({
      region: REGION,
      accountId: ACCOUNT,
      time: new Clock(() => now),
      maxBytes: 5000,
    });
    const run = (operation: string, input: object): unknown =>
      small.operations[operation]?.run(input as never, context);
    const Data = Buffer.alloc(4000).toString("base64");
    for (const round of [1, 2, 3]) {
      run("CreateStream", { StreamName: "s", ShardCount: 2 });
      run("PutRecord", { StreamName: "s", PartitionKey: `${round}`, Data });
      now += 24 * 3_600_000 + 1;
      run("PutRecord", { StreamName: "s", PartitionKey: "again", Data });
      assert.throws(() => run("PutRecord", { StreamName: "s", PartitionKey: "more", Data }), {
        code: "ProvisionedThroughputExceededException",
      });
      run("DeleteStream", { StreamName: "s" });
    }
  });
});
