import assert from "node:assert/strict";

import { bodies, type KinesisEvent } from "./fakes/functions";
import { settle } from "./fakes/time";
import { numbered, Workbench } from "./fakes/workbench";

const reporting = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const bisecting = { ...reporting, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 };

/** Reports the records with these texts as failed, in the order of the texts. */
const reports =
  (...texts: string[]) =>
  (event: KinesisEvent): object => {
    const places = texts.map((text) => bodies(event).indexOf(text)).filter((place) => place >= 0);
    const failed = places.map((place) => event.Records[place]?.kinesis.sequenceNumber);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

describe("reported batch item failures", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
    bench.put(...numbered(4));
  });
  afterEach(() => bench.mappings.stop());
  const discarded = (): number | undefined => bench.mappings.stats()[0]?.discarded;

  it("deliver everything from the lowest sequence number on again", async () => {
    bench.functions.handle((event, invocation) =>
      invocation === 1 ? reports("4", "2")(event) : null,
    );
    await bench.map(reporting);
    await bench.time.advance(100);
    assert.deepEqual(bench.functions.batches, [numbered(4), ["2", "3", "4"]]);
    assert.equal(bench.mappings.stats()[0]?.recordsDelivered, 4);
  });

  it("are ignored unless ReportBatchItemFailures is on", async () => {
    bench.functions.handle(reports("2"));
    await bench.map();
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [numbered(4)]);
  });

  it("use up retries", async () => {
    bench.functions.handle(reports("2"));
    await bench.map({ ...reporting, MaximumRetryAttempts: 1 });
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [numbered(4), ["2", "3", "4"]]);
    assert.equal(discarded(), 3);
  });

  it("cut the batch at the sequence number when it bisects, without using up retries", async () => {
    bench.functions.handle((event, invocation) => (invocation === 1 ? reports("3")(event) : null));
    await bench.map(bisecting);
    await settle();
    assert.deepEqual(bench.functions.batches, [numbered(4), ["3", "4"]]);
    assert.equal(discarded(), 0);
  });

  it("isolate a record that is reported every time when the batch bisects", async () => {
    bench.functions.handle(reports("2"));
    await bench.map(bisecting);
    await settle();
    const expected = [numbered(4), ["2", "3", "4"], ["2", "3"], ["2"], ["3"], ["4"]];
    assert.deepEqual(bench.functions.batches, expected);
    assert.equal(discarded(), 1);
  });

  it("halve the batch when the function throws all the same", async () => {
    bench.functions.handle((_, invocation) => {
      if (invocation === 1) throw new Error("once");
      return { batchItemFailures: [] };
    });
    await bench.map(bisecting);
    await settle();
    assert.deepEqual(bench.functions.batches, [numbered(4), ["1", "2"], ["3", "4"]]);
  });

  const successes: Record<string, unknown> = {
    "an empty list": { batchItemFailures: [] },
    "a null list": { batchItemFailures: null },
    "an empty response": {},
    "a null response": null,
  };
  for (const [name, response] of Object.entries(successes)) {
    it(`are full success with ${name}`, async () => {
      bench.functions.handle(() => response);
      await bench.map(reporting);
      await bench.time.advance(1_000);
      assert.deepEqual(bench.functions.batches, [numbered(4)]);
    });
  }

  const failures: Record<string, unknown> = {
    "an empty identifier": [{ itemIdentifier: "" }],
    "a null identifier": [{ itemIdentifier: null }],
    "a misnamed identifier": [{ identifier: "x" }],
    "an identifier that is not of the batch": [{ itemIdentifier: "4966" }],
    "no list at all": "4966",
  };
  for (const [name, batchItemFailures] of Object.entries(failures)) {
    it(`are a failure of the whole batch with ${name}`, async () => {
      bench.functions.handle((_, invocation) => (invocation === 1 ? { batchItemFailures } : null));
      await bench.map(reporting);
      await bench.time.advance(100);
      assert.deepEqual(bench.functions.batches, [numbered(4), numbered(4)]);
    });
  }
});
