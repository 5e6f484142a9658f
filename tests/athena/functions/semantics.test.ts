import assert from "node:assert/strict";
import { newLake } from "../../firehose/lake";
import { ask } from "../queries";
import type { Lake } from "../queries";

/** Expressions, what Athena shows for them, and their types. */
const values: readonly (readonly [sql: string, result: string | null, type: string])[] = [
  ["7 / 2", "3", "integer"],
  ["-7 / 2", "-3", "integer"],
  ["1 / 2e0", "0.5", "double"],
  ["1e0 / 0", "Infinity", "double"],
  ["1.5", "1.5", "decimal"],
  ["10.0 / 3", "3.3", "decimal"],
  ["CAST(10 AS decimal(10, 4)) / 3", "3.3333", "decimal"],
  ["CAST(2 AS decimal(5, 2)) / CAST(-3 AS decimal(5, 2))", "-0.67", "decimal"],
  ["1.25 * 1.5", "1.875", "decimal"],
  ["1.10 + 2", "3.10", "decimal"],
  ["5.5 % 2", "1.5", "decimal"],
  ["2147483648", "2147483648", "bigint"],
  ["NULL + 1", null, "integer"],
  ["'a' || NULL", null, "varchar"],
  ["DATE '2024-01-31' + INTERVAL '1' DAY", "2024-02-01", "date"],
  ["DATE '2024-01-31' + INTERVAL '1' MONTH", "2024-02-29", "date"],
  ["DATE '2024-03-01' - DATE '2024-02-01'", "29 00:00:00.000", "interval day to second"],
  ["TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '90' MINUTE", "2024-01-01 01:30:00.000", "timestamp"],
  ["INTERVAL '1' YEAR + INTERVAL '2' MONTH", "1-2", "interval year to month"],
  ["CAST(1e7 AS varchar)", "1.0E7", "varchar"],
  ["CAST(1.5e-5 AS varchar)", "1.5E-5", "varchar"],
  ["CAST(123.456e0 AS varchar)", "123.456", "varchar"],
  ["12345678.9e0", "1.23456789E7", "double"],
  ["CAST(1.50 AS varchar)", "1.50", "varchar"],
  ["CAST(true AS varchar)", "true", "varchar"],
  ["CAST(TIMESTAMP '2024-01-15 10:30:00' AS varchar)", "2024-01-15 10:30:00.000", "varchar"],
  ["CAST('2024-01-15' AS date)", "2024-01-15", "date"],
  ["CAST(2.5 AS integer)", "3", "integer"],
  ["CAST(2.5e0 AS integer)", "3", "integer"],
  ["CAST('x' AS char(3))", "x", "char"],
  ["CAST('a' AS char(3)) = 'a  '", "true", "boolean"],
  ["CAST('abcdef' AS varchar(3))", "abc", "varchar"],
  ["TRY_CAST('abc' AS integer)", null, "integer"],
  ["TRY_CAST('2024-01-15T10:00:00Z' AS timestamp)", null, "timestamp"],
  ["CAST(ROW(1, 'x') AS ROW(a bigint, b varchar)).b", "x", "varchar"],
  ["ROW(1, NULL)", "{field0=1, field1=null}", "row"],
  ["ARRAY['a', NULL]", "[a, null]", "array"],
  ["MAP(ARRAY['k'], ARRAY[1.5])", "{k=1.5}", "map"],
  ["ARRAY[1, 2][2]", "2", "integer"],
  ["CAST(JSON '[1, 2]' AS array(integer))", "[1, 2]", "array"],
  ["CAST(ARRAY[1, 2] AS json)", "[1,2]", "json"],
  ["NULL IS DISTINCT FROM 1", "true", "boolean"],
  ["1 IN (2, NULL)", null, "boolean"],
  ["'a%' LIKE 'a$%' ESCAPE '$'", "true", "boolean"],
  ["TIMESTAMP '2024-01-15 10:30:00 UTC' AT TIME ZONE 'Asia/Tokyo'", "2024-01-15 19:30:00.000 Asia/Tokyo", "timestamp with time zone"],
  ["CASE WHEN 1 = 1 THEN 1 ELSE 2.5 END", "1.0", "decimal"],
  ["X'61ff'", "61 ff", "varbinary"],
]; // prettier-ignore

