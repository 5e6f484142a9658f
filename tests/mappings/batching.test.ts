import assert from "node:assert/strict";

import { STREAM } from "./fakes/streams";
import { settle } from "./fakes/time";
import { numbered, Workbench } from "./fakes/workbench";

describe("batches of an event source mapping", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());

  it("gives the function what stands in the shard, in order, as soon as it is enabled", async () => {
    bench.put(...numbered(3));
    const { UUID, State } = await bench.map();
    assert.equal(State, "Creating");
    assert.deepEqual(bench.functions.batches, [["1", "2", "3"]]);
    assert.equal((await bench.get(UUID)).State, "Enabled");
    assert.equal((await bench.get(UUID)).LastProcessingResult, "OK");
    assert.ok(bench.mappings.idle());
  });

  it("writes each record of the event as AWS does", async () => {
    const sequenceNumber = bench.streams.put(Buffer.from([0, 255, 1]), 'llave "ñ"');
    await bench.map();
    assert.deepEqual(JSON.parse(bench.functions.payloads[0] ?? ""), {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: "1.0",
            partitionKey: 'llave "ñ"',
            sequenceNumber,
            data: "AP8B",
            approximateArrivalTimestamp: 1_700_000_000,
          },
          eventSource: "aws:kinesis",
          eventVersion: "1.0",
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: "aws:kinesis:record",
          invokeIdentityArn: "arn:aws:iam::000000000000:role/store-role",
          awsRegion: "us-east-1",
          eventSourceARN: STREAM,
        },
      ],
    });
    assert.match(
      bench.functions.payloads[0] ?? "",
      /"approximateArrivalTimestamp":1700000000\.000}/,
    );
  });

  it("never gives more than the batch size", async () => {
    bench.put(...numbered(7));
    await bench.map({ BatchSize: 3 });
    assert.deepEqual(bench.functions.batches, [["1", "2", "3"], ["4", "5", "6"], ["7"]]);
  });

  it("waits for the batching window, counted from the first record", async () => {
    await bench.map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
    bench.put("1");
    await bench.time.advance(3_000);
    bench.put("2");
    await bench.time.advance(1_999);
    assert.deepEqual(bench.functions.batches, []);
    assert.ok(!bench.mappings.idle());
    await bench.time.advance(1);
    assert.deepEqual(bench.functions.batches, [["1", "2"]]);
  });

  it("does not wait for the window once the batch is full", async () => {
    await bench.map({ BatchSize: 2, MaximumBatchingWindowInSeconds: 300 });
    bench.put(...numbered(5));
    await settle();
    assert.deepEqual(bench.functions.batches, [
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  it("sends a batch before its window ends when the event reaches 6 MB", async () => {
    await bench.map({ BatchSize: 1000, MaximumBatchingWindowInSeconds: 300 });
    for (let index = 0; index < 10; index++) bench.streams.put(Buffer.alloc(1_000_000, index));
    await settle();
    assert.deepEqual(
      bench.functions.events.map(({ Records }) => Records.length),
      [4, 4],
    );
    for (const payload of bench.functions.payloads) {
      assert.ok(Buffer.byteLength(payload) <= 6 * 1024 * 1024);
    }
  });

  it("counts the bytes of the event exactly, keys beyond ASCII included", async () => {
    const key = 'ñ"日本'.repeat(20);
    const body = Buffer.alloc(3_000, 1);
    for (let index = 0; index < 2_000; index++) bench.streams.put(body, key);
    await bench.map({ BatchSize: 10_000, MaximumBatchingWindowInSeconds: 1 });
    const [first = ""] = bench.functions.payloads;
    const records = bench.functions.events[0]?.Records.length ?? 0;
    const each = (Buffer.byteLength(first) - '{"Records":[]}'.length + 1) / records;
    assert.ok(Buffer.byteLength(first) <= 6 * 1024 * 1024);
    assert.ok(Buffer.byteLength(first) + each > 6 * 1024 * 1024);
  });

  it("wakes at once for a new record", async () => {
    await bench.map();
    bench.put("now");
    await settle();
    assert.deepEqual(bench.functions.batches, [["now"]]);
  });

  it("does not spin while nothing arrives", async () => {
    await bench.map();
    const before = bench.streams.reads;
    await bench.time.advance(60_000);
    assert.ok(bench.streams.reads - before <= 3);
  });
});
