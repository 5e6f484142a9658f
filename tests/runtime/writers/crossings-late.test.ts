import { deepEqual, equal, match, ok } from "node:assert/strict";
import { reading, readings, suiteCrossings } from "../support/crossings";
import { writing } from "../support/factories";

describe("readings from the future and the past", () => {
  const crossings = suiteCrossings();
  const { cloud, names, open, write, subjects, latest } = crossings;

  /** When readings of second 0 arrive. */
  const arrival = "2024-01-15T10:00:00.000Z";

  for (const { seconds, options = {}, refused } of [
    { seconds: 600, refused: false },
    { seconds: 601, refused: true },
    { seconds: 60, options: { maxFutureSeconds: 60 }, refused: false },
    { seconds: 61, options: { maxFutureSeconds: 60 }, refused: true },
    { seconds: 1, options: { maxFutureSeconds: 0 }, refused: true },
    { seconds: 3601, options: { maxFutureSeconds: 7200 }, refused: false },
    { seconds: 250_000_000_000, refused: true },
  ])
    it(`${refused ? "refuses" : "takes"} a reading ${seconds} s after its arrival, ${JSON.stringify(options)}`, async () => {
      const context = writing();
      const failures = await open(options).write([reading(31, seconds, { arrival })], context);
      equal(crossings.published().length, refused ? 0 : 1);
      equal(failures.length, refused ? 1 : 0);
      if (refused) {
        equal(failures[0]?.kind, "invalid");
        match(
          failures[0].reason,
          /timestamp must be at most \d+ seconds after its record's arrival/,
        );
        deepEqual(await cloud.rows(names.table), []);
      }
    });

  it("is kept from no later crossing by one reading from the future", async () => {
    const future = reading(21, 250_000_000_000, { arrival, index: 1, sequence: 1 });
    await write([reading(20, 0, { arrival }), future, reading(31, 2, { arrival, index: 2 })]);
    await write([reading(20, 60, { arrival }), reading(95, 61, { arrival, index: 1 })]);
    deepEqual(subjects(), ["s1 at 31", "s1 at 95"]);
    equal(await latest(), "95");
  });

  it("goes on from a row that was frozen by the future before such readings were refused", async () => {
    await cloud.table("PutItem", {
      TableName: names.table,
      Item: {
        sensor_id: { S: "s1" },
        temperature: { N: "21" },
        latestValue: { N: "21" },
        latestAt: { S: `9999-12-31T23:59:59.000000000Z#${"0".repeat(64)}` },
      },
    });
    await write(readings([20, 31, 32]));
    deepEqual(subjects(), ["s1 at 31"]);
    equal(await latest(), "32");
  });

  it("goes on from a row without a state, as it was kept before", async () => {
    await cloud.table("PutItem", {
      TableName: names.table,
      Item: {
        sensor_id: { S: "s1" },
        latestValue: { N: "31" },
        latestAt: { S: `2024-01-15T10:00:00.000000000Z#${"0".repeat(64)}` },
      },
    });
    await write(readings([32, 20, 33], 1));
    deepEqual(subjects(), ["s1 at 33"]);
    equal(await latest(), "33");
  });

  it("counts late readings once each, and not those that are delivered again", async () => {
    const context = writing();
    const batch = [
      reading(20, 10, { index: 0 }),
      reading(40, 5, { index: 1, sequence: 11 }),
      reading(35, 4, { index: 2, sequence: 12 }),
      reading(21, 11, { index: 3, sequence: 13 }),
    ];
    for (let delivery = 0; delivery < 3; delivery += 1) await open().write(batch, context);
    equal(context.counted.late, 2);
    deepEqual(subjects(), []);
  });

  it("alerts on each late reading above the threshold if asked, once, and says that it is late", async () => {
    const asked = open({ lateAlerts: true });
    await asked.write(readings([20, 21, 22], 10), writing());
    const late = [
      reading(40, 5, { sequence: 100 }),
      reading(29, 6, { index: 1, sequence: 101 }),
      reading(31, 7, { index: 2, sequence: 102 }),
    ];
    for (let delivery = 0; delivery < 3; delivery += 1) await asked.write(late, writing());
    deepEqual(subjects(), ["s1 at 40", "s1 at 31"]);
    ok(crossings.published().every(({ attributes }) => attributes["late"]?.value === "true"));
    equal(await latest(), "22");
  });

  it("alerts on no reading that was taken in time when its batch is delivered again", async () => {
    const asked = open({ lateAlerts: true });
    const batch = readings([31, 32, 33, 20, 34]);
    for (const part of [batch, batch, batch.slice(0, 2), batch.slice(2)])
      await asked.write(part, writing());
    deepEqual(subjects(), ["s1 at 31", "s1 at 34"]);
    ok(crossings.published().every(({ attributes }) => attributes["late"] === undefined));
  });

  it("sends a late reading's alert once it can, if the function ended before", async () => {
    const asked = open({ lateAlerts: true });
    await asked.write(readings([20], 10), writing());
    cloud.fail("PublishBatch", { status: 403, error: "AuthorizationError" });
    const late = [reading(40, 5, { sequence: 100 })];
    equal((await asked.write(late, writing())).length, 1);
    await crossings.endLeases();
    cloud.reset();
    crossings.serve();
    deepEqual(await asked.write(late, writing()), []);
    deepEqual(subjects(), ["s1 at 40"]);
    equal(crossings.published()[0]?.attributes["late"]?.value, "true");
  });

  for (const name of ["latestValue", "latestAt", "readingState"])
    it(`refuses a row with an attribute ${name} of its own: it would be replaced in silence`, async () => {
      const { item, ...rest } = reading(31, 0);
      const failures = await write([
        { ...rest, item: { ...item, row: { ...item.row, [name]: 1 } } },
      ]);
      match(failures[0]?.reason ?? "", new RegExp(`no attribute ${name}`));
    });

  it("refuses a row whose key is another than the reading's", async () => {
    const { item, ...rest } = reading(31, 0);
    const failures = await write([
      { ...rest, item: { ...item, row: { ...item.row, sensor_id: "s2" } } },
    ]);
    match(failures[0]?.reason ?? "", /sensor_id must be the reading's key/);
  });
});
