import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { parse } from "lossless-json";
import { writing } from "../support/factories";
import { columns, row, suiteWarehouse } from "../support/warehouse";

describe("the warehouse writer", () => {
  const { redshift, open, batch, stored, submitted } = suiteWarehouse();

  it("merges a batch in one transaction of three statements, each amount exact", async () => {
    const rows = [
      row("txn1", parse("12000")),
      row("txn2", parse("0.10"), { timestamp: "2024-12-21T12:00:00.5+02:00" }),
    ];
    deepEqual(await open().write(batch(...rows), writing()), []);
    deepEqual(await stored(), [
      ["txn1", "12000.00", "purchase", "2024-12-21 10:00:00"],
      ["txn2", "0.10", "purchase", "2024-12-21 10:00:00.5"],
    ]);
    deepEqual(
      submitted().map(({ Sqls }) => Sqls.length),
      [3],
    );
  });

  it("changes nothing when a batch is delivered again, and does not run it again", async () => {
    const rows = batch(row("txn1"), row("txn2"));
    await open().write(rows, writing());
    await redshift.run("UPDATE transactions SET amount = 1 WHERE transaction_id = 'txn1'");
    deepEqual(await open().write(rows, writing()), []);
    deepEqual(
      (await stored()).map(([, amount]) => amount),
      ["1.00", "12.50"],
    );
    const [first, second] = submitted();
    equal(first?.ClientToken, second?.ClientToken);
    ok((first?.ClientToken.length ?? 0) <= 64);
  });

  it("merges the halves of a batch into what the whole has left", async () => {
    const rows = batch(row("txn1"), row("txn2", parse("2")), row("txn3"));
    await open().write(rows, writing());
    await open().write(rows.slice(0, 1), writing());
    await open().write(rows.slice(1), writing());
    deepEqual(
      (await stored()).map(([id]) => id),
      ["txn1", "txn2", "txn3"],
    );
    equal(new Set(submitted().map(({ ClientToken }) => ClientToken)).size, 3);
  });

  it("keeps the last of several rows with one key", async () => {
    const rows = [row("txn1", parse("1")), row("txn2"), row("txn1", parse("3"))];
    deepEqual(await open().write(batch(...rows), writing()), []);
    deepEqual(
      (await stored()).map(([id, amount]) => [id, amount]),
      [
        ["txn1", "3.00"],
        ["txn2", "12.50"],
      ],
    );
  });

  it("stores any text as it is, and runs none of it", async () => {
    const texts = [
      "'); DROP TABLE transactions; --",
      "back\\slash\\'",
      "quote''s",
      "línea\n\t€ 😀",
      "$$ -- /* :x",
      "",
    ];
    const rows = texts.map((text, i) =>
      row(`${i}${text}`.slice(0, 40), undefined, { transaction_type: text.slice(0, 20) }),
    );
    deepEqual(await open().write(batch(...rows), writing()), []);
    deepEqual(
      (await stored()).map(([id, , type]) => [id, type]),
      rows.map((one) => [one["transaction_id"], one["transaction_type"]]),
    );
  });

  it("cuts 5,000 rows into statements of at most 100 KB", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => row(`txn${i}`));
    deepEqual(await open().write(batch(...rows), writing()), []);
    deepEqual(await redshift.rows("SELECT COUNT(*), SUM(amount) FROM transactions"), [
      [5000, "62500.00"],
    ]);
    const [{ Sqls } = { Sqls: [] }] = submitted();
    ok(Sqls.length === 5 && Sqls.every((sql) => Buffer.byteLength(sql) <= 100_000));
  });

  it("cuts what 40 statements cannot hold into several transactions", async () => {
    await redshift.run("CREATE TABLE notes (id VARCHAR(9), note VARCHAR(60000))");
    const notes = open({
      table: "notes",
      columns: { id: { type: "varchar(9)" }, note: { type: "varchar(60000)" } },
      mergeOn: "id",
    });
    const rows = Array.from({ length: 80 }, (_, i) => ({
      id: String(i),
      note: "n".repeat(55_000),
    }));
    deepEqual(await notes.write(batch(...rows), writing()), []);
    deepEqual(await redshift.rows("SELECT COUNT(*) FROM notes"), [[80]]);
    deepEqual(
      submitted().map(({ Sqls }) => Sqls.length),
      [40, 40, 6],
    );
  });

  it("refuses options that cannot work when the container starts", () => {
    const opening = (options: object) => () =>
      open({ table: "t", columns, mergeOn: "transaction_id", ...options });
    throws(opening({ mergeOn: "id" }), /cannot be merged on id: it is not one of its columns/);
    throws(
      opening({ columns: { transaction_id: { type: "jsonb" } } }),
      /type jsonb is not supported; use one of/,
    );
  });
});
