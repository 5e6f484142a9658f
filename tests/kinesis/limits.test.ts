import assert from "node:assert/strict";
import {
  GetRecordsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  UpdateMaxRecordSizeCommand,
} from "@aws-sdk/client-kinesis";
import { eventually } from "../eventually";
import { createStream, iterator, startKinesis, type KinesisCloud } from "./cloud";
import { consumerOf, subscribe } from "./subscriptions";

const MIB = 1024 * 1024;
const exceeded = {
  name: "ProvisionedThroughputExceededException",
  message:
    "Rate exceeded for shard shardId-000000000000 in stream limited under account 000000000000.",
};

describe("a shard with limits", () => {
  let now: number;
  let cloud: KinesisCloud;
  beforeEach(async () => {
    now = 1_800_000_000_000;
    cloud = await startKinesis({ kinesis: { shardLimits: true }, clock: () => now });
    await createStream(cloud.http2, "limited");
  });
  afterEach(() => cloud.stop());

  const put = (bytes: number) => {
    const record = { PartitionKey: "k", Data: Buffer.alloc(bytes - 1) };
    return cloud.http2.send(new PutRecordCommand({ StreamName: "limited", ...record }));
  };
  /** Puts records of 1 MiB, each in a second of its own. */
  const fill = async (mib: number) => {
    for (let count = 0; count < mib; count += 1) {
      await put(MIB);
      now += 1000;
    }
  };

  it("takes 1,000 records a second, and says of each further one that it failed", async () => {
    const Records = Array.from({ length: 400 }, () => ({
      PartitionKey: "k",
      Data: Buffer.from("x"),
    }));
    const command = new PutRecordsCommand({ StreamName: "limited", Records });
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await cloud.http2.send(command));
    assert.deepEqual(
      answers.map(({ FailedRecordCount }) => FailedRecordCount),
      [0, 0, 200],
    );
    const [last] = answers.slice(-1);
    assert.equal(last?.Records?.[199]?.ErrorCode, undefined);
    const { ErrorCode, ErrorMessage } = last?.Records?.[200] ?? {};
    assert.deepEqual({ name: ErrorCode, message: ErrorMessage }, exceeded);
    now += 999;
    assert.equal((await cloud.http2.send(command)).FailedRecordCount, 400);
    now += 1;
    assert.equal((await cloud.http2.send(command)).FailedRecordCount, 0);
  });

  it("takes 1 MiB a second, keys included; a larger record takes as many seconds", async () => {
    await put(MIB / 2);
    await put(MIB / 2);
    await assert.rejects(put(2), exceeded);
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/limited";
    const larger = { StreamARN, MaxRecordSizeInKiB: 4096 };
    await cloud.http2.send(new UpdateMaxRecordSizeCommand(larger));
    now += 1000;
    await put(3 * MIB);
    now += 2999;
    await assert.rejects(put(2), exceeded);
    now += 1;
    await put(2);
  });

  it("gives five reads a second", async () => {
    const ShardIterator = await iterator(cloud.http2, "limited");
    const read = () => cloud.http2.send(new GetRecordsCommand({ ShardIterator }));
    for (let count = 0; count < 5; count += 1) await read();
    await assert.rejects(read(), exceeded);
    now += 1000;
    await read();
  });

  it("gives 2 MiB a second: a read of 10 MiB keeps all readers out for five seconds", async () => {
    await fill(12);
    const ShardIterator = await iterator(cloud.http2, "limited");
    const read = (Limit?: number) =>
      cloud.http2.send(new GetRecordsCommand({ ShardIterator, Limit }));
    await read(1);
    await read(1);
    await read(1);
    await assert.rejects(read(1), exceeded);
    now += 1500;
    assert.equal((await read()).Records?.length, 10);
    now += 4990;
    await assert.rejects(read(1), exceeded);
    now += 10;
    await read(1);
  });

  it("pushes 2 MiB a second to each consumer, whatever is read", async () => {
    await fill(6);
    const ShardIterator = await iterator(cloud.http2, "limited");
    await cloud.http2.send(new GetRecordsCommand({ ShardIterator }));
    const consumers = [
      await consumerOf(cloud.http2, "limited", "one"),
      await consumerOf(cloud.http1, "limited", "other"),
    ];
    const counts = [0, 0];
    const follow = async (consumer: string, index: number) => {
      const { next } = await subscribe(cloud.http2, consumer);
      for (let event = await next(); event !== undefined; event = await next())
        counts[index] = (counts[index] ?? 0) + (event.Records?.length ?? 0);
    };
    const followed = consumers.map(follow);
    for (const count of [3, 6]) {
      await eventually(() => counts.every((each) => each === count));
      now += 1500;
    }
    await cloud.stop();
    await Promise.all(followed);
  });
});