/** Queries, and why they fail. */
const faults: readonly (readonly [sql: string, reason: string])[] = [
  ["SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero"],
  ["SELECT 1.0 / 0", "DIVISION_BY_ZERO: Division by zero"],
  ["SELECT 5 % 0", "DIVISION_BY_ZERO: Division by zero"],
  [
    "SELECT x + 1 FROM (VALUES 2147483647) AS t(x)",
    "NUMERIC_VALUE_OUT_OF_RANGE: integer addition overflow: 2147483647 + 1",
  ],
  ["SELECT CAST('abc' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast 'abc' to INT"],
  ["SELECT CAST('1.5' AS bigint)", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to BIGINT"],
  ["SELECT CAST('x' AS date)", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: x"],
  [
    "SELECT CAST('2024-01-15T10:00:00Z' AS timestamp)",
    "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 2024-01-15T10:00:00Z",
  ],
  [
    "SELECT ARRAY[1, 2, 3][5]",
    "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 5 > 3",
  ],
  [
    "SELECT MAP(ARRAY['a'], ARRAY[1])['z']",
    "INVALID_FUNCTION_ARGUMENT: Key not present in map: z",
  ],
  [
    "SELECT 1 FROM (VALUES 'a') AS t(x) WHERE CAST(x AS varchar) > 1e0",
    "TYPE_MISMATCH: line 1:61: Cannot apply operator: varchar > double",
  ],
  ["SELECT 'a' + 1", "TYPE_MISMATCH: line 1:12: Cannot apply operator: varchar(1) + integer"],
  ["SELECT 'a' || 1", "FUNCTION_NOT_FOUND: line 1:12: Unexpected parameters (varchar(1), integer)"],
  ["SELECT lower(1)", "FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (integer) for function lower"],
  ["SELECT uper('a')", "FUNCTION_NOT_FOUND: line 1:8: Function 'uper' not registered. The local Athena has 'upper'"],
  ["SELECT x AS y FROM (VALUES 1) AS t(x) WHERE y = 1", "COLUMN_NOT_FOUND: line 1:45: Column 'y' cannot be resolved"],
  ["SELECT x AS y FROM (VALUES 1) AS t(x) GROUP BY y", "COLUMN_NOT_FOUND: line 1:48: Column 'y' cannot be resolved"],
  ["SELECT count(*) AS n FROM (VALUES 1) AS t(x) HAVING n > 1", "COLUMN_NOT_FOUND: line 1:53: Column 'n' cannot be resolved"],
  ["SELECT x, count(*) FROM (VALUES 1) AS t(x)", "EXPRESSION_NOT_AGGREGATE: line 1:8: 'x' must be an aggregate expression or appear in GROUP BY clause"],
  ["SELECT x FROM (VALUES 1) AS t(x), (VALUES 2) AS u(x)", "AMBIGUOUS_NAME: line 1:8: Column 'x' is ambiguous"],
  ["SELECT 1 FROM (VALUES 1) AS t(x) WHERE sum(x) > 1", "EXPRESSION_NOT_SCALAR: line 1:40: WHERE clause cannot contain aggregations"],
  ["SELECT x FROM (VALUES 1) AS t(x) ORDER BY 2", "INVALID_COLUMN_REFERENCE: line 1:43: ORDER BY position 2 is not in select list"],
  ["SELECT 1 UNION SELECT 'a'", "TYPE_MISMATCH: line 1:1: column 1 in UNION query has incompatible types: integer, varchar(1)"],
  ["SELECT (SELECT x FROM (VALUES 1, 2) AS t(x))", "SUBQUERY_MULTIPLE_ROWS: "],
]; // prettier-ignore

/** Whole queries, and their rows. */
const queries: readonly (readonly [sql: string, rows: readonly (readonly (string | null)[])[]])[] = [
  ["SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x", [["1"], ["2"], [null]]],
  ["SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x DESC", [["2"], ["1"], [null]]],
  ["SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x NULLS FIRST LIMIT 1", [[null]]],
  ["SELECT x FROM (VALUES 1, 2, 3) AS t(x) ORDER BY x OFFSET 1 LIMIT 1", [["2"]]],
  ["SELECT x / 2 AS h, sum(x) FROM (VALUES 1, 2, 3) AS t(x) GROUP BY x / 2 ORDER BY h", [["0", "1"], ["1", "5"]]],
  ["SELECT a, sum(n) FROM (VALUES ('x', 1), ('y', 2)) AS t(a, n) GROUP BY ROLLUP (a) ORDER BY 2", [["x", "1"], ["y", "2"], [null, "3"]]],
  ["SELECT a, grouping(a) FROM (VALUES 'x') AS t(a) GROUP BY GROUPING SETS ((a), ()) ORDER BY 2", [["x", "0"], [null, "1"]]],
  ["SELECT t.x, u.v, u.n FROM (VALUES 1) AS t(x) CROSS JOIN UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS u(v, n) ORDER BY n", [["1", "a", "1"], ["1", "b", "2"]]],
  ["SELECT x, v FROM (VALUES (1, ARRAY[]), (2, ARRAY[7])) AS t(x, a) LEFT JOIN UNNEST(a) AS u(v) ON true ORDER BY x", [["1", null], ["2", "7"]]],
  ["SELECT x, a, b FROM (VALUES (1, 'l')) AS t(x, a) FULL JOIN (VALUES (2, 'r')) AS u(x, b) USING (x) ORDER BY x", [["1", "l", null], ["2", null, "r"]]],
  ["WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t", [["10"]]],
  ["SELECT x FROM (VALUES 1, 2) AS t(x) WHERE EXISTS (SELECT 1 FROM (VALUES 2) AS u(y) WHERE y = x)", [["2"]]],
  ["SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 3) AS t(x) ORDER BY 1", [["1", "1"], ["2", "3"], ["3", "5"]]],
  ["SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES 1, 2) AS t(x)", [["1"]]],
  ["SELECT 1 INTERSECT SELECT 1 UNION ALL SELECT 2 ORDER BY 1", [["1"], ["2"]]],
  ["SELECT x FROM (VALUES 1, 2) AS t(x) WHERE x >= ALL (SELECT y FROM (VALUES 1, 2) AS u(y))", [["2"]]],
]; // prettier-ignore

describe("Athena's SQL", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
  });
  after(() => lake.stop());

  for (const [sql, result, type] of values) {
    it(`has ${sql} be ${result ?? "null"}, of type ${type}`, async () => {
      const { reason, rows, types } = await ask(lake, `SELECT ${sql}`);
      assert.equal(reason, undefined);
      assert.deepEqual([rows, types], [[[result]], [type]]);
    });
  }
  for (const [sql, reason] of faults) {
    it(`fails ${sql} with ${reason}`, async () => {
      const answer = await ask(lake, sql);
      assert.ok(answer.reason?.startsWith(reason), answer.reason);
    });
  }
  for (const [sql, expected] of queries) {
    it(`answers ${sql}`, async () => {
      const { reason, rows } = await ask(lake, sql);
      assert.equal(reason, undefined);
      assert.deepEqual(rows, expected);
    });
  }
});
