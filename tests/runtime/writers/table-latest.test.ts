import { deepEqual, equal } from "node:assert/strict";
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
});
