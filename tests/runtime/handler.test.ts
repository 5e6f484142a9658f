import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import type { KinesisEvent } from "../../runtime/invocation/event";
import type { Entry, JsonValue, WriteFailure, Writer } from "../../runtime/types";
import { Cloud } from "./cloud";
import { invoke, startContainer, withEnvironment } from "./container";
import { batch, invocation, record, sequenceNumber } from "./factories";

type Event = Record<string, JsonValue>;

describe("the handler", () => {
  const cloud = new Cloud();
  let restore: () => void;
  before(async () => {
    await cloud.start();
    restore = withEnvironment(cloud.environment);
  });
  after(async () => {
    restore();
    await cloud.stop();
  });
  beforeEach(() => {
    cloud.reset();
  });

  /** A sink in memory that fails as told. */
  function sink(
    name: string,
    fail: (entry: Entry<Event>) => WriteFailure | undefined = () => undefined,
    map: (event: Event) => Event | undefined = (event) => event,
  ) {
    const items: Event[] = [];
    const writer: Writer<Event> = {
      write: (entries) => {
        const failures = entries.map(fail).filter((failure) => failure !== undefined);
        const failed = new Set(failures.map(({ index }) => index));
        items.push(...entries.filter(({ index }) => !failed.has(index)).map(({ item }) => item));
        return Promise.resolve(failures);
      },
    };
    return { name, items, writer: () => writer, options: {}, environmentPrefix: "", map };
  }

  function container(
    sinks: ReturnType<typeof sink>[],
    parse = (value: JsonValue) => value as Event,
  ) {
    return startContainer<Event>({ pipeline: "test", consumer: "store", parse, sinks });
  }

  const quarantined = () =>
    [...cloud.objects].map(
      ([key, { body }]) => [key, JSON.parse(body.toString()) as Record<string, string>] as const,
    );
  const transient = (index: number): WriteFailure => ({ index, kind: "transient", reason: "slow" });
  const from = (index: number) => ({
    batchItemFailures: [{ itemIdentifier: sequenceNumber(index) }],
  });

  it("reports nothing when every record is stored", async () => {
    const store = sink("A");
    const { response, line } = await invoke(container([store]), batch({ n: 1 }, { n: 2 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(store.items.length, 2);
    deepEqual([line["Received"], line["Written"], line["Failed"]], [2, 2, 0]);
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
    const { response } = await invoke(container([store]), batch({ n: 1 }, ...poison, { n: 2 }));
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
    await invoke(container([sink("A")], parse), { Records: [poison] });
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
    const handler = container([sink("A")]);
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
    const { response } = await invoke(container([a, b]), batch({ n: 1 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(a.items.length, 0);
    equal(quarantined()[0]?.[1]["stage"], "map B");
  });

  it("quarantines what a writer calls invalid", async () => {
    const strict = sink("A", ({ index }) =>
      index === 1 ? { index, kind: "invalid", reason: "too large" } : undefined,
    );
    const { response, line } = await invoke(container([strict]), batch({}, {}, {}));
    deepEqual(response, { batchItemFailures: [] });
    deepEqual(
      quarantined().map(([, { stage, reason }]) => [stage, reason]),
      [["write A", "too large"]],
    );
    deepEqual([line["Written"], line["Quarantined"], line["Failed"]], [2, 1, 0]);
  });

  it("stores nothing where map gives undefined", async () => {
    const quiet = sink(
      "A",
      () => undefined,
      () => undefined,
    );
    const { response, line } = await invoke(container([quiet]), batch({}, {}));
    deepEqual(response, { batchItemFailures: [] });
    deepEqual([line["Received"], line["Written"]], [2, 0]);
  });

  it("reports the lowest of several failed records, over all sinks, and only that one", async () => {
    const a = sink("A", ({ index }) => (index === 4 ? transient(index) : undefined));
    const b = sink("B", ({ index }) => (index === 2 || index === 3 ? transient(index) : undefined));
    const { response, line } = await invoke(container([a, b]), batch({}, {}, {}, {}, {}));
    deepEqual(response, from(2));
    deepEqual(line["written"], { A: 2, B: 2 });
    equal(line["Failed"], 3);
  });

  it("compares sequence numbers as numbers, not as text", async () => {
    const store = sink("A", ({ at, index }) =>
      at.sequenceNumber === "9" ? transient(index) : undefined,
    );
    const records = ["100", "9"].map((sequenceNumber, i) => record({}, i, { sequenceNumber }));
    const { response } = await invoke(container([store]), { Records: records });
    deepEqual(response, { batchItemFailures: [{ itemIdentifier: "9" }] });
  });

  it("asks for the whole batch again when a writer throws, and quarantines none of it", async () => {
    const broken = sink("A", () => {
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    });
    const { response, line } = await invoke(container([broken, sink("B")]), batch({}, {}));
    deepEqual(response, from(0));
    equal(cloud.objects.size, 0);
    match(line.reasons.join(), /AccessDeniedException: not authorized/);
  });

  it("asks for a record again that cannot be quarantined", async () => {
    cloud.fail("PutObject", { status: 503, error: "SlowDown" });
    const { response, line } = await invoke(container([sink("A")]), batch({}, "poison", {}), 2500);
    deepEqual(response, from(1));
    deepEqual([line["Written"], line["Quarantined"], line["Failed"]], [1, 0, 2]);
  });

  it("asks for a record again when the quarantine may not be written", async () => {
    cloud.fail("PutObject", { status: 403, error: "AccessDenied" });
    const { response } = await invoke(container([sink("A")]), batch("poison", {}));
    deepEqual(response, from(0));
  });

  it("retries the quarantine through throttles", async () => {
    cloud.fail("PutObject", (_call, nth) =>
      nth < 4 ? { status: 503, error: "SlowDown" } : undefined,
    );
    const { response } = await invoke(container([sink("A")]), batch("poison"));
    deepEqual(response, { batchItemFailures: [] });
    equal(cloud.objects.size, 1);
  });

  it("asks from a whole-batch writer's first entry on when any later record fails", async () => {
    const whole = sink("A");
    whole.writer = () => ({ wholeBatch: true, write: () => Promise.resolve([]) });
    whole.map = (event) => (event["skip"] === true ? undefined : event);
    const other = sink("B", ({ index }) => (index === 3 ? transient(index) : undefined));
    const event = batch({ skip: true }, {}, {}, {}, {});
    deepEqual((await invoke(container([whole, other]), event)).response, from(1));
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
    await invoke(container([store]), batch({}), 60_000);
    ok(remaining > 53_000 && remaining <= 54_000, String(remaining));
    await invoke(container([store]), batch({}), 5000);
    ok(remaining > 3500 && remaining <= 4000, String(remaining));
  });

  it("logs one line an invocation, in embedded metric format", async () => {
    const { line, log } = await invoke(container([sink("A")]), batch({ n: 1 }, "poison", { n: 2 }));
    equal(log.trimEnd().split("\n").length, 1);
    const { _aws, DurationMs, ...rest } = line as unknown as {
      _aws: { Timestamp: number; CloudWatchMetrics: unknown[] };
      DurationMs: number;
    };
    ok(DurationMs >= 0 && Date.now() - _aws.Timestamp < 5000);
    deepEqual(_aws.CloudWatchMetrics, [
      {
        Namespace: "StreamPipelines",
        Dimensions: [["pipeline", "consumer"]],
        Metrics: [
          { Name: "Received", Unit: "Count" },
          { Name: "Written", Unit: "Count" },
          { Name: "Quarantined", Unit: "Count" },
          { Name: "Failed", Unit: "Count" },
          { Name: "DurationMs", Unit: "Milliseconds" },
        ],
      },
    ]);
    deepEqual(rest, {
      pipeline: "test",
      consumer: "store",
      Received: 3,
      Written: 2,
      Quarantined: 1,
      Failed: 0,
      requestId: "11111111-2222-3333-4444-555555555555",
      shard: "shardId-000000000000",
      lowestSequenceNumber: sequenceNumber(0),
      highestSequenceNumber: sequenceNumber(2),
      written: { A: 2 },
      reasons: [`quarantined ${sequenceNumber(1)} at decode`],
    });
  });

  it("keeps what records say out of the log, and its reasons few", async () => {
    const parse = (value: JsonValue): Event => {
      throw new Error(`cannot use ${JSON.stringify(value)}`);
    };
    const secrets = Array.from({ length: 50 }, () => ({ card: "4111-1111" }));
    const { log, line } = await invoke(container([sink("A")], parse), batch(...secrets));
    ok(!log.includes("4111"));
    equal(line.reasons.length, 5);
  });

  it("takes an empty batch, and refuses an event that is no batch", async () => {
    const handler = container([sink("A")]);
    deepEqual((await invoke(handler, { Records: [] })).response, { batchItemFailures: [] });
    await rejects(handler({} as KinesisEvent, invocation()), /must be invoked by a Kinesis stream/);
  });

  it("names the environment variable that is missing, when the container starts", () => {
    const undo = withEnvironment({ QUARANTINE_BUCKET: "" });
    try {
      throws(() => container([sink("A")]), /QUARANTINE_BUCKET must be set/);
    } finally {
      undo();
    }
  });
});
