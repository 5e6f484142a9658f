import { deepEqual, equal, match } from "node:assert/strict";
import { suiteCloud } from "./support/suite";
import { consumer, sink, type Event } from "./support/consumer";
import { invoke } from "./support/container";
import { batch, record, sequenceNumber } from "./support/factories";

describe("quarantine", () => {
  const cloud = suiteCloud();

  const quarantined = () =>
    [...cloud.objects].map(
      ([key, { body }]) => [key, JSON.parse(body.toString()) as Record<string, string>] as const,
    );
  const from = (index: number) => ({
    batchItemFailures: [{ itemIdentifier: sequenceNumber(index) }],
  });

  it("quarantines each kind of undecodable record byte for byte, and stores the others", async () => {
    const poison = [
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from(""),
      Buffer.from("{"),
      Buffer.from('{"a":1,"a":2}'),
      Buffer.from("[".repeat(100) + "]".repeat(100)),
      Buffer.from('{"a":"\\ud800"}'),
      Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a, 0x01]),
    ];
    const store = sink("A");
    const { response } = await invoke(consumer([store]), batch({ n: 1 }, ...poison, { n: 2 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(store.items.length, 2);
    const kept = quarantined();
    deepEqual(
      kept.map(([, { data = "" }]) => data).sort(),
      poison.map((bytes) => bytes.toString("base64")).sort(),
    );
    const reasons = kept.map(([, { reason = "" }]) => reason).join("\n");
    for (const reason of [
      /^not UTF-8$/m,
      /^not JSON/m,
      /key given twice/,
      /deeper than 64/,
      /surrogate/,
    ]) {
      match(reasons, reason);
    }
    match(reasons, /Kinesis Producer Library/);
  });

  it("says in quarantine where the record stood and why it was refused", async () => {
    const parse = (): Event => {
      throw new Error("amount must be a number");
    };
    const poison = record({ a: 1 }, 7, { arrival: "2024-12-31T23:59:59.999Z" });
    await invoke(consumer([sink("A")], parse), { Records: [poison] });
    const key = `failures/quarantine/test/2024/12/31/shardId-000000000000-${sequenceNumber(7)}.json`;
    deepEqual(quarantined(), [
      [
        key,
        {
          reason: "amount must be a number",
          stage: "parse",
          pipeline: "test",
          consumer: "store",
          stream: "test-stream",
          shardId: "shardId-000000000000",
          sequenceNumber: sequenceNumber(7),
          partitionKey: "key-7",
          arrival: "2024-12-31T23:59:59.999Z",
          data: Buffer.from('{"a":1}').toString("base64"),
        },
      ],
    ]);
  });

  it("overwrites the same quarantine object with the same bytes on redelivery", async () => {
    const handler = consumer([sink("A")]);
    await invoke(handler, batch("poison"));
    const first = new Map(cloud.objects);
    await invoke(handler, batch("poison"));
    deepEqual(cloud.objects, first);
  });

  it("quarantines a record whose map throws, and writes it to no sink", async () => {
    const [a, b] = [sink("A"), sink("B")];
    b.map = () => {
      throw new Error("no row for this");
    };
    const { response } = await invoke(consumer([a, b]), batch({ n: 1 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(a.items.length, 0);
    equal(quarantined()[0]?.[1]["stage"], "map B");
  });

  it("quarantines what a writer calls invalid", async () => {
    const strict = sink("A", ({ index }) =>
      index === 1 ? { index, kind: "invalid", reason: "too large" } : undefined,
    );
    const { response, line } = await invoke(consumer([strict]), batch({}, {}, {}));
    deepEqual(response, { batchItemFailures: [] });
    deepEqual(
      quarantined().map(([, { stage, reason }]) => [stage, reason]),
      [["write A", "too large"]],
    );
    deepEqual([line["Written"], line["Quarantined"], line["Failed"]], [2, 1, 0]);
  });

  it("asks for a record again that cannot be quarantined", async () => {
    cloud.fail("PutObject", { status: 503, error: "SlowDown" });
    const { response, line } = await invoke(consumer([sink("A")]), batch({}, "poison", {}), 2500);
    deepEqual(response, from(1));
    deepEqual([line["Written"], line["Quarantined"], line["Failed"]], [1, 0, 2]);
  });

  it("asks for a record again when the quarantine may not be written", async () => {
    cloud.fail("PutObject", { status: 403, error: "AccessDenied" });
    const { response } = await invoke(consumer([sink("A")]), batch("poison", {}));
    deepEqual(response, from(0));
  });

  it("retries the quarantine through throttles", async () => {
    cloud.fail("PutObject", (_call, nth) =>
      nth < 4 ? { status: 503, error: "SlowDown" } : undefined,
    );
    const { response } = await invoke(consumer([sink("A")]), batch("poison"));
    deepEqual(response, { batchItemFailures: [] });
    equal(cloud.objects.size, 1);
  });
});
