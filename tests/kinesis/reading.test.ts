import assert from "node:assert/strict";
import {
  DeleteStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { FIRST_SHARD, createStream, iterator, readAll, startKinesis, texts } from "./cloud";
import type { From, KinesisCloud } from "./cloud";

const HOUR = 3_600_000;

describe("reading records", () => {
  let cloud: KinesisCloud;
  beforeEach(async () => {
    cloud = await startKinesis();
    await createStream(cloud.http2, "stream");
  });
  afterEach(() => cloud.stop());

  const put = async (text: string): Promise<string> => {
    const { SequenceNumber = "" } = await cloud.http2.send(
      new PutRecordCommand({ StreamName: "stream", PartitionKey: "k", Data: Buffer.from(text) }),
    );
    return SequenceNumber;
  };
  const read = async (from: From): Promise<string[]> =>
    texts(await readAll(cloud.http2, "stream", FIRST_SHARD, from));

  it("starts where each of the five iterator types says", async () => {
    await put("a");
    cloud.advance(10_000);
    const second = await put("b");
    const between = new Date(Date.now() + 15_000);
    cloud.advance(10_000);
    await put("c");
    const latest = await iterator(cloud.http2, "stream", FIRST_SHARD, { type: "LATEST" });
    assert.deepEqual(await read({ type: "TRIM_HORIZON" }), ["a", "b", "c"]);
    assert.deepEqual(await read({ type: "LATEST" }), []);
    const at = { sequenceNumber: second };
    assert.deepEqual(await read({ type: "AT_SEQUENCE_NUMBER", ...at }), ["b", "c"]);
    assert.deepEqual(await read({ type: "AFTER_SEQUENCE_NUMBER", ...at }), ["c"]);
    assert.deepEqual(await read({ type: "AT_TIMESTAMP", timestamp: between }), ["c"]);
    assert.deepEqual(await read({ type: "AT_TIMESTAMP", timestamp: new Date(0) }), ["a", "b", "c"]);
    await put("d");
    const answer = await cloud.http2.send(new GetRecordsCommand({ ShardIterator: latest }));
    assert.deepEqual(texts(answer.Records ?? []), ["d"]);
  });

  it("tells how far behind the reader is, and when each record arrived", async () => {
    const begun = Date.now();
    await put("a");
    await put("b");
    cloud.advance(60_000);
    const ShardIterator = await iterator(cloud.http2, "stream");
    const first = await cloud.http2.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
    assert.deepEqual(texts(first.Records ?? []), ["a"]);
    const behind = first.MillisBehindLatest ?? 0;
    assert.ok(behind >= 60_000 && behind < 90_000, String(behind));
    const arrival = first.Records?.[0]?.ApproximateArrivalTimestamp?.getTime() ?? 0;
    assert.ok(arrival >= begun && arrival <= Date.now(), String(arrival));
    const rest = await cloud.http2.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
    );
    assert.deepEqual(texts(rest.Records ?? []), ["b"]);
    assert.equal(rest.MillisBehindLatest, 0);
  });

  for (const protocol of ["http2", "http1"] as const) {
    it(`answers with up to 10 MB and 10,000 records at once over ${protocol}`, async () => {
      const client = cloud[protocol];
      const large = Buffer.alloc(600_000, "large");
      for (let request = 0; request < 3; request += 1) {
        const Records = Array.from({ length: 8 }, (_, index) => ({
          Data: Buffer.concat([Buffer.from(`${request}.${index} `), large]),
          PartitionKey: "k",
        }));
        await client.send(new PutRecordsCommand({ StreamName: "stream", Records }));
      }
      const ShardIterator = await iterator(client, "stream");
      const answer = await client.send(new GetRecordsCommand({ ShardIterator }));
      assert.equal(answer.Records?.length, 17, "17 of 24 records of 600 KB fit in 10 MiB");
      const records = await readAll(client, "stream");
      assert.equal(records.length, 24);
      for (const { Data } of records)
        assert.ok(
          Buffer.from(Data ?? [])
            .subarray(-5)
            .equals(Buffer.from("large")),
        );
      await createStream(client, `small-${protocol}`);
      const Records = Array.from({ length: 500 }, (_, index) => ({
        Data: Buffer.from(`${index}`.padEnd(200)),
        PartitionKey: "k",
      }));
      const StreamName = `small-${protocol}`;
      for (let request = 0; request < 21; request += 1) {
        await client.send(new PutRecordsCommand({ StreamName, Records }));
      }
      const small = await iterator(client, StreamName);
      const first = await client.send(new GetRecordsCommand({ ShardIterator: small }));
      assert.equal(first.Records?.length, 10_000);
      assert.equal((await readAll(client, StreamName)).length, 10_500);
    });
  }

  it("serves eight readers of large answers at once over one connection", async () => {
    const Data = Buffer.alloc(900_000, "x");
    const Records = Array.from({ length: 10 }, () => ({ Data, PartitionKey: "k" }));
    await cloud.http2.send(new PutRecordsCommand({ StreamName: "stream", Records }));
    const readers = Array.from({ length: 8 }, () => readAll(cloud.http2, "stream"));
    for (const records of await Promise.all(readers)) assert.equal(records.length, 10);
  });

  it("forgets records after the retention period, and reads on from the oldest left", async () => {
    await put("a");
    const ShardIterator = await iterator(cloud.http2, "stream");
    cloud.advance(12 * HOUR);
    await put("b");
    cloud.advance(12 * HOUR + 1000);
    assert.deepEqual(await read({ type: "TRIM_HORIZON" }), ["b"]);
    await assert.rejects(cloud.http2.send(new GetRecordsCommand({ ShardIterator })), {
      name: "ExpiredIteratorException",
    });
    const longer = { StreamName: "stream", RetentionPeriodHours: 48 };
    await cloud.http2.send(new IncreaseStreamRetentionPeriodCommand(longer));
    cloud.advance(20 * HOUR);
    assert.deepEqual(await read({ type: "TRIM_HORIZON" }), ["b"]);
  });

  it("refuses iterators that are malformed, foreign, or of a stream that is gone", async () => {
    const get = (ShardIterator: string): Promise<unknown> =>
      cloud.http2.send(new GetRecordsCommand({ ShardIterator }));
    await assert.rejects(get("nonsense"), {
      name: "InvalidArgumentException",
      message: "Invalid ShardIterator.",
    });
    await createStream(cloud.http2, "other");
    const other = await cloud.http2.send(
      new PutRecordCommand({ StreamName: "other", PartitionKey: "k", Data: Buffer.from("x") }),
    );
    cloud.advance(1);
    await cloud.http2.send(new DeleteStreamCommand({ StreamName: "other" }));
    await createStream(cloud.http2, "other");
    await assert.rejects(
      iterator(cloud.http2, "other", FIRST_SHARD, {
        type: "AT_SEQUENCE_NUMBER",
        sequenceNumber: other.SequenceNumber,
      }),
      { name: "InvalidArgumentException", message: /did not come from this stream/ },
    );
    await assert.rejects(iterator(cloud.http2, "stream", "shardId-000000000007"), {
      name: "ResourceNotFoundException",
    });
    await assert.rejects(iterator(cloud.http2, "stream", FIRST_SHARD, { type: "AT_TIMESTAMP" }), {
      name: "InvalidArgumentException",
      message: /Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP/,
    });
    const wrong = { StreamName: "stream", ShardId: FIRST_SHARD, ShardIteratorType: "EARLIEST" };
    await assert.rejects(cloud.http2.send(new GetShardIteratorCommand(wrong as never)), {
      name: "ValidationException",
      message:
        /'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set/,
    });
    const token = await iterator(cloud.http2, "stream");
    await cloud.http2.send(new DeleteStreamCommand({ StreamName: "stream" }));
    await assert.rejects(get(token), { name: "ResourceNotFoundException" });
  });
});
