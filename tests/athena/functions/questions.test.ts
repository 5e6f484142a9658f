import assert from "node:assert/strict";
import { newLake } from "../../firehose/lake";
import { ask } from "../queries";
import type { Lake } from "../queries";

const clicks = `WITH clicks(user_id, page, at, ms) AS (VALUES
  ('u1', '/home?utm_source=mail', TIMESTAMP '2024-01-15 10:00:00', 120),
  ('u1', '/cart', TIMESTAMP '2024-01-15 10:05:00', 80),
  ('u1', '/pay', TIMESTAMP '2024-01-15 11:00:00', 300),
  ('u2', '/home?utm_source=ad', TIMESTAMP '2024-01-16 09:00:00', 95),
  ('u2', '/cart', TIMESTAMP '2024-01-16 09:01:30', NULL),
  ('u3', '/home', TIMESTAMP '2024-01-16 23:59:59', 50))`;
const payments = `WITH payments(id, account, amount, currency, status, at) AS (VALUES
  (1, 'a', DECIMAL '19.99', 'EUR', 'paid', DATE '2024-01-31'),
  (2, 'a', DECIMAL '100.00', 'EUR', 'refunded', DATE '2024-02-01'),
  (3, 'b', DECIMAL '5.05', 'USD', 'paid', DATE '2024-02-29'),
  (4, 'b', DECIMAL '0.01', 'USD', 'failed', DATE '2024-03-01'),
  (5, 'c', DECIMAL '7.50', 'EUR', 'paid', DATE '2024-03-01'))`;
const sensors = `WITH readings(sensor, celsius, tags, at) AS (VALUES
  ('s1', 20.5e0, ARRAY['roof', 'north'], '2024-01-15T10:00:00Z'),
  ('s1', 21.5e0, ARRAY['roof'], '2024-01-15T10:01:00Z'),
  ('s1', 35.0e0, ARRAY['roof'], '2024-01-15T10:02:00Z'),
  ('s2', 18.0e0, ARRAY[], '2024-01-15T10:00:30Z'),
  ('s2', NULL, ARRAY['cellar'], '2024-01-15T10:07:00Z'))`;

