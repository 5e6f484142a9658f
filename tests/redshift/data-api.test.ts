import assert from "node:assert/strict";
import { newDataApi } from "./warehouse";

const table = `CREATE TABLE IF NOT EXISTS transactions (
  transaction_id VARCHAR(50) NOT NULL, amount DECIMAL(10,2), transaction_type VARCHAR(20),
  timestamp TIMESTAMP, PRIMARY KEY (transaction_id)
) DISTSTYLE KEY DISTKEY (transaction_id) SORTKEY (timestamp)`;
const merge = `MERGE INTO transactions USING stage ON transactions.transaction_id = stage.transaction_id
  WHEN MATCHED THEN UPDATE SET amount = stage.amount
  WHEN NOT MATCHED THEN INSERT (transaction_id, amount, transaction_type, timestamp)
    VALUES (stage.transaction_id, stage.amount, stage.transaction_type, stage.timestamp)`;
const stage = (values: string): string[] => [
  "CREATE TEMP TABLE stage (LIKE transactions)",
  `INSERT INTO stage (transaction_id, amount, transaction_type, timestamp) VALUES ${values}`,
  merge,
];

describe("the Redshift Data API", () => {
  const api = newDataApi();
  before(async () => {
    await api.start();
    assert.equal((await api.run(table)).Status, "FINISHED");
  });
  beforeEach(() => api.run("TRUNCATE transactions"));
  after(() => api.stop());

  it("stages and merges a batch, and the same batch again changes nothing", async () => {
    const statements = stage("('txn123', 12000, 'purchase', '2024-12-21T10:00:00Z')");
    for (let time = 0; time < 2; time++) {
      const { Status, SubStatements = [] } = await api.batch(statements);
      assert.equal(Status, "FINISHED");
      assert.deepEqual(
        SubStatements.map(({ ResultRows }) => ResultRows),
        [0, 1, 1],
      );
    }
    assert.deepEqual(await api.rows("SELECT * FROM transactions"), [
      ["txn123", "12000.00", "purchase", "2024-12-21 10:00:00"],
    ]);
  });

  it("rolls a batch back whole when its third statement fails", async () => {
    const { Status, Error, SubStatements } = await api.batch([
      "INSERT INTO transactions (transaction_id) VALUES ('a')",
      "CREATE TABLE other (n INT)",
      "INSERT INTO transactions (transaction_id, amount) VALUES ('b', 123456789.01)",
      "INSERT INTO transactions (transaction_id) VALUES ('c')",
    ]);
    assert.equal(Status, "FAILED");
    assert.match(Error ?? "", /^Query #3 failed with ERROR: Numeric data overflow/);
    assert.deepEqual(
      SubStatements?.map((part) => part.Status),
      ["FINISHED", "FINISHED", "FAILED", "ABORTED"],
    );
    assert.deepEqual(await api.rows("SELECT * FROM transactions"), []);
    assert.match((await api.run("SELECT * FROM other")).Error ?? "", /relation "other" does not/);
  });

  it("keeps what succeeded of a batch in AUTO_COMMIT mode", async () => {
    await api.batch(
      ["INSERT INTO transactions (transaction_id) VALUES ('a')", "INSERT INTO nowhere VALUES (1)"],
      {
        ExecutionMode: "AUTO_COMMIT",
      },
    );
    assert.deepEqual(await api.rows("SELECT transaction_id FROM transactions"), [["a"]]);
  });

  it("drops a batch's temporary tables with the batch", async () => {
    await api.batch(stage("('a', 1, 'x', null)"));
    assert.match((await api.run("SELECT * FROM stage")).Error ?? "", /relation "stage"/);
  });

  it("refuses a MERGE in which two source rows match one row", async () => {
    await api.batch(stage("('a', 1, 'x', null)"));
    const { Error } = await api.batch(stage("('a', 2, 'x', null), ('a', 3, 'x', null)"));
    assert.match(Error ?? "", /Found multiple matches to update the same tuple/);
  });

  it("replaces and inserts with REMOVE DUPLICATES", async () => {
    await api.batch(stage("('a', 1, 'x', null)"));
    const { Status } = await api.batch([
      ...stage("('a', 2, 'y', null), ('b', 3, 'y', null)").slice(0, 2),
      `MERGE INTO transactions USING stage ON transactions.transaction_id = stage.transaction_id
       REMOVE DUPLICATES`,
    ]);
    assert.equal(Status, "FINISHED");
    assert.deepEqual(await api.rows("SELECT transaction_id, amount FROM transactions ORDER BY 1"), [
      ["a", "2.00"],
      ["b", "3.00"],
    ]);
  });

  it("does not enforce a primary key, as Redshift does not", async () => {
    await api.run("INSERT INTO transactions (transaction_id) VALUES ('a'), ('a')");
    assert.deepEqual(await api.rows("SELECT count(*) FROM transactions"), [[2]]);
  });

  it("counts a VARCHAR's length in bytes", async () => {
    const insert = (type: string) =>
      api.run(
        `INSERT INTO transactions (transaction_id, transaction_type) VALUES ('a', '${type}')`,
      );
    assert.equal((await insert("é".repeat(10))).Status, "FINISHED");
    assert.match((await insert("é".repeat(11))).Error ?? "", /Value too long for character type/);
  });

  it("binds parameters as values, whatever they contain", async () => {
    const Parameters = [
      { name: "id", value: "o'neil\\'; DROP TABLE transactions; --" },
      { name: "amount", value: "12.50" },
    ];
    const Sql = "INSERT INTO transactions (transaction_id, amount) VALUES (:id, :amount)";
    assert.equal((await api.run(Sql, { Parameters })).ResultRows, 1);
    assert.deepEqual(
      await api.rows("SELECT transaction_id, amount FROM transactions WHERE amount > :least", {
        Parameters: [{ name: "least", value: "12.49" }],
      }),
      [["o'neil\\'; DROP TABLE transactions; --", "12.50"]],
    );
    await assert.rejects(
      api.run("SELECT ':id'", { Parameters }),
      /ValidationException|unused parameters/,
    );
  });

  it("resolves backslash escapes in literals, as Redshift does", async () => {
    assert.deepEqual(await api.rows(String.raw`SELECT 'a\\b', 'it\'s', 'x''y'`), [
      ["a\\b", "it's", "x'y"],
    ]);
  });

  it("runs a statement once however often its ClientToken comes", async () => {
    const request = {
      ...api.where,
      Sql: "INSERT INTO transactions (transaction_id) VALUES ('once')",
      ClientToken: "t1",
      WaitTimeSeconds: 5,
    };
    const [first, second] = await Promise.all([
      api.call("ExecuteStatement", request),
      api.call("ExecuteStatement", request),
    ]);
    assert.equal(first.Id, second.Id);
    assert.deepEqual(await api.rows("SELECT count(*) FROM transactions"), [[1]]);
    await assert.rejects(
      api.call("ExecuteStatement", { ...request, Sql: "SELECT 1" }),
      /ClientToken was used/,
    );
  });

  it("gives results in typed pages", async () => {
    const sql = `WITH digits (d) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
      SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS n, 1.5::float AS f, 'x' AS s, true AS b,
        CAST(2.5 AS DECIMAL(10,2)) AS m, NULL AS nothing
      FROM digits a, digits b, digits c, digits e WHERE a.d < 2 ORDER BY n`;
    const { Id } = await api.run(sql);
    const first = await api.call("GetStatementResult", { Id });
    const { NextToken } = first;
    const second = await api.call("GetStatementResult", { Id, NextToken });
    assert.equal(first.TotalNumRows, 2000);
    assert.equal(first.Records.length + second.Records.length, 2000);
    assert.equal(second.NextToken, undefined);
    assert.deepEqual(second.Records.at(-1), [
      { longValue: 1999 },
      { doubleValue: 1.5 },
      { stringValue: "x" },
      { booleanValue: true },
      { stringValue: "2.50" },
      { isNull: true },
    ]);
    const types = first.ColumnMetadata?.slice(0, 5).map((column) => column.typeName);
    assert.deepEqual(types, ["int4", "float8", "varchar", "bool", "numeric"]);
  });

  it("interrupts a running query on CancelStatement", async () => {
    const series = "SELECT 1 AS d UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4";
    const from = Array.from({ length: 18 }, (_, at) => `d AS t${at}`).join(", ");
    const Sql = `WITH d AS (${series}) SELECT sum(t0.d * t17.d) FROM ${from}`;
    const { Id } = await api.call("ExecuteStatement", { ...api.where, Sql });
    const running = await api.call("DescribeStatement", { Id, WaitTimeSeconds: 1 });
    assert.equal(running.Status, "STARTED");
    assert.deepEqual(await api.call("CancelStatement", { Id }), { Status: true });
    assert.equal((await api.call("DescribeStatement", { Id })).Status, "ABORTED");
    assert.deepEqual(await api.rows("SELECT 1"), [[1]]);
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ["a statement over 100 KB", { Sql: `SELECT '${"x".repeat(102_400)}'` }, /larger than 100KB/],
    ["a cluster that is not there", { Sql: "SELECT 1", ClusterIdentifier: "no" }, /endpoint/],
    ["a database left out", { Sql: "SELECT 1", Database: undefined }, /Database must be/],
    ["two ways to log in", { Sql: "SELECT 1", DbUser: "admin" }, /only one of/],
    ["a secret that is not there", { Sql: "SELECT 1", SecretArn: "other" }, /can't find/],
  ];
  for (const [what, more, reason] of refusals) {
    it(`refuses ${what} before it runs`, async () => {
      await assert.rejects(api.request("ExecuteStatement", { ...api.where, ...more }), reason);
    });
  }

  it("fails a statement on a database that is not there", async () => {
    const { Error } = await api.run("SELECT 1", { Database: "nope" });
    assert.equal(Error, 'FATAL: database "nope" does not exist');
  });

  it("fails 41 statements in a batch", async () => {
    await assert.rejects(
      api.batch(Array<string>(41).fill("SELECT 1")),
      /at 'sqls' .* length less than or equal to 40$/,
    );
  });
});
