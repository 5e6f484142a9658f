import assert from "node:assert/strict";

import type { KinesisEvent } from "./fakes/functions";
import { STREAM } from "./fakes/streams";
import { settle } from "./fakes/time";
import { Workbench } from "./fakes/workbench";

interface WindowEvent extends KinesisEvent {
  readonly state: { readonly count?: number };
  readonly isFinalInvokeForWindow: boolean;
  readonly isWindowTerminatedEarly: boolean;
}

const asWindow = (event: KinesisEvent | undefined): WindowEvent => event as WindowEvent;
const counting = (event: KinesisEvent): object => {
  const { state, Records } = asWindow(event);
  return { state: { count: (state.count ?? 0) + Records.length } };
};

/** What an invocation was given: records, the count so far, and whether it is the window's last. */
type Given = [records: number, count: number | undefined, last: boolean];
const first: Given = [1, undefined, false];

describe("tumbling windows", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
    bench.functions.handle(counting);
  });
  afterEach(() => bench.mappings.stop());
  const given = (): Given[] =>
    bench.functions.events
      .map(asWindow)
      .map((e) => [e.Records.length, e.state.count, e.isFinalInvokeForWindow]);

  it("hand the state on from invocation to invocation, and end with it", async () => {
    await bench.map({ TumblingWindowInSeconds: 60 });
    for (let record = 0; record < 3; record++) {
      bench.put("x");
      await settle();
    }
    assert.ok(!bench.mappings.idle());
    await bench.time.advance(60_000);
    assert.deepEqual(given(), [first, [1, 1, false], [1, 2, false], [0, 3, true]]);
    assert.ok(bench.mappings.idle());
  });

  it("tell the window, the shard and the stream in the event", async () => {
    await bench.map({ TumblingWindowInSeconds: 60 });
    bench.put("x");
    await settle();
    const { Records, ...members } = asWindow(bench.functions.events[0]);
    assert.equal(Records.length, 1);
    assert.deepEqual(members, {
      window: { start: "2023-11-14T22:13:00Z", end: "2023-11-14T22:14:00Z" },
      state: {},
      shardId: "shardId-000000000000",
      eventSourceARN: STREAM,
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    });
  });

  it("never mix the records of two windows in one batch", async () => {
    bench.put("1", "2");
    await bench.time.advance(60_000);
    bench.put("3");
    await bench.map({ TumblingWindowInSeconds: 60 });
    assert.deepEqual(given(), [[2, undefined, false], [0, 2, true], first]);
  });

  it("take a response without state for a failed invocation", async () => {
    bench.functions.handle((event, invocation) => (invocation === 1 ? {} : counting(event)));
    bench.put("1");
    await bench.map({ TumblingWindowInSeconds: 60 });
    await bench.time.advance(100);
    assert.deepEqual(given(), [first, first]);
  });

  it("repeat a failed last invocation before anything else of the shard", async () => {
    let failures = 0;
    bench.functions.handle((event) => {
      if (asWindow(event).isFinalInvokeForWindow && ++failures <= 2) throw new Error("not yet");
      return counting(event);
    });
    bench.put("1");
    await bench.time.advance(60_000);
    bench.put("2");
    await bench.map({ TumblingWindowInSeconds: 60, MaximumRetryAttempts: 0 });
    await bench.time.advance(300);
    const last: Given = [0, 1, true];
    assert.deepEqual(given(), [first, last, last, last, first]);
  });

  it("end early when the state grows over 1 MB, and go on with an empty one", async () => {
    bench.functions.handle((event, invocation) =>
      invocation === 1 ? { state: { text: "x".repeat(1024 * 1024) } } : counting(event),
    );
    bench.put("1");
    await bench.map({ TumblingWindowInSeconds: 60 });
    bench.put("2");
    await settle();
    const early = bench.functions.events.map((event) => asWindow(event).isWindowTerminatedEarly);
    assert.deepEqual(early, [false, true, false]);
    assert.deepEqual(asWindow(bench.functions.events[2]).state, {});
  });

  it("keep the state and the checkpoint of a partial failure", async () => {
    bench.functions.handle((event, invocation) => {
      const second = event.Records[1]?.kinesis.sequenceNumber;
      if (invocation > 1) return counting(event);
      return { state: { count: 1 }, batchItemFailures: [{ itemIdentifier: second }] };
    });
    bench.put("1", "2");
    const FunctionResponseTypes = ["ReportBatchItemFailures"];
    await bench.map({ TumblingWindowInSeconds: 60, FunctionResponseTypes });
    await bench.time.advance(100);
    assert.deepEqual(given(), [
      [2, undefined, false],
      [1, 1, false],
    ]);
  });
});
