import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  StartStreamEncryptionCommand,
} from "@aws-sdk/client-kinesis";
import type { PutRecordsRequestEntry } from "@aws-sdk/client-kinesis";
import { createStream, readAll, startKinesis, texts } from "./cloud";
import type { KinesisCloud } from "./cloud";

const entry = (text: string, PartitionKey = text): PutRecordsRequestEntry => ({
  Data: Buffer.from(text),
  PartitionKey,
});
const MIB = 1024 * 1024;

describe("putting records", () => {
  let cloud: KinesisCloud;
  before(async () => {
    cloud = await startKinesis();
  });
  after(() => cloud.stop());

  it("keeps any bytes and any partition key, over both protocols", async () => {
    await createStream(cloud.http2, "bytes");
    const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const keys = ['"quoted\\"', "ключ 🔑", "\n\u0000", "k".repeat(256)];
    for (const client of [cloud.http2, cloud.http1]) {
      for (const PartitionKey of keys) {
        await client.send(new PutRecordCommand({ StreamName: "bytes", PartitionKey, Data }));
      }
      await client.send(
        new PutRecordCommand({ StreamName: "bytes", PartitionKey: "empty", Data: Buffer.alloc(0) }),
      );
    }
    for (const client of [cloud.http2, cloud.http1]) {
      const records = await readAll(client, "bytes");
      const expected = [...keys, "empty", ...keys, "empty"];
      assert.deepEqual(
        records.map((record) => record.PartitionKey),
        expected,
      );
      records.forEach((record, index) => {
        const bytes = expected[index] === "empty" ? Buffer.alloc(0) : Data;
        assert.deepEqual(Buffer.from(record.Data ?? []), bytes);
      });
    }
  });

  it("maps a partition key by its MD5, and an explicit hash key as it is", async () => {
    await createStream(cloud.http2, "mapped", 4);
    const { Shards = [] } = await cloud.http2.send(new ListShardsCommand({ StreamName: "mapped" }));
    const shardOf = (hash: bigint): string | undefined =>
      Shards.find(
        ({ HashKeyRange: range }) =>
          BigInt(range?.StartingHashKey ?? 0) <= hash && hash <= BigInt(range?.EndingHashKey ?? 0),
      )?.ShardId;
    const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
    const { Records = [] } = await cloud.http2.send(
      new PutRecordsCommand({ StreamName: "mapped", Records: keys.map((key) => entry(key)) }),
    );
    keys.forEach((key, index) => {
      const hash = BigInt(`0x${createHash("md5").update(key).digest("hex")}`);
      assert.equal(Records[index]?.ShardId, shardOf(hash), key);
    });
    assert.equal(new Set(Records.map(({ ShardId }) => ShardId)).size, 4);
    for (const shard of Shards) {
      const range = shard.HashKeyRange;
      for (const ExplicitHashKey of [range?.StartingHashKey, range?.EndingHashKey]) {
        const put = { StreamName: "mapped", ...entry("x"), ExplicitHashKey };
        const { ShardId } = await cloud.http1.send(new PutRecordCommand(put));
        assert.equal(ShardId, shard.ShardId);
      }
    }
    const over = { StreamName: "mapped", ...entry("x"), ExplicitHashKey: String(2n ** 128n) };
    await assert.rejects(cloud.http1.send(new PutRecordCommand(over)), {
      name: "InvalidArgumentException",
      message: /must be in the range: \[0, 2\^128-1\]/,
    });
  });

  it("gives eight writers at once unique sequence numbers that rise in each shard", async () => {
    await createStream(cloud.http2, "writers", 2);
    const taken: { shardId: string; sequenceNumber: string; text: string }[] = [];
    const write = async (writer: number): Promise<void> => {
      const client = writer % 2 === 0 ? cloud.http2 : cloud.http1;
      let before = new Map<string, string>();
      for (let round = 0; round < 20; round += 1) {
        const Records = Array.from({ length: 25 }, (_, index) =>
          entry(`${writer}-${round}-${index}`),
        );
        const put = new PutRecordsCommand({ StreamName: "writers", Records });
        const { Records: results = [] } = await client.send(put);
        results.forEach(({ ShardId = "", SequenceNumber = "" }, index) => {
          assert.ok(SequenceNumber > (before.get(ShardId) ?? ""), "rises for its writer");
          before = before.set(ShardId, SequenceNumber);
          const text = `${writer}-${round}-${index}`;
          taken.push({ shardId: ShardId, sequenceNumber: SequenceNumber, text });
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    assert.equal(new Set(taken.map(({ sequenceNumber }) => sequenceNumber)).size, 4000);
    assert.deepEqual(
      new Set(taken.map(({ sequenceNumber }) => sequenceNumber.length)),
      new Set([56]),
    );
    for (const shardId of ["shardId-000000000000", "shardId-000000000001"]) {
      const records = await readAll(cloud.http2, "writers", shardId);
      const numbers = records.map(({ SequenceNumber = "" }) => SequenceNumber);
      assert.deepEqual(numbers, [...numbers].sort());
      const mine = taken.filter((each) => each.shardId === shardId);
      const ordered = mine.sort((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
      assert.deepEqual(
        texts(records),
        ordered.map(({ text }) => text),
      );
    }
  });

  it("reports the failed entries of a request one by one and keeps the others", async () => {
    await createStream(cloud.http2, "faults");
    cloud.kinesis.failNextRecords("faults", 2);
    const Records = ["a", "b", "c", "d"].map((text) => entry(text));
    const answer = await cloud.http2.send(new PutRecordsCommand({ StreamName: "faults", Records }));
    assert.equal(answer.FailedRecordCount, 2);
    const [first, , third] = answer.Records ?? [];
    assert.equal(first?.ErrorCode, "ProvisionedThroughputExceededException");
    assert.match(
      first.ErrorMessage ?? "",
      /Rate exceeded for shard shardId-000000000000 in stream/,
    );
    assert.equal(first.SequenceNumber, undefined);
    assert.equal(third?.ErrorCode, undefined);
    assert.deepEqual(texts(await readAll(cloud.http2, "faults")), ["c", "d"]);
  });

  it("refuses what Kinesis refuses, as a whole and before keeping anything", async () => {
    await createStream(cloud.http2, "limits");
    const put = (Records: PutRecordsRequestEntry[]): Promise<unknown> =>
      cloud.http2.send(new PutRecordsCommand({ StreamName: "limits", Records }));
    const many = Array.from({ length: 501 }, () => entry("x"));
    await assert.rejects(put(many), { name: "ValidationException", message: /equal to 500/ });
    await assert.rejects(put([]), { name: "ValidationException" });
    const long = entry("x".repeat(MIB), "k");
    await assert.rejects(put([entry("x"), long]), {
      name: "ValidationException",
      message: /records\.2\.member\.data.*less than or equal to 1048576/,
    });
    const heavy = Array.from({ length: 11 }, () => entry("x".repeat(MIB - 1), "k"));
    await assert.rejects(put(heavy), { name: "InvalidArgumentException" });
    await assert.rejects(put([entry("x", "k".repeat(257))]), { name: "ValidationException" });
    await assert.rejects(put([entry("x", "")]), { name: "ValidationException" });
    const unknown = { StreamName: "unknown", Records: [entry("x")] };
    await assert.rejects(cloud.http2.send(new PutRecordsCommand(unknown)), {
      name: "ResourceNotFoundException",
      message: "Stream unknown under account 000000000000 not found.",
    });
    assert.deepEqual(await readAll(cloud.http2, "limits"), []);
    await put([entry("x".repeat(MIB - 1), "k")]);
    assert.equal((await readAll(cloud.http2, "limits")).length, 1);
  });

  it("refuses data that is not base64", async () => {
    await createStream(cloud.http2, "base64");
    const body = JSON.stringify({ StreamName: "base64", PartitionKey: "k", Data: "a$$=" });
    const headers = { "x-amz-target": "Kinesis_20131202.PutRecord" };
    const response = await fetch(cloud.endpoint, { method: "POST", headers, body });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /SerializationException/);
  });

  it("says how an encrypted stream's records are kept", async () => {
    await createStream(cloud.http2, "encrypted");
    const key = { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" } as const;
    const StreamName = "encrypted";
    await cloud.http2.send(new StartStreamEncryptionCommand({ StreamName, ...key }));
    const put = new PutRecordCommand({ StreamName, ...entry("x") });
    assert.equal((await cloud.http2.send(put)).EncryptionType, "KMS");
    const [record] = await readAll(cloud.http2, "encrypted");
    assert.equal(record?.EncryptionType, "KMS");
  });
});
