import assert from "node:assert/strict";

import { FUNCTION } from "./fakes/functions";
import { Gate } from "./fakes/gate";
import { settle } from "./fakes/time";
import { numbered, refusal, Workbench } from "./fakes/workbench";

const gone = refusal("ResourceNotFoundException", /does not exist/);
const hangs = (): Promise<never> => new Promise(() => undefined);

describe("the end of an event source mapping", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });

  it("comes after the invocation in flight, and no record is given out any more", async () => {
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    bench.put(...numbered(2));
    const { UUID } = await bench.map({ BatchSize: 1 });
    const { State } = await bench.call("DeleteEventSourceMapping", { UUID });
    assert.equal(State, "Deleting");
    await settle();
    assert.equal((await bench.get(UUID)).State, "Deleting");
    await gate.release();
    await assert.rejects(bench.get(UUID), gone);
    assert.deepEqual(gate.inside, ["1"]);
    await bench.mappings.stop();
  });

  it("comes within a bound when an invocation hangs", async () => {
    bench.functions.handle(hangs);
    bench.put("1");
    const { UUID } = await bench.map();
    await bench.call("DeleteEventSourceMapping", { UUID });
    await bench.time.advance(29_999);
    assert.equal((await bench.get(UUID)).State, "Deleting");
    await bench.time.advance(1_001);
    await assert.rejects(bench.get(UUID), gone);
    await bench.mappings.stop();
  });

  it("comes promptly on a stop, hanging invocations or not", async () => {
    bench.functions.handle(hangs);
    bench.put("1");
    await bench.map();
    const stopped = bench.mappings.stop();
    await bench.time.advance(2_000);
    await stopped;
    assert.deepEqual(bench.mappings.stats(), []);
    assert.equal(bench.time.pending, 0, "no timer is left");
  });
});

describe("a stop of the engine", () => {
  it("does not wait for a delete that waits for an invocation", async () => {
    const bench = new Workbench();
    bench.functions.handle(hangs);
    bench.put("1");
    const { UUID } = await bench.map();
    await bench.call("DeleteEventSourceMapping", { UUID });
    const stopped = bench.mappings.stop();
    await bench.time.advance(2_000);
    await stopped;
    assert.equal(bench.time.pending, 0, "no timer is left");
  });
});

describe("what a mapping tells of itself", () => {
  it("counts, measures the iterator's age, and is idle once all is processed", async () => {
    const bench = new Workbench();
    bench.put(...numbered(5));
    await bench.time.advance(7_000);
    await bench.map({ BatchSize: 2 });
    const [stats] = bench.mappings.stats();
    assert.deepEqual(
      [stats?.invocations, stats?.recordsDelivered, stats?.discarded, stats?.iteratorAgeMs],
      [3, 5, 0, 7_000],
    );
    const ages = bench.metrics.filter(({ name }) => name === "IteratorAge");
    assert.deepEqual(
      ages.map(({ value }) => value),
      [7_000, 7_000, 7_000],
    );
    assert.equal(ages[0]?.functionArn, FUNCTION);
    assert.ok(bench.mappings.idle());
    bench.put("6");
    assert.ok(!bench.mappings.idle(), "a record that was just put is not processed yet");
    await settle();
    assert.ok(bench.mappings.idle());
    await bench.mappings.stop();
  });
});
