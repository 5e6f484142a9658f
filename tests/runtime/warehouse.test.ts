import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { parse } from "lossless-json";
import { AwsError } from "../../local/gateway/service";
import type { WarehouseRow } from "../../runtime/redshift/merge";
import type { Writer } from "../../runtime/types";
import { newDataApi } from "../redshift/warehouse";
import { Cloud } from "./cloud";
import { openWriter, withEnvironment } from "./container";
import { entries as entriesOf, writing } from "./factories";
import type { Answer } from "./wire";

const columns = {
  transaction_id: { type: "varchar(50)" },
  amount: { type: "decimal(10,2)" },
  transaction_type: { type: "varchar(20)" },
  timestamp: { type: "timestamp" },
};
const variables = { CLUSTER_ID: "c", SECRET_ARN: "arn:secret", DATABASE: "transactions" };

describe("the warehouse writer", () => {
  const cloud = new Cloud();
  const redshift = newDataApi();
  let restore: () => void;
  let writer: Writer<WarehouseRow>;
  before(async () => {
    await Promise.all([cloud.start(), redshift.start()]);
    await redshift.run(
      `CREATE TABLE transactions (transaction_id VARCHAR(50) NOT NULL, amount DECIMAL(10,2),
       transaction_type VARCHAR(20), timestamp TIMESTAMP)`,
    );
    restore = withEnvironment(cloud.environment);
  });
  after(async () => {
    restore();
    await Promise.all([cloud.stop(), redshift.stop()]);
  });
  beforeEach(async () => {
    await redshift.run("TRUNCATE transactions");
    cloud.reset();
    cloud.serveWith("RedshiftData", serve);
    writer = openWriter(
      "warehouse",
      { table: "transactions", columns, mergeOn: "transaction_id" },
      variables,
    );
  });

  /** A batch from a shard of this test's own: the same batch again would be known as done. */
  let test = 0;
  beforeEach(() => {
    test += 1;
  });
  function entries(...rows: WarehouseRow[]) {
    return entriesOf(...rows).map((entry) => ({
      ...entry,
      at: { ...entry.at, shardId: `shardId-${test}` },
    }));
  }

  async function serve(operation: string, input: object): Promise<Answer> {
    try {
      return { status: 200, body: await redshift.call(operation, input) };
    } catch (error) {
      if (error instanceof AwsError)
        return { status: 400, error: error.code, message: error.message };
      throw error;
    }
  }

  const row = (id: string, amount: unknown = parse("12.50"), more: object = {}): WarehouseRow => ({
    transaction_id: id,
    amount,
    transaction_type: "purchase",
    timestamp: "2024-12-21T10:00:00Z",
    ...more,
  });
  const stored = () => redshift.rows("SELECT * FROM transactions ORDER BY transaction_id");
  const submitted = () =>
    cloud
      .called("BatchExecuteStatement")
      .map(({ input }) => input as { Sqls: string[]; ClientToken: string });

  it("merges a batch in one transaction of three statements, each amount exact", async () => {
    const rows = [
      row("txn1", parse("12000")),
      row("txn2", parse("0.10"), { timestamp: "2024-12-21T12:00:00.5+02:00" }),
    ];
    deepEqual(await writer.write(entries(...rows), writing()), []);
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
    const batch = entries(row("txn1"), row("txn2"));
    await writer.write(batch, writing());
    await redshift.run("UPDATE transactions SET amount = 1 WHERE transaction_id = 'txn1'");
    deepEqual(await writer.write(batch, writing()), []);
    deepEqual(
      (await stored()).map(([, amount]) => amount),
      ["1.00", "12.50"],
    );
    const [first, second] = submitted();
    equal(first?.ClientToken, second?.ClientToken);
    ok((first?.ClientToken.length ?? 0) <= 64);
  });

  it("merges the halves of a batch into what the whole has left", async () => {
    const batch = entries(row("txn1"), row("txn2", parse("2")), row("txn3"));
    await writer.write(batch, writing());
    await writer.write(batch.slice(0, 1), writing());
    await writer.write(batch.slice(1), writing());
    deepEqual(
      (await stored()).map(([id]) => id),
      ["txn1", "txn2", "txn3"],
    );
    equal(new Set(submitted().map(({ ClientToken }) => ClientToken)).size, 3);
  });

  it("keeps the last of several rows with one key", async () => {
    const rows = [row("txn1", parse("1")), row("txn2"), row("txn1", parse("3"))];
    deepEqual(await writer.write(entries(...rows), writing()), []);
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
    deepEqual(await writer.write(entries(...rows), writing()), []);
    deepEqual(
      (await stored()).map(([id, , type]) => [id, type]),
      rows.map((one) => [one["transaction_id"], one["transaction_type"]]),
    );
  });

  it("cuts 5,000 rows into statements of at most 100 KB", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => row(`txn${i}`));
    deepEqual(await writer.write(entries(...rows), writing()), []);
    deepEqual(await redshift.rows("SELECT COUNT(*), SUM(amount) FROM transactions"), [
      [5000, "62500.00"],
    ]);
    const [{ Sqls } = { Sqls: [] }] = submitted();
    ok(Sqls.length === 5 && Sqls.every((sql) => Buffer.byteLength(sql) <= 100_000));
  });

  it("cuts what 40 statements cannot hold into several transactions", async () => {
    await redshift.run("CREATE TABLE notes (id VARCHAR(9), note VARCHAR(60000))");
    const notes = openWriter<WarehouseRow>(
      "warehouse",
      {
        table: "notes",
        columns: { id: { type: "varchar(9)" }, note: { type: "varchar(60000)" } },
        mergeOn: "id",
      },
      variables,
    );
    const rows = Array.from({ length: 80 }, (_, i) => ({
      id: String(i),
      note: "n".repeat(55_000),
    }));
    deepEqual(await notes.write(entries(...rows), writing()), []);
    deepEqual(await redshift.rows("SELECT COUNT(*) FROM notes"), [[80]]);
    deepEqual(
      submitted().map(({ Sqls }) => Sqls.length),
      [40, 40, 6],
    );
  });

  const refused: [string, WarehouseRow, RegExp][] = [
    ["three decimals", row("x", parse("0.105")), /amount must fit DECIMAL\(10,2\) exactly/],
    ["nine digits before the point", row("x", parse("123456789")), /amount must fit DECIMAL/],
    ["a huge exponent", row("x", parse("1e999999999")), /amount must fit DECIMAL/],
    ["NaN", row("x", NaN), /amount must be a finite number/],
    ["a number in quotes", row("x", "12"), /amount must be a finite number/],
    [
      "a text too long in bytes",
      row("x", 1, { transaction_type: "é".repeat(11) }),
      /at most 20 bytes long; it has 22/,
    ],
    ["a zero byte", row("x\0"), /U\+0000/],
    ["a date that does not exist", row("x", 1, { timestamp: "2024-02-30T10:00:00Z" }), /ISO 8601/],
    ["nanoseconds", row("x", 1, { timestamp: "2024-02-03T10:00:00.123456789Z" }), /six digits/],
    ["no key", { ...row("x"), transaction_id: undefined }, /transaction_id must be there/],
    ["a key that ends in a blank", row("x "), /must not end in a blank/],
  ];
  for (const [what, item, reason] of refused) {
    it(`refuses ${what} as invalid instead of rounding or cutting it, and stores the rest`, async () => {
      const failures = await writer.write(entries(row("good"), item), writing());
      deepEqual(
        failures.map(({ index, kind }) => [index, kind]),
        [[1, "invalid"]],
      );
      match(failures[0]?.reason ?? "", reason);
      deepEqual(
        (await stored()).map(([id]) => id),
        ["good"],
      );
    });
  }

  it("finds the row that the warehouse refuses, and stores the others", async () => {
    await redshift.run("CREATE TABLE narrow (id VARCHAR(9), n SMALLINT)");
    const wide = openWriter<WarehouseRow>(
      "warehouse",
      {
        table: "narrow",
        columns: { id: { type: "varchar(9)" }, n: { type: "integer" } },
        mergeOn: "id",
      },
      variables,
    );
    const rows = Array.from({ length: 8 }, (_, i) => ({ id: String(i), n: i === 5 ? 40_000 : i }));
    const failures = await wide.write(entries(...rows), writing());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[5, "invalid"]],
    );
    deepEqual(await redshift.rows("SELECT COUNT(*) FROM narrow"), [[7]]);
  });

  it("runs a transaction again, under another token, after a serialization conflict", async () => {
    let conflicts = 2;
    cloud.fail("DescribeStatement", () =>
      (conflicts -= 1) >= 0
        ? {
            status: 200,
            body: {
              Id: "s",
              Status: "FAILED",
              Error: "ERROR: 1023 Serializable isolation violation on table",
            },
          }
        : undefined,
    );
    deepEqual(await writer.write(entries(row("txn1")), writing()), []);
    equal(new Set(submitted().map(({ ClientToken }) => ClientToken)).size, 3);
    equal((await stored()).length, 1);
  });

  it("joins the statement that is already under way when a submit's answer was lost", async () => {
    let lost = true;
    cloud.fail("BatchExecuteStatement", ({ input }) => {
      if (!lost) return undefined;
      lost = false;
      void redshift.call("BatchExecuteStatement", input);
      return "cut";
    });
    deepEqual(await writer.write(entries(row("txn1")), writing()), []);
    const [first, second] = submitted();
    equal(first?.ClientToken, second?.ClientToken);
    equal((await stored()).length, 1);
  });

  it("waits while a statement runs, and reports it as transient when its time is used up", async () => {
    cloud.fail("DescribeStatement", { status: 200, body: { Id: "s", Status: "STARTED" } });
    const started = performance.now();
    const failures = await writer.write(entries(row("txn1"), row("txn2")), writing(600));
    ok(performance.now() - started < 1500);
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [
        [0, "transient"],
        [1, "transient"],
      ],
    );
    match(failures[0]?.reason ?? "", /still STARTED/);
  });

  for (const [error, message] of [
    ["ThrottlingException", "Rate exceeded"],
    ["ActiveStatementsExceededException", "Active statements exceeded the allowed quota (500)."],
    ["ValidationException", "Redshift cluster c is paused"],
    ["InternalServerException", "try again"],
  ] as const) {
    it(`tries again after ${error}: ${message}`, async () => {
      cloud.fail("BatchExecuteStatement", (_call, nth) =>
        nth < 3 ? { status: 400, error, message } : undefined,
      );
      deepEqual(await writer.write(entries(row("txn1")), writing()), []);
    });
  }

  it("throws on a missing table or a wrong request: no record is to blame", async () => {
    const missing = openWriter<WarehouseRow>(
      "warehouse",
      { table: "nowhere", columns, mergeOn: "transaction_id" },
      variables,
    );
    await rejects(
      missing.write(entries(row("txn1")), writing()),
      /relation "nowhere" does not exist/,
    );
    cloud.fail("BatchExecuteStatement", {
      status: 400,
      error: "ValidationException",
      message: "bad cluster name",
    });
    await rejects(writer.write(entries(row("txn2")), writing()), { name: "ValidationException" });
  });

  it("refuses options that cannot work when the container starts", () => {
    const open = (options: object) => () =>
      openWriter(
        "warehouse",
        { table: "t", columns, mergeOn: "transaction_id", ...options },
        variables,
      );
    throws(open({ mergeOn: "id" }), /cannot be merged on id: it is not one of its columns/);
    throws(
      open({ columns: { transaction_id: { type: "jsonb" } } }),
      /type jsonb is not supported; use one of/,
    );
  });
});
