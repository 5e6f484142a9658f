import assert from "node:assert/strict";
import { Decoder, Encoder, Tag } from "cbor-x";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";
import { FIRST_SHARD, createStream, startKinesis, type KinesisCloud } from "./cloud";
import { consumerOf } from "./subscriptions";

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
const decoding = { mapsAsObjects: true, int64AsNumber: true };
const decode = (bytes: Uint8Array) =>
  new Decoder(decoding).decode(bytes) as Readonly<Record<string, unknown>>;

describe("Kinesis in CBOR 1.1, as the Java clients speak it", () => {
  let cloud: KinesisCloud;
  before(async () => {
    cloud = await startKinesis();
  });
  after(() => cloud.stop());

  const send = (operation: string, input: object): Promise<Response> => {
    const headers = {
      "x-amz-target": `Kinesis_20131202.${operation}`,
      "content-type": "application/x-amz-cbor-1.1",
    };
    const body = encoder.encode(input);
    return fetch(cloud.endpoint, { method: "POST", headers, body });
  };
  const call = async (operation: string, input: object) => {
    const response = await send(operation, input);
    assert.equal(response.headers.get("content-type"), "application/x-amz-cbor-1.1");
    return decode(new Uint8Array(await response.arrayBuffer()));
  };

  it("writes and reads records with bytes as bytes and timestamps in milliseconds", async () => {
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

  it("has its events in CBOR too, each in a message of the event stream", async () => {
    await createStream(cloud.http2, "events");
    const ConsumerARN = await consumerOf(cloud.http2, "events");
    const Data = Buffer.from([0, 1, 254, 255]);
    await call("PutRecord", { StreamName: "events", PartitionKey: "k", Data });
    const half = { StreamName: "events", NewStartingHashKey: String(2n ** 127n) };
    await call("SplitShard", { ...half, ShardToSplit: FIRST_SHARD });
    const StartingPosition = { Type: "TRIM_HORIZON" };
    const subscription = { ConsumerARN, ShardId: FIRST_SHARD, StartingPosition };
    const response = await send("SubscribeToShard", subscription);
    assert.equal(response.headers.get("content-type"), "application/vnd.amazon.eventstream");
    const codec = new EventStreamCodec(toUtf8, fromUtf8);
    const bytes = Buffer.from(await response.arrayBuffer());
    const end = bytes.readUInt32BE(0);
    const initial = codec.decode(bytes.subarray(0, end));
    const event = codec.decode(bytes.subarray(end));
    const headersOf = ({ headers }: { headers: Record<string, { value: unknown }> }) =>
      Object.entries(headers).map(([name, { value }]) => `${name} ${String(value)}`);
    const common = [":content-type application/x-amz-cbor-1.1", ":message-type event"];
    assert.deepEqual(headersOf(initial), [":event-type initial-response", ...common]);
    assert.deepEqual(headersOf(event), [":event-type SubscribeToShardEvent", ...common]);
    const { Records, ChildShards } = decode(event.body);
    const [record] = Records as { Data: Buffer; ApproximateArrivalTimestamp: Date }[];
    assert.deepEqual(Buffer.from(record?.Data ?? []), Data);
    assert.equal((ChildShards as unknown[]).length, 2);
  });
});
