import assert from "node:assert/strict";

import { slotOf } from "../../local/services/mappings/engine/backlog";
import { Gate } from "./fakes/gate";
import { settle } from "./fakes/time";
import { numbered, Workbench } from "./fakes/workbench";

/** A partition key that falls into a slot of two. */
function keyOf(slot: number): string {
  const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
  return keys.find((key) => slotOf(key, 2) === slot) ?? assert.fail(`no key for slot ${slot}`);
}

describe("the parallelization of a shard", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());

  it("processes as many batches at once as the parallelization factor says", async () => {
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    for (let index = 0; index < 60; index++) bench.streams.put(String(index), `key-${index}`);
    await bench.map({ ParallelizationFactor: 4, BatchSize: 5 });
    assert.equal(gate.inside.length, 4);
    await gate.release();
    assert.equal(gate.inside.length, 8);
    for (let round = 0; round < 20 && !bench.mappings.idle(); round++) await gate.release();
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 60);
  });

  it("keeps the records of one partition key in order, however long batches take", async () => {
    const seen = new Map<string, number[]>();
    bench.functions.handle(async (event, invocation) => {
      for (let turn = invocation % 5; turn > 0; turn--) await new Promise(setImmediate);
      for (const { kinesis } of event.Records) {
        const numbers = seen.get(kinesis.partitionKey) ?? [];
        seen.set(kinesis.partitionKey, numbers);
        numbers.push(Number(Buffer.from(kinesis.data, "base64").toString()));
      }
      return null;
    });
    for (let index = 0; index < 500; index++) bench.streams.put(String(index), `k${index % 20}`);
    await bench.map({ ParallelizationFactor: 10, BatchSize: 7 });
    for (let round = 0; round < 1_000 && !bench.mappings.idle(); round++) await settle();
    assert.equal(seen.size, 20);
    for (const [key, numbers] of seen) {
      const expected = numbered(25, 0).map((n) => Number(n) * 20 + Number(key.slice(1)));
      assert.deepEqual(numbers, expected);
    }
  });

  it("does not stop the other keys of the shard when one slot fails", async () => {
    const [poisoned, healthy] = [keyOf(0), keyOf(1)];
    bench.functions.handle((event) => {
      if (event.Records.some(({ kinesis }) => kinesis.partitionKey === poisoned)) {
        throw new Error("poison");
      }
      return null;
    });
    bench.streams.put("stuck", poisoned);
    await bench.map({ ParallelizationFactor: 2 });
    for (const text of numbered(3)) bench.streams.put(text, healthy);
    await settle();
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 3);
    assert.ok(!bench.mappings.idle());
  });

  it("keeps order and loses nothing when the factor changes midway", async () => {
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    const { UUID } = await bench.map({ BatchSize: 2 });
    bench.put(...numbered(6));
    await settle();
    const answer = await bench.update(UUID, { ParallelizationFactor: 3 });
    assert.equal(answer.State, "Updating");
    for (let round = 0; round < 5; round++) await gate.release();
    assert.equal((await bench.get(UUID)).State, "Enabled");
    assert.deepEqual(gate.inside.join().split(","), numbered(6));
    assert.ok(bench.mappings.idle());
  });

  it("deals what had failed to the new slots when the factor changes", async () => {
    let broken = true;
    bench.functions.handle(() => {
      if (broken) throw new Error("not yet");
      return null;
    });
    for (let index = 0; index < 40; index++) bench.streams.put(String(index), `k${index}`);
    const { UUID } = await bench.map({ ParallelizationFactor: 4, BatchSize: 3 });
    broken = false;
    await bench.update(UUID, { ParallelizationFactor: 2 });
    await settle();
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 40);
    assert.ok(bench.mappings.idle());
  });
});
