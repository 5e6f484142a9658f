import { deepEqual, equal, match } from "node:assert/strict";
import { reading, readings, suiteCrossings } from "../support/crossings";
import { writing } from "../support/factories";

describe("the crossings writer", () => {
  const crossings = suiteCrossings();
  const { cloud, write, subjects, latest, due } = crossings;

  it("alerts once per crossing, not per reading, and keeps the latest reading", async () => {
    deepEqual(await write(readings([29, 31, 32, 33, 30, 30.5, 28])), []);
    deepEqual(subjects(), ["s1 at 31", "s1 at 30.5"]);
    equal(await latest(), "28");
  });

  it("takes a first reading above the threshold for a crossing, and the threshold itself for none", async () => {
    await write([...readings([30], 0, { key: "s1" }), ...readings([31], 0, { key: "s2" })]);
    deepEqual(subjects(), ["s2 at 31"]);
  });

  it("remembers the latest reading from batch to batch", async () => {
    await write(readings([31, 32]));
    await write(readings([33, 34], 2));
    await write(readings([29, 35], 4));
    deepEqual(subjects(), ["s1 at 31", "s1 at 35"]);
  });

  it("follows each sensor by itself", async () => {
    const mixed = [
      reading(29, 0, { key: "a", index: 0 }),
      reading(31, 0, { key: "b", index: 1 }),
      reading(31, 1, { key: "a", index: 2 }),
      reading(32, 1, { key: "b", index: 3 }),
    ];
    await write(mixed);
    deepEqual(subjects().sort(), ["a at 31", "b at 31"]);
  });

  it("neither alerts on a late reading nor lets it replace a newer one", async () => {
    await write(readings([20, 21, 22], 10));
    deepEqual(await write([reading(40, 5, { sequence: 100 })]), []);
    deepEqual(subjects(), []);
    equal(await latest(), "22");
  });

  it("ignores a reading that is late within its batch", async () => {
    await write([
      reading(20, 10, { index: 0 }),
      reading(40, 5, { index: 1, sequence: 11 }),
      reading(21, 11, { index: 2, sequence: 12 }),
    ]);
    deepEqual(subjects(), []);
    equal(await latest(), "21");
  });

  it("tells two readings of one instant apart by their place in the stream", async () => {
    await write([reading(29, 0, { sequence: 1 }), reading(31, 0, { index: 1, sequence: 2 })]);
    deepEqual(subjects(), ["s1 at 31"]);
    equal(await latest(), "31");
  });

  it("sends no second alert when a batch that was done is delivered again, whole or in halves", async () => {
    const whole = readings([29, 31, 29, 31, 29]);
    await write(whole);
    await write(whole);
    await write(whole.slice(0, 2));
    await write(whole.slice(2));
    equal(crossings.published().length, 2);
    equal(await latest(), "29");
  });

  it("sends nothing of what it could not store, and all of it once when it is delivered again", async () => {
    cloud.fail("PutItem", { status: 500, error: "InternalServerError" });
    const batch = readings([29, 31, 32, 29, 33]);
    const failures = await write(batch, 600);
    deepEqual([...new Set(failures.map(({ index }) => index))].sort(), [0, 1, 2, 3, 4]);
    deepEqual(subjects(), []);
    cloud.reset();
    crossings.serve();
    await write(batch.slice(0, 2));
    await write(batch.slice(2));
    deepEqual(subjects(), ["s1 at 31", "s1 at 33"]);
    equal(await latest(), "33");
  });

  it("asks only for the reading whose alert could not be sent again, and then sends that alert", async () => {
    crossings.serve(({ Subject }) =>
      Subject === "s1 at 31" ? { code: "AuthorizationError", senderFault: true } : undefined,
    );
    const batch = readings([28, 29, 31, 32, 20, 35]);
    const failures = await write(batch);
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[2, "transient"]],
    );
    deepEqual(subjects(), ["s1 at 35"]);
    await crossings.endLeases();
    crossings.serve();
    const context = writing();
    deepEqual(await crossings.open().write(batch.slice(2), context), []);
    deepEqual(subjects(), ["s1 at 31"]);
    equal(context.counted.late, 0);
    equal(await latest(), "35");
  });

  it("forgets that an alert was due once it is out, or refused for good", async () => {
    crossings.serve(({ Subject }) =>
      Subject === "s1 at 31" ? { code: "InvalidParameter", senderFault: true } : undefined,
    );
    const failures = await write(readings([31, 20, 35]));
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[0, "invalid"]],
    );
    deepEqual(await due(), []);
  });

  it("follows a sensor through more crossings than a row could note at once", async () => {
    const values = Array.from({ length: 260 }, (_, i) => (i % 2 === 0 ? 29 : 31));
    deepEqual(await write(readings(values)), []);
    // Where an answer comes too late an alert goes out again: docs/guarantees.md.
    equal(
      new Set(crossings.published().map(({ attributes }) => attributes["id"]?.value)).size,
      130,
    );
    deepEqual(await due(), []);
  });

  it("throws while the latest readings cannot be read: a crossing cannot be told", async () => {
    cloud.fail("BatchGetItem", { status: 500, error: "InternalServerError" });
    const error = await write(readings([31]), 300).then(() => undefined, String);
    // On a machine that is too busy to answer in time, the request ends before it fails.
    match(error ?? "", /InternalServerError|TimeoutError/);
    equal(crossings.published().length, 0);
  });

  it("reads keys that DynamoDB left unprocessed again", async () => {
    await write(readings([31]));
    cloud.fail("BatchGetItem", ({ input }, nth) =>
      nth === 1
        ? { status: 200, body: { Responses: {}, UnprocessedKeys: input["RequestItems"] } }
        : undefined,
    );
    await write(readings([32], 1));
    equal(crossings.published().length, 1);
  });

  it("refuses a reading that cannot be compared, and goes on with the others", async () => {
    const [bad, good] = [reading(31, 0), reading(32, 1, { index: 1 })];
    const failures = await write([{ ...bad, item: { ...bad.item, timestamp: "yesterday" } }, good]);
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[0, "invalid"]],
    );
    deepEqual(subjects(), ["s1 at 32"]);
  });
});
