import { deepEqual, equal, match } from "node:assert/strict";
import type { Writer } from "../../../runtime/types";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";

describe("the latest row under a key", () => {
  const cloud = suiteCloud();
  let writer: Writer<object>;
  let tables = 0;
  let table = "";

  beforeEach(async () => {
    table = `table-${(tables += 1)}`;
    await cloud.createTable(table, "pk", "sk");
    cloud.reset();
    writer = open({});
  });

  const open = (options: object) =>
    openWriter<object>(
      "table",
      { partitionKey: "pk", sortKey: "sk", ...options },
      { TABLE_NAME: table },
    );
  const row = (sk: string, more: object = {}) => ({ pk: "a", sk, ...more });

  beforeEach(() => {
    writer = open({ keepLatestBy: "version" });
  });
  const version = (n: unknown, x: string) => row("1", { version: n, x });
  const stored = async () => (await cloud.rows(table))[0]?.["x"]?.["S"];

  it("replaces a row by a newer one only, whatever the batches", async () => {
    await writer.write(entries(version(2, "second")), writing());
    deepEqual(await writer.write(entries(version(1, "first")), writing()), []);
    equal(await stored(), "second");
    await writer.write(entries(version(10, "tenth")), writing());
    equal(await stored(), "tenth");
  });

  it("keeps the newest of a batch, and the first of two that are equally new", async () => {
    const rows = [version(1, "a"), version(3, "b"), version(3, "c"), version(2, "d")];
    deepEqual(await writer.write(entries(...rows), writing()), []);
    equal(await stored(), "b");
    await writer.write(entries(version(3, "later")), writing());
    equal(await stored(), "b");
  });

  it("refuses a row that has nothing to compare by", async () => {
    const failures = await writer.write(entries<object>(row("1"), version(1, "ok")), writing());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[0, "invalid"]],
    );
  });

  it("counts a row that is older than the one known, and not one that is delivered again", async () => {
    const context = writing();
    const rows = entries(version(2, "a"), version(1, "b"), version(3, "c"), version(3, "d"));
    await writer.write(rows, context);
    equal(context.counted.late, 1);
    await writer.write(entries(version(3, "c")), context);
    equal(context.counted.late, 1);
    await writer.write(entries(version(2, "a")), context);
    equal(context.counted.late, 2);
  });

  // position() arrives at 2024-12-21T10:00:00.000Z; 600 s later it is 10:10:00.
  const arrived = Date.parse("2024-12-21T10:00:00.000Z");
  for (const { value, options = {}, refused } of [
    { value: "2024-12-21T10:10:00Z", refused: false },
    { value: "2024-12-21T10:10:00.001Z", refused: true },
    { value: "2024-12-21T12:10:00+02:00", refused: false },
    { value: "2024-12-21T05:10:01-05:00", refused: true },
    { value: "9999-12-31T23:59:59Z", refused: true },
    { value: "2024-12-21T10:00:31Z", options: { maxFutureSeconds: 30 }, refused: true },
    { value: "zzz, a version and no time", refused: false },
    { value: arrived + 600_000, options: { latestUnit: "milliseconds" }, refused: false },
    { value: arrived + 600_001, options: { latestUnit: "milliseconds" }, refused: true },
    { value: arrived / 1000 + 600, options: { latestUnit: "seconds" }, refused: false },
    { value: arrived / 1000 + 601, options: { latestUnit: "seconds" }, refused: true },
    { value: 1e100, options: { latestUnit: "seconds" }, refused: true },
    { value: 9_999_999_999_999, refused: false },
  ])
    it(`${refused ? "refuses" : "takes"} ${value} by ${JSON.stringify(options)}: a row from the future would stay for good`, async () => {
      writer = open({ keepLatestBy: "at", ...options });
      const failures = await writer.write(entries(row("1", { at: value })), writing());
      equal(failures.length, refused ? 1 : 0);
      if (refused) match(failures[0]?.reason ?? "", /at must be at most \d+ seconds after/);
    });

  for (const { frozen, value, options = {} } of [
    { frozen: { S: "9999-12-31T23:59:59Z" }, value: "2024-12-21T10:00:00Z" },
    {
      frozen: { N: "253402300799000" },
      value: arrived,
      options: { latestUnit: "milliseconds" },
    },
    { frozen: { N: "253402300799" }, value: arrived / 1000, options: { latestUnit: "seconds" } },
  ])
    it(`replaces a row that ${JSON.stringify(frozen)} froze before such were refused`, async () => {
      const Item = { pk: { S: "a" }, sk: { S: "1" }, x: { S: "frozen" }, at: frozen };
      await cloud.table("PutItem", { TableName: table, Item });
      writer = open({ keepLatestBy: "at", ...options });
      const rows = entries(row("1", { at: value, x: "new" }));
      deepEqual(await writer.write(rows, writing()), []);
      equal(await stored(), "new");
    });

  it("lets no version that is no time be replaced by a lower one, however high it is", async () => {
    await writer.write(entries(version(9_999_999_999_999, "high")), writing());
    await writer.write(entries(version(1, "low")), writing());
    equal(await stored(), "high");
  });
});
