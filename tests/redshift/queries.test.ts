import assert from "node:assert/strict";
import { newDataApi } from "./warehouse";

/** What people ask of clickstreams, payments and sensors, as Redshift answers. */
describe("queries in Redshift", () => {
  const api = newDataApi();
  const rows = (sql: string) => api.rows(sql);

  before(async () => {
    await api.start();
    const made = await api.batch([
      `CREATE TABLE payments (id VARCHAR(36) NOT NULL, card VARCHAR(20), amount DECIMAL(10,2),
         kind CHAR(8), paid TIMESTAMP, PRIMARY KEY (id)) DISTKEY (card) SORTKEY (paid)`,
      `INSERT INTO payments VALUES
         ('p1', 'c1', 100.00, 'sale', '2024-01-15 10:00:00'), ('p2', 'c1', 250.50, 'sale', '2024-01-15 10:00:30'),
         ('p3', 'c1', 12000, 'sale', '2024-01-15 10:00:50'), ('p4', 'c2', 99.99, 'refund', '2024-01-16 23:59:59.5'),
         ('p5', 'c2', NULL, 'sale', '2024-02-01'), ('p6', NULL, 20000.01, 'sale  ', '2024-02-29 12:00')`,
      `CREATE TABLE clicks (visitor VARCHAR(10), page VARCHAR(100), at TIMESTAMP, ms INTEGER, bot BOOLEAN)`,
      `INSERT INTO clicks (visitor, page, at, ms, bot) VALUES
         ('v1', '/home', '2024-03-01 08:00:00', 120, false), ('v1', '/cart', '2024-03-01 08:05:00', 80, false),
         ('v1', '/home', '2024-03-01 09:30:00', 45, false), ('v2', '/home?a=1', '2024-03-01 08:10:00', 300, false),
         ('v2', '/about', '2024-03-02 08:10:00', 7, true), (NULL, '/home', '2024-03-02 00:00:00', 10, true)`,
      `CREATE TABLE readings (sensor VARCHAR(10), temperature FLOAT, humidity INTEGER, at TIMESTAMPTZ)`,
      `INSERT INTO readings VALUES ('s1', 20.5, 40, '2024-06-01 00:00:00+00'), ('s1', 31.25, 41, '2024-06-01 02:30:00+02'),
         ('s2', -3, NULL, '2024-06-01 01:00:00'), ('s2', 30, 55, '2024-06-01 23:59:59')`,
    ]);
    assert.equal(made.Error, undefined);
  });
  after(() => api.stop());

  const asked: readonly (readonly [question: string, sql: string, answer: unknown[][]])[] = [
    ["how much each card paid, unknown amounts not counted", "SELECT card, COUNT(*), SUM(amount) FROM payments WHERE card IS NOT NULL GROUP BY card ORDER BY card", [["c1", 3, "12350.50"], ["c2", 2, "99.99"]]],
    ["the mean amount, to the cent", "SELECT AVG(amount) FROM payments WHERE card = 'c1'", [["4116.83"]]],
    ["payments above a limit, the largest first", "SELECT id FROM payments WHERE amount > 10000 ORDER BY amount DESC", [["p6"], ["p3"]]],
    ["sales, whatever blanks CHAR has", "SELECT COUNT(*) FROM payments WHERE kind = 'sale'", [[5]]],
    ["unknown amounts come first where the largest do", "SELECT TOP 2 id FROM payments ORDER BY amount DESC", [["p5"], ["p6"]]],
    ["unknown amounts come last where the smallest do not", "SELECT id FROM payments ORDER BY amount LIMIT 1 OFFSET 5", [["p5"]]],
    ["amounts by month", "SELECT DATE_TRUNC('month', paid) AS month, SUM(amount) FROM payments GROUP BY month ORDER BY 1", [["2024-01-01 00:00:00", "12450.49"], ["2024-02-01 00:00:00", "20000.01"]]],
    ["three payments of one card within a minute", `SELECT card FROM (SELECT card, paid, LAG(paid, 2) OVER (PARTITION BY card ORDER BY paid) AS before FROM payments) p
      WHERE DATEDIFF(second, before, paid) < 60`, [["c1"]]],
    ["a share of the whole", "SELECT id, ROUND(RATIO_TO_REPORT(amount) OVER (), 2) FROM payments WHERE card = 'c1' ORDER BY id", [["p1", 0.01], ["p2", 0.02], ["p3", 0.97]]],
    ["a running total", "SELECT id, SUM(amount) OVER (ORDER BY paid ROWS UNBOUNDED PRECEDING) FROM payments WHERE card = 'c1' ORDER BY paid", [["p1", "100.00"], ["p2", "350.50"], ["p3", "12350.50"]]],
    ["the latest of each card", "SELECT card, id FROM payments WHERE card IS NOT NULL QUALIFY ROW_NUMBER() OVER (PARTITION BY card ORDER BY paid DESC) = 1 ORDER BY card", [["c1", "p3"], ["c2", "p5"]]],
    ["an alias used beside and below itself", "SELECT amount * 2 AS twice, twice + 1 AS more FROM payments WHERE twice = 200", [["200.00", "201.00"]]],
    ["division to the digits that DECIMAL has", "SELECT amount / 3 FROM payments WHERE id = 'p1'", [["33.3333333333333"]]],
    ["a table of kinds", "SELECT SUM(CASE WHEN kind = 'refund' THEN 1 ELSE 0 END) AS refunds, COUNT(DISTINCT card) FROM payments", [[1, 2]]],
    ["cards that never were refunded", "SELECT DISTINCT card FROM payments a WHERE NOT EXISTS (SELECT 1 FROM payments b WHERE b.card = a.card AND b.kind = 'refund') ORDER BY card", [["c1"], [null]]],
    ["names by NVL and DECODE", "SELECT NVL(card, 'none'), DECODE(kind, 'sale', 'S', 'refund', 'R') FROM payments WHERE id IN ('p4', 'p6') ORDER BY id", [["c2", "R"], ["none", "S"]]],
    ["the pages most seen, without their queries", "SELECT SPLIT_PART(page, '?', 1) AS path, COUNT(*) AS n FROM clicks GROUP BY path ORDER BY n DESC, path LIMIT 2", [["/home", 4], ["/about", 1]]],
    ["visitors a day", "SELECT TRUNC(at) AS day, COUNT(DISTINCT visitor) FROM clicks GROUP BY 1 ORDER BY 1", [["2024-03-01", 2], ["2024-03-02", 1]]],
    ["sessions, cut at half an hour of silence", `SELECT visitor, SUM(fresh) FROM (SELECT visitor, CASE WHEN LAG(at) OVER (PARTITION BY visitor ORDER BY at) IS NULL
      OR DATEDIFF(minute, LAG(at) OVER (PARTITION BY visitor ORDER BY at), at) > 30 THEN 1 ELSE 0 END AS fresh FROM clicks WHERE NOT bot) s GROUP BY visitor ORDER BY 1`, [["v1", 2], ["v2", 1]]],
    ["each visitor's way", "SELECT LISTAGG(page, ' > ') WITHIN GROUP (ORDER BY at) FROM clicks WHERE visitor = 'v1'", [["/home > /cart > /home"]]],
    ["the middle and the slow end of times", "SELECT MEDIAN(ms), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ms) FROM clicks", [[62.5, 62.5]]],
    ["pages by a pattern, in any case", "SELECT COUNT(*) FROM clicks WHERE page ILIKE '/HOME%'", [[4]]],
    ["pages by a regular expression", "SELECT COUNT(*) FROM clicks WHERE page ~ '^/(home|cart)$'", [[4]]],
    ["pages by SIMILAR TO", "SELECT COUNT(*) FROM clicks WHERE page SIMILAR TO '/(home|cart)'", [[4]]],
    ["hours as people write them", "SELECT TO_CHAR(at, 'DD.MM.YYYY HH24:MI') FROM clicks WHERE page = '/cart'", [["01.03.2024 08:05"]]],
    ["whole milliseconds on average, since they are whole numbers", "SELECT AVG(ms) FROM clicks WHERE visitor = 'v1'", [[81]]],
    ["what follows within a day", "SELECT COUNT(*) FROM clicks WHERE at BETWEEN '2024-03-01' AND DATE '2024-03-01' + 1", [[5]]],
    ["the heat of each sensor", "SELECT sensor, MAX(temperature), MIN(temperature) FROM readings GROUP BY sensor HAVING MAX(temperature) > 30 ORDER BY sensor", [["s1", 31.25, 20.5]]],
    ["hours by the clock of another place", "SELECT DATE_PART(hour, CONVERT_TIMEZONE('America/New_York', at::timestamp)) FROM readings WHERE sensor = 's2' ORDER BY at", [[21], [19]]],
    ["a zone is taken into account", "SELECT at FROM readings WHERE humidity = 41", [["2024-06-01 00:30:00+00"]]],
    ["unknown humidity by COALESCE", "SELECT SUM(COALESCE(humidity, 0)) FROM readings", [[136]]],
    ["bands of temperature", "SELECT CASE WHEN temperature < 0 THEN 'frost' WHEN temperature <= 30 THEN 'fair' ELSE 'hot' END AS band, COUNT(*) FROM readings GROUP BY band ORDER BY band", [["fair", 2], ["frost", 1], ["hot", 1]]],
    ["days of the last week", "SELECT DATEADD(day, -7, DATE '2024-03-01')", [["2024-02-23 00:00:00"]]],
    ["both kinds of rows", "SELECT id FROM payments WHERE card = 'c2' UNION ALL SELECT visitor FROM clicks WHERE ms = 80 ORDER BY 1", [["p4"], ["p5"], ["v1"]]],
    ["steps by WITH", "WITH big AS (SELECT * FROM payments WHERE amount > 100), cards (card) AS (SELECT card FROM big) SELECT COUNT(*), COUNT(card) FROM cards", [[3, 2]]],
  ]; // prettier-ignore
  for (const [question, sql, answer] of asked) {
    it(question, async () => {
      assert.deepEqual(await rows(sql), answer);
    });
  }

  const refused: readonly (readonly [what: string, sql: string, words: RegExp])[] = [
    ["an alias that is none", "SELECT id FROM payments WHERE nothing = 1", /column "nothing" does not exist/],
    ["a table that is none", "SELECT * FROM nowhere.table1", /relation "nowhere.table1" does not exist/],
    ["a function that is none", "SELECT nwl(card, 'x') FROM payments", /function nwl\(\) does not exist.*nvl\(\)/],
    ["CONCAT of three", "SELECT CONCAT('a', 'b', 'c')", /function concat\(.*does not exist/],
    ["a column outside of GROUP BY", "SELECT card, id FROM payments GROUP BY card", /column "id" must appear in the GROUP BY clause/],
    ["an aggregate in WHERE", "SELECT card FROM payments WHERE SUM(amount) > 1", /aggregates not allowed in WHERE clause/],
    ["clauses in a wrong order", "SELECT card FROM payments ORDER BY card WHERE id = 'p1'", /syntax error at or near "WHERE"/],
    ["a reserved name", "CREATE TABLE order (id INT)", /syntax error at or near "order"/],
    ["division by zero", "SELECT amount / 0 FROM payments", /Divide by zero/],
    ["a whole number's end", "SELECT 2147483647 + 1", /integer out of range/],
    ["a decimal's end", "INSERT INTO payments (id, amount) VALUES ('x', 123456789)", /Numeric data overflow/],
    ["a text that is no number", "SELECT 'abc'::int", /invalid input syntax for type integer: "abc"/],
    ["a text that is no date", "SELECT '2024-13-01'::date", /invalid input syntax for type date: "2024-13-01"/],
    ["a text that is too long", "INSERT INTO payments (id, card) VALUES ('x', 'a card number of over twenty')", /Value too long for character type/],
    ["more values than columns", "INSERT INTO readings (sensor) VALUES ('a', 1)", /INSERT has more expressions than target columns/],
    ["a text column's value for a number", "INSERT INTO readings (humidity) SELECT page FROM clicks", /column "humidity" is of type integer but expression is of type character varying/],
    ["an ambiguous column", "SELECT at FROM clicks, readings", /column reference "at" is ambiguous/],
    ["a subscript", "SELECT page[1] FROM clicks", /subscript/],
    ["a DuckDB function", "SELECT list_value(1)", /function list_value\(\) does not exist/],
    ["a DuckDB statement", "PRAGMA version", /syntax error at or near "PRAGMA"/],
    ["a field past the start", "SELECT SPLIT_PART('a', 'b', 0)", /field position must be greater than zero/],
  ]; // prettier-ignore
  for (const [what, sql, words] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(rows(sql), words);
    });
  }

  it("changes rows by UPDATE and DELETE with other tables", async () => {
    const changed = await api.batch([
      "CREATE TEMP TABLE fixes (id VARCHAR(36), amount DECIMAL(10,2))",
      "INSERT INTO fixes SELECT id, 1 FROM payments WHERE id = 'p5'",
      "UPDATE payments SET amount = f.amount + 0.5, kind = DEFAULT FROM fixes f WHERE payments.id = f.id",
      "DELETE FROM payments USING fixes f WHERE payments.id = f.id AND payments.amount = 1.5",
      "SELECT COUNT(*) FROM payments",
    ]);
    assert.equal(changed.Error, undefined);
    assert.deepEqual(
      changed.SubStatements?.map(({ ResultRows }) => ResultRows),
      [-1, 1, 1, 1, 1].map((n, at) => (at === 0 ? 0 : n)),
    );
    assert.deepEqual(await rows("SELECT COUNT(*) FROM payments"), [[5]]);
  });

  it("shows tools what there is", async () => {
    const columns = `SELECT column_name, data_type FROM svv_columns WHERE table_name = 'readings' ORDER BY ordinal_position`;
    assert.deepEqual(await rows(columns), [
      ["sensor", "character varying"],
      ["temperature", "double precision"],
      ["humidity", "integer"],
      ["at", "timestamp with time zone"],
    ]);
    assert.deepEqual(
      await rows(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_name LIKE 'r%'",
      ),
      [["public", "readings"]],
    );
    assert.deepEqual(
      await rows(`SELECT "column" FROM pg_table_def WHERE tablename = 'payments' AND "notnull"`),
      [["id"]],
    );
  });
});
