import assert from "node:assert/strict";
import { Decoder, Encoder, Tag } from "cbor-x";
import { createStream, startKinesis } from "./cloud";
import type { KinesisCloud } from "./cloud";

describe("Kinesis in CBOR 1.1, as the Java clients speak it", () => {
  let cloud: KinesisCloud;
  before(async () => {
    cloud = await startKinesis();
  });
  after(() => cloud.stop());

  it("writes and reads records with bytes as bytes and timestamps in milliseconds", async () => {
    const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
    const decoding = { mapsAsObjects: true, int64AsNumber: true };
    const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
      const headers = {
        "x-amz-target": `Kinesis_20131202.${operation}`,
        "content-type": "application/x-amz-cbor-1.1",
      };
      const body = encoder.encode(input);
      const response = await fetch(cloud.endpoint, { method: "POST", headers, body });
      assert.equal(response.headers.get("content-type"), "application/x-amz-cbor-1.1");
      const answer: unknown = new Decoder(decoding).decode(
        Buffer.from(await response.arrayBuffer()),
      );
      return answer as Record<string, unknown>;
    };
    const Data = Buffer.from([0, 1, 254, 255]);
    await createStream(cloud.http2, "cbor");
    await call("PutRecord", { StreamName: "cbor", PartitionKey: "k", Data });
    const { ShardIterator } = await call("GetShardIterator", {
      StreamName: "cbor",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    });
    const { Records } = await call("GetRecords", { ShardIterator });
    const [record] = Records as { Data: Buffer; ApproximateArrivalTimestamp: Date }[];
    assert.deepEqual(Buffer.from(record?.Data ?? []), Data);
    const millis = (record?.ApproximateArrivalTimestamp.getTime() ?? 0) / 1000;
    assert.ok(Math.abs(millis - Date.now()) < 60_000, "the tag holds milliseconds");
    const Timestamp = new Tag(BigInt(Date.now() - 60_000), 1);
    const from = await call("GetShardIterator", {
      StreamName: "cbor",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "AT_TIMESTAMP",
      Timestamp,
    });
    const again = await call("GetRecords", { ShardIterator: from["ShardIterator"] });
    assert.equal((again["Records"] as unknown[]).length, 1);
  });
});
