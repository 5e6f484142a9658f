import assert from "node:assert/strict";
import {
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
  type StartingPosition,
} from "@aws-sdk/client-kinesis";
import { FIRST_SHARD, createStream, startKinesis, texts, type KinesisCloud } from "./cloud";
import { consumerOf, subscribe } from "./subscriptions";

const MINUTE = 60_000;

describe("a subscription to a shard", () => {
  let cloud: KinesisCloud;
  let consumer: string;
  beforeEach(async () => {
    cloud = await startKinesis();
    await createStream(cloud.http2, "stream");
    consumer = await consumerOf(cloud.http2, "stream");
  });
  afterEach(() => cloud.stop());

  const put = async (text: string): Promise<string> => {
    const { SequenceNumber = "" } = await cloud.http2.send(
      new PutRecordCommand({ StreamName: "stream", PartitionKey: "k", Data: Buffer.from(text) }),
    );
    return SequenceNumber;
  };
  /** The first records from a position; each time in the place of the last subscription. */
  const read = async (position: StartingPosition, count: number): Promise<string[]> => {
    cloud.advance(5_000);
    const subscription = await subscribe(cloud.http2, consumer, position);
    const records = await subscription.records(count);
    await subscription.leave();
    return records;
  };

  for (const protocol of ["http2", "http1"] as const) {
    it(`pushes what is there and what comes, over ${protocol}`, async () => {
      await put("a");
      const { next, records } = await subscribe(cloud[protocol], consumer);
      const first = await next();
      assert.deepEqual(texts(first?.Records ?? []), ["a"]);
      assert.equal(first?.Records?.[0]?.PartitionKey, "k");
      assert.ok(first.Records[0].ApproximateArrivalTimestamp instanceof Date);
      assert.equal(first.MillisBehindLatest, 0);
      await put("b");
      await put("c");
      assert.deepEqual(await records(2), ["b", "c"]);
    });

    it(`pushes records of 24 MB over ${protocol}, in events that are not larger than 1 MB`, async () => {
      const Data = Buffer.alloc(300_000, "large");
      const Records = Array.from({ length: 10 }, () => ({ Data, PartitionKey: "k" }));
      for (let request = 0; request < 8; request += 1)
        await cloud.http2.send(new PutRecordsCommand({ StreamName: "stream", Records }));
      const { next } = await subscribe(cloud[protocol], consumer);
      for (let count = 0; count < 80;) {
        const event = await next();
        const read = event?.Records ?? [];
        assert.ok(read.length > 0 && read.length <= 3, String(read.length));
        for (const record of read) assert.deepEqual(Buffer.from(record.Data ?? []), Data);
        count += read.length;
      }
    });
  }

  it("starts where each of the five positions says", async () => {
    await put("a");
    cloud.advance(10_000);
    const SequenceNumber = await put("b");
    const Timestamp = new Date(Date.now() + 15_000);
    cloud.advance(10_000);
    await put("c");
    assert.deepEqual(await read({ Type: "TRIM_HORIZON" }, 3), ["a", "b", "c"]);
    assert.deepEqual(await read({ Type: "AT_SEQUENCE_NUMBER", SequenceNumber }, 2), ["b", "c"]);
    assert.deepEqual(await read({ Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber }, 1), ["c"]);
    assert.deepEqual(await read({ Type: "AT_TIMESTAMP", Timestamp }, 1), ["c"]);
    cloud.advance(5_000);
    const latest = await subscribe(cloud.http2, consumer, { Type: "LATEST" });
    assert.deepEqual((await latest.next())?.Records, []);
    await put("d");
    assert.deepEqual(await latest.records(1), ["d"]);
  });

  it("is gone on with at and after the number that each event has, without loss and twice nothing", async () => {
    for (const expected of [[], ["a"], ["a", "b"]]) {
      if (expected.length > 0) await put(expected.at(-1) ?? "");
      cloud.advance(5_000);
      const { next, leave } = await subscribe(cloud.http2, consumer);
      const event = await next();
      assert.deepEqual(texts(event?.Records ?? []), expected);
      await leave();
      for (const Type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] as const) {
        const SequenceNumber = event?.ContinuationSequenceNumber;
        cloud.advance(5_000);
        const again = await subscribe(cloud.http2, consumer, { Type, SequenceNumber });
        assert.deepEqual((await again.next())?.Records, [], Type);
        await again.leave();
      }
    }
  });

  it("ends after five minutes, without an error", async () => {
    const { next, rest } = await subscribe(cloud.http2, consumer);
    await next();
    cloud.advance(5 * MINUTE - 1000);
    await put("a");
    assert.deepEqual(texts((await next())?.Records ?? []), ["a"]);
    cloud.advance(1000);
    await put("late");
    assert.deepEqual(await rest(), { texts: [], last: undefined });
    assert.deepEqual(await read({ Type: "TRIM_HORIZON" }, 2), ["a", "late"]);
  });

  it("keeps others of its consumer out for five seconds; then they take the shard over", async () => {
    const first = await subscribe(cloud.http2, consumer);
    const other = await consumerOf(cloud.http2, "stream", "other");
    const beside = await subscribe(cloud.http2, other);
    const second = () => subscribe(cloud.http1, consumer);
    const inUse = {
      name: "ResourceInUseException",
      message:
        /^Another active subscription exists for this consumer: 000000000000:stream:\d+:fan:shardId-0+$/,
    };
    await assert.rejects(second(), inUse);
    await first.next();
    cloud.advance(5_000);
    const { records } = await second();
    await assert.rejects(first.next(), inUse);
    await put("a");
    assert.deepEqual(await records(1), ["a"]);
    assert.deepEqual(await beside.records(1), ["a"]);
  });

  it("ends with its shard, whose last event names the children", async () => {
    await put("a");
    const parent = await subscribe(cloud.http2, consumer);
    assert.deepEqual(await parent.records(1), ["a"]);
    await put("b");
    const half = { StreamName: "stream", NewStartingHashKey: String(2n ** 127n) };
    await cloud.http2.send(new SplitShardCommand({ ...half, ShardToSplit: FIRST_SHARD }));
    const { texts: left, last } = await parent.rest();
    assert.deepEqual(left, ["b"]);
    const [one, two] = last?.ChildShards ?? [];
    assert.deepEqual(one, {
      ShardId: "shardId-000000000001",
      ParentShards: [FIRST_SHARD],
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(2n ** 127n - 1n) },
    });
    assert.equal(last?.ContinuationSequenceNumber, undefined);
    assert.equal(last?.MillisBehindLatest, 0);
    const ids = { ShardToMerge: one.ShardId, AdjacentShardToMerge: two?.ShardId };
    const child = await subscribe(cloud.http2, consumer, undefined, one.ShardId);
    await cloud.http2.send(new MergeShardsCommand({ StreamName: "stream", ...ids }));
    const merged = (await child.rest()).last?.ChildShards ?? [];
    assert.deepEqual(
      merged.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
      [["shardId-000000000003", [one.ShardId, two?.ShardId]]],
    );
  });

  it("fails when its consumer is deregistered, or its stream is deleted", async () => {
    const missing = { name: "ResourceNotFoundException" };
    const first = await subscribe(cloud.http2, consumer);
    await first.next();
    const deregister = new DeregisterStreamConsumerCommand({ ConsumerARN: consumer });
    await cloud.http2.send(deregister);
    await assert.rejects(first.next(), missing);
    await assert.rejects(subscribe(cloud.http2, consumer), missing);
    const again = await consumerOf(cloud.http2, "stream", "again");
    const second = await subscribe(cloud.http1, again);
    await second.next();
    const enforced = { StreamName: "stream", EnforceConsumerDeletion: true };
    await cloud.http2.send(new DeleteStreamCommand(enforced));
    await assert.rejects(second.next(), missing);
  });

  it("is refused for what is not there, and where its position is none", async () => {
    const refused = (name: string, ...input: [string, StartingPosition, string?]) =>
      assert.rejects(subscribe(cloud.http2, ...input), { name });
    const latest = { Type: "LATEST" } as const;
    await refused("ResourceNotFoundException", consumer.replace("fan", "none"), latest);
    await refused("ResourceNotFoundException", consumer, latest, "shardId-000000000009");
    await refused("InvalidArgumentException", consumer, { Type: "AT_TIMESTAMP" });
    await refused("InvalidArgumentException", consumer, { Type: "AT_SEQUENCE_NUMBER" });
    const foreign = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: "42" } as const;
    await refused("InvalidArgumentException", consumer, foreign);
    await refused("ValidationException", consumer, { Type: "EARLIEST" as "LATEST" });
    // None of these counts as a subscription.
    await (await subscribe(cloud.http2, consumer)).next();
  });

  it("needs its role's permission on the consumer", async () => {
    const Statement = { Effect: "Allow", Action: "kinesis:SubscribeToShard", Resource: consumer };
    const RoleName = "reader";
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    const document = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statement });
    const { Role } = await cloud.client.call("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: document(trust),
    });
    const call = (ConsumerARN: string) => {
      const StartingPosition = { Type: "LATEST" };
      const input = { ConsumerARN, ShardId: FIRST_SHARD, StartingPosition };
      const as = { kind: "role", roleArn: Role.Arn, sessionName: "s" } as const;
      return cloud.client.call("kinesis", "SubscribeToShard", input, as);
    };
    const PolicyDocument = document(Statement);
    await assert.rejects(
      call(consumer),
      /is not authorized to perform: kinesis:SubscribeToShard on/,
    );
    const policy = { RoleName, PolicyName: "subscribe", PolicyDocument };
    await cloud.client.call("iam", "PutRolePolicy", policy);
    assert.ok((await call(consumer)).EventStream);
    await assert.rejects(call(await consumerOf(cloud.http2, "stream", "other")), /not authorized/);
  });

  it("ends at once when the cloud stops", async () => {
    const subscriptions = await Promise.all([
      subscribe(cloud.http2, consumer),
      subscribe(cloud.http1, await consumerOf(cloud.http2, "stream", "other")),
    ]);
    for (const { next } of subscriptions) await next();
    const ended = Promise.all(subscriptions.map(({ rest }) => rest()));
    await cloud.stop();
    for (const { texts: left } of await ended) assert.deepEqual(left, []);
  });
});
