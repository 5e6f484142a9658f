import { deepEqual, equal, match } from "node:assert/strict";
import type { ReadingItem } from "../../../runtime/crossings/reading";
import type { Entry } from "../../../runtime/types";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { position, writing } from "../support/factories";
import { serveTopic, type Published } from "../support/topic";

describe("the crossings writer", () => {
  const cloud = suiteCloud();
  let run = 0;
  let table = "";
  let ledger = "";
  let published: Published[] = [];
  beforeEach(async () => {
    run += 1;
    [table, ledger] = [`latest-${run}`, `crossings-${run}`];
    await cloud.createTable(table, "sensor_id");
    await cloud.createTable(ledger, "id");
    cloud.reset();
    published = serveTopic(cloud);
  });

  const open = () =>
    openWriter<ReadingItem>(
      "crossings",
      { partitionKey: "sensor_id", threshold: 30, scenario: "sensors", type: "temperature" },
      { TABLE_NAME: table, TOPIC_ARN: "arn:aws:sns:us-east-1:0:alerts", LEDGER_TABLE: ledger },
    );
  const write = (readings: Entry<ReadingItem>[], remainingMs?: number) =>
    open().write(readings, writing(remainingMs));

  /** Readings of a sensor, one a second; `values[i]` at second `from + i`, and so in the stream. */
  function readings(values: number[], from = 0, key = "s1"): Entry<ReadingItem>[] {
    return values.map((value, i) => reading(value, from + i, { key, index: i }));
  }
  function reading(
    value: number,
    second: number,
    {
      key = "s1",
      index = 0,
      sequence = second,
    }: { key?: string; index?: number; sequence?: number } = {},
  ): Entry<ReadingItem> {
    const timestamp = new Date(Date.UTC(2024, 0, 15, 10, 0, second)).toISOString();
    const subject = `${key} at ${value}`;
    const item = {
      key,
      value,
      timestamp,
      row: { sensor_id: key, temperature: value, timestamp },
      alert: { id: `${key}#${timestamp}`, subject, message: { value } },
    };
    return { item, index, at: position(sequence) };
  }
  const subjects = () => published.map(({ Subject }) => Subject);
  const latest = async () => (await cloud.rows(table))[0]?.["temperature"]?.["N"];

  it("alerts once per crossing, not per reading, and keeps the latest reading", async () => {
    deepEqual(await write(readings([29, 31, 32, 33, 30, 30.5, 28])), []);
    deepEqual(subjects(), ["s1 at 31", "s1 at 30.5"]);
    equal(await latest(), "28");
  });

  it("takes a first reading above the threshold for a crossing, and the threshold itself for none", async () => {
    await write([...readings([30], 0, "s1"), ...readings([31], 0, "s2")]);
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
    equal(published.length, 2);
    equal(await latest(), "29");
  });

  it("sends no second alert when the alerts went out but the latest reading was not stored", async () => {
    cloud.fail("PutItem", ({ input }) =>
      input["TableName"] === table ? { status: 500, error: "InternalServerError" } : undefined,
    );
    const batch = readings([29, 31, 32, 29, 33]);
    const failures = await write(batch, 600);
    deepEqual([...new Set(failures.map(({ index }) => index))].sort(), [0, 1, 2, 3, 4]);
    deepEqual(subjects(), ["s1 at 31", "s1 at 33"]);
    cloud.reset();
    const again = serveTopic(cloud);
    await write(batch.slice(0, 2));
    await write(batch.slice(2));
    deepEqual(again, []);
    equal(await latest(), "33");
  });

  it("stores no reading past an alert that could not be sent, so that its redelivery still alerts", async () => {
    published = serveTopic(cloud, ({ Subject }) =>
      Subject === "s1 at 31" ? { code: "InternalError", senderFault: false } : undefined,
    );
    const batch = readings([28, 29, 31, 32]);
    const failures = await write(batch, 600);
    deepEqual([...new Set(failures.map(({ index }) => index))].sort(), [2, 3]);
    equal(await latest(), "29");
    published = serveTopic(cloud);
    deepEqual(await write(batch.slice(2)), []);
    deepEqual(subjects(), ["s1 at 31"]);
    equal(await latest(), "32");
  }).timeout(20_000);

  it("throws while the latest readings cannot be read: a crossing cannot be told", async () => {
    cloud.fail("BatchGetItem", { status: 500, error: "InternalServerError" });
    const error = await write(readings([31]), 300).then(() => undefined, String);
    match(error ?? "", /InternalServerError/);
    equal(published.length, 0);
  });

  it("reads keys that DynamoDB left unprocessed again", async () => {
    await write(readings([31]));
    cloud.fail("BatchGetItem", ({ input }, nth) =>
      nth === 1
        ? { status: 200, body: { Responses: {}, UnprocessedKeys: input["RequestItems"] } }
        : undefined,
    );
    await write(readings([32], 1));
    equal(published.length, 1);
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
