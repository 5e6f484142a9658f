import assert from "node:assert/strict";

import { AwsError } from "../../local/gateway/service";
import { bodies, type KinesisEvent } from "./fakes/functions";
import { settle } from "./fakes/time";
import { numbered, Workbench } from "./fakes/workbench";

/** Fails the batch when one of the texts is in it. */
const failsOn =
  (...texts: string[]) =>
  (event: KinesisEvent): null => {
    if (bodies(event).some((body) => texts.includes(body))) throw new Error("poison");
    return null;
  };

describe("failed invocations", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
    bench.put(...numbered(4));
  });
  afterEach(() => bench.mappings.stop());
  const discarded = (): number | undefined => bench.mappings.stats()[0]?.discarded;

  it("repeats a failed batch whole, and blocks the shard, until it succeeds", async () => {
    bench.functions.handle((_, invocation) => {
      if (invocation <= 3) throw new Error("not yet");
      return null;
    });
    const { UUID } = await bench.map({ BatchSize: 2 });
    assert.equal((await bench.get(UUID)).LastProcessingResult, "PROBLEM: Function call failed");
    await bench.time.advance(100 + 200 + 300);
    const first = ["1", "2"];
    assert.deepEqual(bench.functions.batches, [first, first, first, first, ["3", "4"]]);
    assert.equal((await bench.get(UUID)).LastProcessingResult, "OK");
  });

  it("waits longer before each repetition", async () => {
    bench.functions.handle(failsOn("1"));
    await bench.map();
    const waits = [
      { milliseconds: 99, invocations: 1 },
      { milliseconds: 1, invocations: 2 },
      { milliseconds: 199, invocations: 2 },
      { milliseconds: 1, invocations: 3 },
      { milliseconds: 300, invocations: 4 },
    ];
    for (const { milliseconds, invocations } of waits) {
      await bench.time.advance(milliseconds);
      assert.equal(bench.functions.events.length, invocations);
    }
  });

  it("gives a batch up after so many retries, and goes on", async () => {
    bench.functions.handle(failsOn("1"));
    await bench.map({ BatchSize: 2, MaximumRetryAttempts: 2 });
    await bench.time.advance(1_000);
    const first = ["1", "2"];
    assert.deepEqual(bench.functions.batches, [first, first, first, ["3", "4"]]);
    assert.equal(discarded(), 2);
  });

  it("invokes once when no retry is allowed", async () => {
    bench.functions.handle(failsOn("1"));
    await bench.map({ MaximumRetryAttempts: 0 });
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [numbered(4)]);
    assert.equal(discarded(), 4);
  });

  it("does not use up retries while the function is throttled", async () => {
    bench.functions.handle((_, invocation) => {
      if (invocation <= 5) throw new AwsError("TooManyRequestsException", "Rate exceeded", 429);
      return null;
    });
    const { UUID } = await bench.map({ MaximumRetryAttempts: 0 });
    assert.equal((await bench.get(UUID)).LastProcessingResult, "PROBLEM: Function call throttled");
    await bench.time.advance(5_000);
    assert.equal(bench.functions.events.length, 6);
    assert.equal(discarded(), 0);
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 4);
  });

  it("halves a failed batch until the poison is alone, without using up retries", async () => {
    bench.functions.handle(failsOn("3"));
    await bench.map({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 });
    await bench.time.advance(1_000);
    const expected = [numbered(4), ["1", "2"], ["3", "4"], ["3"], ["3"], ["4"]];
    assert.deepEqual(bench.functions.batches, expected);
    assert.equal(discarded(), 1);
  });

  it("gives up records past the maximum age, and keeps the younger ones", async () => {
    await bench.time.advance(50_000);
    bench.put("5");
    bench.functions.handle(failsOn("1"));
    await bench.map({ MaximumRecordAgeInSeconds: 60 });
    assert.deepEqual(bench.functions.batches, [numbered(5)]);
    await bench.time.advance(11_000);
    assert.equal(discarded(), 4);
    assert.deepEqual(bench.functions.batches.at(-1), ["5"]);
    assert.ok(bench.mappings.idle());
  });

  it("ends the retries of records that the stream no longer keeps", async () => {
    bench.functions.handle(failsOn("1", "2"));
    await bench.map();
    bench.streams.trim(2);
    await bench.time.advance(100);
    assert.deepEqual(bench.functions.batches, [numbered(4), ["3", "4"]]);
    assert.equal(discarded(), 2);
  });

  it("treats a record that no event can hold as a failed invocation", async () => {
    bench.streams.put(Buffer.alloc(5 * 1024 * 1024));
    bench.put("after");
    await bench.map({ MaximumRetryAttempts: 1 });
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [numbered(4), ["after"]]);
    assert.equal(discarded(), 1);
  });

  it("waits for a function that is gone, without using up retries", async () => {
    const { UUID } = await bench.map({ MaximumRetryAttempts: 0 });
    bench.functions.remove();
    bench.put("5");
    await bench.time.advance(3_000);
    assert.match((await bench.get(UUID)).LastProcessingResult, /PROBLEM: Function not found/);
    bench.functions.handle(() => null);
    await bench.time.advance(3_000);
    await settle();
    assert.deepEqual(bench.functions.batches.at(-1), ["5"]);
    assert.equal(discarded(), 0);
  });
});
