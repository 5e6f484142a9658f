import assert from "node:assert/strict";
import { newDataApi } from "./warehouse";

describe("the local Redshift's SQL", () => {
  const api = newDataApi();
  before(() => api.start());
  after(() => api.stop());

  const answers: readonly (readonly [string, string, unknown])[] = [
    ["NVL", "NVL(NULL, 'x')", "x"],
    ["NVL2", "NVL2(NULL, 'yes', 'no')", "no"],
    ["DECODE", "DECODE(2, 1, 'one', 2, 'two', 'many')", "two"],
    ["DATEADD", "DATEADD(month, 1, '2024-01-31')", "2024-02-29 00:00:00"],
    ["DATEDIFF", "DATEDIFF(day, '2024-01-01', '2024-03-01')", 60],
    ["DATE_TRUNC", "DATE_TRUNC('hour', TIMESTAMP '2024-01-01 10:30:00')", "2024-01-01 10:00:00"],
    ["DATE_PART", "DATE_PART(hour, TIMESTAMP '2024-01-01 10:30:00')", 10],
    ["TO_CHAR", "TO_CHAR(TIMESTAMP '2024-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS')", "2024-01-02 03:04:05"],
    ["TO_DATE", "TO_DATE('02/01/2024', 'DD/MM/YYYY')", "2024-01-02"],
    ["LEN", "LEN('hello')", 5],
    ["CHARINDEX", "CHARINDEX('l', 'hello')", 3],
    ["LEFT", "LEFT('hello', 2)", "he"],
    ["CONVERT", "CONVERT(INTEGER, '7')", 7],
    ["division of integers", "7 / 2", 3],
    ["a cast to FLOAT", "0.1::FLOAT", 0.1],
    ["a cast to DECIMAL without digits", "CAST('5' AS DECIMAL)", "5"],
    ["a fraction of a second", "TIMESTAMP '2024-01-01 10:00:00.120'", "2024-01-01 10:00:00.12"],
    ["a time with a zone", "TIMESTAMPTZ '2024-01-01 10:00:00+02'", "2024-01-01 08:00:00+00"],
    ["a date", "DATE '2024-02-29'", "2024-02-29"],
    ["literals that look like SQL", "'SYSDATE -- GETDATE() /* :x */ DISTKEY'", "SYSDATE -- GETDATE() /* :x */ DISTKEY"],
    ["comments", "1 /* it's */ -- SYSDATE '\n", 1],
    ["CHR for what a literal cannot hold", "'a' || CHR(92) || 'b'", "a\\b"],
  ]; // prettier-ignore
  for (const [what, expression, expected] of answers) {
    it(`understands ${what}`, async () => {
      assert.deepEqual(await api.rows(`SELECT ${expression} AS v`), [[expected]]);
    });
  }

  it("aggregates with LISTAGG and gives unnamed columns Redshift's names", async () => {
    const sql = `SELECT LISTAGG(s, ',') WITHIN GROUP (ORDER BY s DESC), COUNT(*), 1 + 1
      FROM (SELECT 'a' AS s UNION ALL SELECT 'b') AS t`;
    assert.deepEqual(await api.rows(sql), [["b,a", 2, 2]]);
    const { Id } = await api.run(sql);
    const { ColumnMetadata = [] } = await api.call("GetStatementResult", { Id });
    assert.deepEqual(
      ColumnMetadata.map(({ name }) => name),
      ["listagg", "count", "?column?"],
    );
  });

  it("takes Redshift's table options, numbers IDENTITY columns and fills defaults", async () => {
    const { Error: fault } = await api.run(`CREATE TABLE IF NOT EXISTS public.events (
      id BIGINT IDENTITY(10, 5), name VARCHAR(20) DEFAULT 'none' ENCODE zstd,
      made TIMESTAMP DEFAULT GETDATE() SORTKEY, note CHARACTER VARYING(10) NULL,
      "timestamp" TIMESTAMP, UNIQUE (name), FOREIGN KEY (name) REFERENCES other (name)
    ) BACKUP NO DISTSTYLE EVEN`);
    assert.equal(fault, undefined);
    await api.run("INSERT INTO events (note) VALUES ('a'), ('b')");
    assert.deepEqual(
      await api.rows("SELECT id, name, made IS NOT NULL, timestamp FROM events e ORDER BY e.id"),
      [
        [10, "none", true, null],
        [15, "none", true, null],
      ],
    );
  });

  it("copies a table's columns with LIKE, defaults only where asked", async () => {
    await api.run("CREATE TABLE model (a VARCHAR(3) NOT NULL, b INT DEFAULT 7)");
    await api.run("CREATE TABLE plain (LIKE model)");
    await api.run("CREATE TABLE whole (LIKE model INCLUDING DEFAULTS)");
    for (const table of ["plain", "whole"]) {
      await api.run(`INSERT INTO ${table} (a) VALUES ('x')`);
      assert.match((await api.run(`INSERT INTO ${table} VALUES (NULL, 1)`)).Error ?? "", /NULL/);
      assert.match(
        (await api.run(`INSERT INTO ${table} VALUES ('long', 1)`)).Error ?? "",
        /too long/,
      );
    }
    assert.deepEqual(await api.rows("SELECT b FROM plain"), [[null]]);
    assert.deepEqual(await api.rows("SELECT b FROM whole"), [[7]]);
  });

  it("makes tables from queries, alters and drops them", async () => {
    await api.run("CREATE TABLE made DISTKEY (n) AS SELECT 1 AS n");
    await api.run("ALTER TABLE made ADD COLUMN m INT");
    assert.deepEqual(await api.rows("SELECT n, m FROM made"), [[1, null]]);
    await api.run("DROP TABLE made");
    assert.match((await api.run("SELECT * FROM made")).Error ?? "", /relation "made"/);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ["COPY transactions FROM 's3://bucket/key' IAM_ROLE 'r'", /COPY TRANSACTIONS is not supported/],
    ["UNLOAD ('SELECT 1') TO 's3://bucket/'", /UNLOAD \( is not supported/],
    ["SELECT * FROM read_csv('/etc/passwd')", /relation "read_csv" does not exist/],
    ["SELECT * FROM '/etc/passwd'", /syntax error at or near/],
    ["ATTACH '/tmp/x.db'", /ATTACH .* is not supported/],
    ["SET enable_external_access = true", /SET .* is not supported/],
    ["CREATE MACRO f() AS 1", /CREATE MACRO is not supported/],
    ["SELECT 1; DROP TABLE t", /multiple commands/],
    ["SELECT 'open", /syntax error/],
    ["SELECT (1", /syntax error/],
    ["CREATE TABLE t (n INT) DISTRIBUTED BY HASH", /syntax error at or near "DISTRIBUTED"/],
    ["CREATE TABLE t (n INT WIBBLE)", /ERROR/],
    ["INSERT INTO transactions", /ERROR/],
    ["SELECT :missing", /parameter "missing" has no value/],
  ];
  for (const [sql, reason] of refused) {
    it(`fails: ${sql}`, async () => {
      const { Status, Error: fault } = await api.run(sql);
      assert.equal(Status, "FAILED");
      assert.match(fault ?? "", reason);
    });
  }
});
