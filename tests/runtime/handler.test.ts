import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisEvent } from "../../runtime/invocation/event";
import type { WriteFailure } from "../../runtime/types";
import { suiteCloud } from "./support/suite";
import { consumer, sink } from "./support/consumer";
import { invoke, withEnvironment } from "./support/container";
import { batch, invocation, record, sequenceNumber } from "./support/factories";

describe("the handler", () => {
  const cloud = suiteCloud();

  const transient = (index: number): WriteFailure => ({ index, kind: "transient", reason: "slow" });
  const from = (index: number) => ({
    batchItemFailures: [{ itemIdentifier: sequenceNumber(index) }],
  });

  it("reports nothing when every record is stored", async () => {
    const store = sink("A");
    const { response, line } = await invoke(consumer([store]), batch({ n: 1 }, { n: 2 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(store.items.length, 2);
    deepEqual([line["Received"], line["Written"], line["Failed"]], [2, 2, 0]);
  });

  it("stores nothing where map gives undefined", async () => {
    const quiet = sink(
      "A",
      () => undefined,
      () => undefined,
    );
    const { response, line } = await invoke(consumer([quiet]), batch({}, {}));
    deepEqual(response, { batchItemFailures: [] });
    deepEqual([line["Received"], line["Written"]], [2, 0]);
  });

  it("reports the lowest of several failed records, over all sinks, and only that one", async () => {
    const a = sink("A", ({ index }) => (index === 4 ? transient(index) : undefined));
    const b = sink("B", ({ index }) => (index === 2 || index === 3 ? transient(index) : undefined));
    const { response, line } = await invoke(consumer([a, b]), batch({}, {}, {}, {}, {}));
    deepEqual(response, from(2));
    deepEqual(line["written"], { A: 2, B: 2 });
    equal(line["Failed"], 3);
  });

  it("compares sequence numbers as numbers, not as text", async () => {
    const store = sink("A", ({ at, index }) =>
      at.sequenceNumber === "9" ? transient(index) : undefined,
    );
    const records = ["100", "9"].map((sequenceNumber, i) => record({}, i, { sequenceNumber }));
    const { response } = await invoke(consumer([store]), { Records: records });
    deepEqual(response, { batchItemFailures: [{ itemIdentifier: "9" }] });
  });

  it("asks for the whole batch again when a writer throws, and quarantines none of it", async () => {
    const broken = sink("A", () => {
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    });
    const { response, line } = await invoke(consumer([broken, sink("B")]), batch({}, {}));
    deepEqual(response, from(0));
    equal(cloud.objects.size, 0);
    match(line.reasons.join(), /AccessDeniedException: not authorized/);
  });

  /** A sink that is written last, and the batches that it was given. */
  function lastSink() {
    const given: number[][] = [];
    const last = sink("A");
    last.writer = () => ({
      last: true,
      write: (entries) => {
        given.push(entries.map(({ index }) => index));
        return Promise.resolve([]);
      },
    });
    return { last, given };
  }

  it("writes what holds a whole batch after all else, as far as the batch is done", async () => {
    const { last, given } = lastSink();
    const other = sink("B", ({ index }) => (index === 3 ? transient(index) : undefined));
    const event = batch({}, {}, {}, {}, {});
    deepEqual((await invoke(consumer([last, other]), event)).response, from(3));
    deepEqual(given, [[0, 1, 2]]);
  });

  it("leaves what another sink refused out of what holds a whole batch", async () => {
    const { last, given } = lastSink();
    const other = sink("B", ({ index }) =>
      index === 1 ? { index, kind: "invalid", reason: "too long" } : undefined,
    );
    await invoke(consumer([other, last]), batch({}, {}, {}));
    deepEqual(given, [[0, 2]]);
  });

  it("leaves time for what comes last, however long the others try", async () => {
    const { last, given } = lastSink();
    const slow = sink("B");
    slow.writer = () => ({
      write: async (_entries, context) => {
        while (context.remainingMs() > 0) await sleep(20);
        return [transient(1)];
      },
    });
    const { response } = await invoke(consumer([slow, last]), batch({}, {}), 1200);
    deepEqual(response, from(1));
    deepEqual(given, [[0]]);
  });

  it("leaves writers a deadline with time to report after it", async () => {
    let remaining = 0;
    const store = sink("A");
    store.writer = () => ({
      write: (_entries, context) => {
        remaining = context.remainingMs();
        return Promise.resolve([]);
      },
    });
    await invoke(consumer([store]), batch({}), 60_000);
    ok(remaining > 53_000 && remaining <= 54_000, String(remaining));
    await invoke(consumer([store]), batch({}), 5000);
    ok(remaining > 3000 && remaining <= 4000, String(remaining));
  });

  it("takes an empty batch, and refuses an event that is no batch", async () => {
    const handler = consumer([sink("A")]);
    deepEqual((await invoke(handler, { Records: [] })).response, { batchItemFailures: [] });
    await rejects(handler({} as KinesisEvent, invocation()), /must be invoked by a Kinesis stream/);
  });

  it("names the environment variable that is missing, when the container starts", () => {
    const undo = withEnvironment({ QUARANTINE_BUCKET: "" });
    try {
      throws(() => consumer([sink("A")]), /QUARANTINE_BUCKET must be set/);
    } finally {
      undo();
    }
  });
});