type Rows = readonly (readonly (string | null)[])[];
const questions: readonly (readonly [question: string, sql: string, rows: Rows])[] = [
  ["views a day", `${clicks} SELECT date(at) AS day, count(*) FROM clicks GROUP BY date(at) ORDER BY day`, [["2024-01-15", "3"], ["2024-01-16", "3"]]],
  ["visitors an hour", `${clicks} SELECT date_trunc('hour', at) AS h, count(DISTINCT user_id) FROM clicks GROUP BY 1 ORDER BY 1 LIMIT 2`, [["2024-01-15 10:00:00.000", "1"], ["2024-01-15 11:00:00.000", "1"]]],
  ["pages without their query", `${clicks} SELECT split_part(page, '?', 1) AS p, count(*) FROM clicks GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2`, [["/home", "3"], ["/cart", "2"]]],
  ["campaigns", `${clicks} SELECT regexp_extract(page, 'utm_source=(\\w+)', 1) AS source, count(*) FROM clicks GROUP BY 1 ORDER BY 1`, [["ad", "1"], ["mail", "1"], [null, "4"]]],
  ["the funnel", `${clicks} SELECT count_if(page LIKE '/home%'), count_if(page = '/cart'), count_if(page = '/pay') FROM clicks`, [["3", "2", "1"]]],
  ["sessions by half an hour of silence", `${clicks}, gaps AS (SELECT user_id, date_diff('minute', lag(at) OVER (PARTITION BY user_id ORDER BY at), at) AS gap FROM clicks) SELECT user_id, 1 + count_if(gap > 30) FROM gaps GROUP BY user_id ORDER BY 1`, [["u1", "2"], ["u2", "1"], ["u3", "1"]]],
  ["the first page of each visitor", `${clicks} SELECT user_id, min_by(page, at) FROM clicks GROUP BY user_id ORDER BY 1`, [["u1", "/home?utm_source=mail"], ["u2", "/home?utm_source=ad"], ["u3", "/home"]]],
  ["a visitor's path", `${clicks} SELECT array_join(array_agg(split_part(page, '?', 1) ORDER BY at), ' > ') FROM clicks WHERE user_id = 'u1'`, [["/home > /cart > /pay"]]],
  ["the median time", `${clicks} SELECT approx_percentile(ms, 0.5), avg(ms), max(ms) FROM clicks`, [["95", "129.0", "300"]]],
  ["the share of slow pages, as a whole number's quotient", `${clicks} SELECT 100 * count_if(ms > 100) / count(*) FROM clicks`, [["33"]]],
  ["the hours of the day", `${clicks} SELECT format_datetime(at, 'HH') AS h, count(*) FROM clicks GROUP BY 1 ORDER BY 1 LIMIT 1`, [["09", "2"]]],
  ["visitors who came back", `${clicks} SELECT count(*) FROM (SELECT user_id FROM clicks GROUP BY user_id HAVING count(*) > 1)`, [["2"]]],
  ["revenue by month", `${payments} SELECT date_format(at, '%Y-%m') AS month, sum(amount) FROM payments WHERE status = 'paid' GROUP BY 1 ORDER BY 1`, [["2024-01", "19.99"], ["2024-02", "5.05"], ["2024-03", "7.50"]]],
  ["the average amount, in its own digits", `${payments} SELECT avg(amount), typeof(avg(amount)) FROM payments WHERE currency = 'EUR'`, [["42.50", "decimal(5,2)"]]],
  ["amounts by currency and in all", `${payments} SELECT currency, sum(amount) FROM payments GROUP BY ROLLUP (currency) ORDER BY currency`, [["EUR", "127.49"], ["USD", "5.06"], [null, "132.55"]]],
  ["a running balance", `${payments} SELECT id, sum(amount) OVER (PARTITION BY account ORDER BY id) FROM payments ORDER BY id`, [["1", "19.99"], ["2", "119.99"], ["3", "5.05"], ["4", "5.06"], ["5", "7.50"]]],
  ["the last payment of each account", `${payments} SELECT account, id FROM (SELECT *, row_number() OVER (PARTITION BY account ORDER BY at DESC) AS n FROM payments) WHERE n = 1 ORDER BY 1`, [["a", "2"], ["b", "4"], ["c", "5"]]],
  ["a fee of 2.9 %", `${payments} SELECT CAST(amount * 0.029 AS decimal(10, 2)) FROM payments WHERE id = 2`, [["2.90"]]],
  ["what is due in 30 days", `${payments} SELECT at + INTERVAL '30' DAY FROM payments WHERE id = 1`, [["2024-03-01"]]],
  ["what is due in a month", `${payments} SELECT date_add('month', 1, at) FROM payments WHERE id = 1`, [["2024-02-29"]]],
  ["statuses in columns", `${payments} SELECT sum(IF(status = 'paid', 1, 0)), sum(CASE WHEN status = 'failed' THEN amount ELSE 0 END) FROM payments`, [["3", "0.01"]]],
  ["accounts that never failed", `${payments} SELECT DISTINCT account FROM payments WHERE account NOT IN (SELECT account FROM payments WHERE status = 'failed') ORDER BY 1`, [["a"], ["c"]]],
  ["amounts by size", `${payments} SELECT width_bucket(CAST(amount AS double), 0, 100, 10) AS b, count(*) FROM payments GROUP BY 1 ORDER BY 1`, [["1", "3"], ["2", "1"], ["11", "1"]]],
  ["each sensor's mean", `${sensors} SELECT sensor, round(avg(celsius), 1) FROM readings GROUP BY sensor ORDER BY 1`, [["s1", "25.7"], ["s2", "18.0"]]],
  ["the last reading of each sensor", `${sensors} SELECT sensor, max_by(celsius, at) FROM readings GROUP BY sensor ORDER BY 1`, [["s1", "35.0"], ["s2", null]]],
  ["jumps of more than ten degrees", `${sensors} SELECT sensor, celsius FROM (SELECT sensor, celsius, celsius - lag(celsius) OVER (PARTITION BY sensor ORDER BY at) AS jump FROM readings) WHERE jump > 10`, [["s1", "35.0"]]],
  ["readings by five minutes", `${sensors} SELECT from_unixtime(300 * (CAST(to_unixtime(from_iso8601_timestamp(at)) AS bigint) / 300)) AS slot, count(*) FROM readings GROUP BY 1 ORDER BY 1`, [["2024-01-15 10:00:00.000 UTC", "4"], ["2024-01-15 10:05:00.000 UTC", "1"]]],
  ["readings by tag", `${sensors} SELECT tag, count(*) FROM readings CROSS JOIN UNNEST(tags) AS t(tag) GROUP BY tag ORDER BY 2 DESC, 1`, [["roof", "3"], ["cellar", "1"], ["north", "1"]]],
  ["gaps filled", `${sensors} SELECT sensor, coalesce(celsius, last_value(celsius) IGNORE NULLS OVER (PARTITION BY sensor ORDER BY at)) FROM readings WHERE sensor = 's2' ORDER BY at`, [["s2", "18.0"], ["s2", "18.0"]]],
  ["degrees Fahrenheit", `${sensors} SELECT transform(array_agg(celsius ORDER BY at), c -> c * 9 / 5 + 32) FROM readings WHERE sensor = 's1'`, [["[68.9, 70.7, 95.0]"]]],
]; // prettier-ignore

describe("Athena answers", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
  });
  after(() => lake.stop());

  for (const [question, sql, expected] of questions) {
    it(question, async () => {
      const { reason, rows } = await ask(lake, sql);
      assert.equal(reason, undefined);
      assert.deepEqual(rows, expected);
    });
  }
});
