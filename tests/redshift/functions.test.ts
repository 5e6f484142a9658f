import assert from "node:assert/strict";
import { redshiftFunctions } from "../../local/services/sql/redshift/functions";
import { redshiftForms } from "../../local/services/sql/redshift/forms";
import { newDataApi } from "./warehouse";

/**
 * What Redshift's documents say of each function, by its name; most are their own examples.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html
 */
const examples: Readonly<Record<string, readonly (readonly [expression: string, value: unknown])[]>> = {
  abs: [["ABS(-38)", 38], ["ABS(-38.5)", "38.5"], ["ABS('-2.5'::float)", 2.5]],
  acos: [["ROUND(ACOS(-1), 4)", 3.1416]],
  add_months: [["ADD_MONTHS('2008-02-29', 1)", "2008-03-31 00:00:00"], ["ADD_MONTHS('2008-03-31', -1)", "2008-02-29 00:00:00"], ["ADD_MONTHS('2008-01-30', 1)", "2008-02-29 00:00:00"]],
  any_value: [["ANY_VALUE(1)", 1]],
  ascii: [["ASCII('amazon')", 97], ["ASCII('')", 0]],
  asin: [["ROUND(ASIN(1), 4)", 1.5708]],
  atan: [["ROUND(ATAN(1), 4)", 0.7854]],
  atan2: [["ROUND(ATAN2(2, 2) * 4, 4)", 3.1416]],
  avg: [["AVG(n) FROM (SELECT 1 AS n UNION ALL SELECT 2) t", 1], ["AVG(n) FROM (SELECT 1.25 AS n UNION ALL SELECT 2.00) t", "1.63"], ["AVG(n) FROM (SELECT 1e0 AS n UNION ALL SELECT 2e0) t", 1.5]],
  bit_and: [["BIT_AND(n) FROM (SELECT 6 AS n UNION ALL SELECT 3) t", 2]],
  bit_or: [["BIT_OR(n) FROM (SELECT 6 AS n UNION ALL SELECT 3) t", 7]],
  bit_count: [["BIT_COUNT(7)", 3]],
  bool_and: [["BOOL_AND(n) FROM (SELECT true AS n UNION ALL SELECT false) t", false]],
  bool_or: [["BOOL_OR(n) FROM (SELECT true AS n UNION ALL SELECT false) t", true]],
  bpcharcmp: [["BPCHARCMP('a  ', 'a')", 0], ["BPCHARCMP('a', 'b')", -1]],
  btrim: [["BTRIM('     abc     ')", "abc"], ["BTRIM('xyzaxyzbxyzcxyz', 'xyz')", "axyzbxyzc"]],
  bttext_pattern_cmp: [["BTTEXT_PATTERN_CMP('b', 'a')", 1]],
  can_json_parse: [[`CAN_JSON_PARSE('[10001, 10002]')`, true], [`CAN_JSON_PARSE('{')`, false]],
  cbrt: [["ROUND(CBRT(27), 4)", 3]],
  ceil: [["CEIL(12.15)", "13.00"], ["CEIL(-1.5e0)", -1]],
  ceiling: [["CEILING(12.15)", "13.00"]],
  char_length: [["CHAR_LENGTH('français')", 8]],
  character_length: [["CHARACTER_LENGTH('cat')", 3]],
  charindex: [["CHARINDEX('fish', 'dogfish')", 4], ["CHARINDEX('x', 'abc')", 0]],
  chr: [["CHR(65)", "A"]],
  coalesce: [["COALESCE(NULL, 12, 3)", 12]],
  concat: [["CONCAT('December 25, ', '2008')", "December 25, 2008"], ["CONCAT('a', NULL)", null], ["CONCAT(1, 2)", "12"]],
  convert_timezone: [["CONVERT_TIMEZONE('America/New_York', '2008-08-21 12:00:00')", "2008-08-21 08:00:00"], ["CONVERT_TIMEZONE('EST', 'PST8PDT', '2008-03-01 00:00:00')", "2008-02-29 21:00:00"]],
  cos: [["COS(0)", 1]],
  cot: [["ROUND(COT(1), 4)", 0.6421]],
  count: [["COUNT(*) FROM (SELECT 1 UNION ALL SELECT 2) t", 2], ["COUNT(n) FROM (SELECT NULL::int AS n UNION ALL SELECT 2) t", 1], ["COUNT(DISTINCT n) FROM (SELECT 2 AS n UNION ALL SELECT 2) t", 1], ["APPROXIMATE COUNT(DISTINCT n) FROM (SELECT 2 AS n UNION ALL SELECT 3) t", 2]],
  cume_dist: [["CUME_DIST() OVER (ORDER BY 1)", 1]],
  current_date: [["current_date = TRUNC(GETDATE())", true]],
  current_database: [["current_database() IS NOT NULL", true]],
  current_schema: [["current_schema()", "public"]],
  current_timestamp: [["current_timestamp >= '2024-01-01'", true]],
  current_user: [["current_user", "awsuser"]],
  current_user_id: [["current_user_id", 100]],
  date_add: [["DATE_ADD('day', 1, '2024-01-31')", "2024-02-01 00:00:00"]],
  date_cmp: [["DATE_CMP('2008-01-01', '2008-01-04')", -1]],
  date_cmp_timestamp: [["DATE_CMP_TIMESTAMP('2008-06-18', '2008-06-18 00:00:00')", 0]],
  date_cmp_timestamptz: [["DATE_CMP_TIMESTAMPTZ('2008-06-18', '2008-06-17 00:00:00+00')", 1]],
  date_diff: [["DATE_DIFF('month', '2024-01-31', '2024-02-01')", 1]],
  date_part: [["DATE_PART(minute, TIMESTAMP '2023-01-04 04:05:06.789')", 5], ["DATE_PART('week', DATE '2008-06-17')", 25], ["DATE_PART(dow, TIMESTAMP '2008-10-05')", 0], ["DATE_PART(epoch, TIMESTAMP '1970-01-01 00:01:00.5')", 60]],
  date_part_year: [["DATE_PART_YEAR(DATE '2022-05-02')", 2022]],
  date_trunc: [["DATE_TRUNC('day', TIMESTAMP '2020-04-28 22:30:01')", "2020-04-28 00:00:00"], ["DATE_TRUNC('week', DATE '2008-09-07')", "2008-09-01 00:00:00"], ["DATE_TRUNC('month', '2024-02-29')", "2024-02-01 00:00:00"]],
  dateadd: [["DATEADD(month, 1, '2008-02-29')", "2008-03-29 00:00:00"], ["DATEADD(month, 1, DATE '2024-01-31')", "2024-02-29 00:00:00"], ["DATEADD(m, -3, TIMESTAMP '2024-01-01 00:02:00')", "2023-12-31 23:59:00"]],
  datediff: [["DATEDIFF(week, '2009-01-01', '2009-12-31')", 52], ["DATEDIFF(qtr, '1998-07-01', '2008-07-01')", 40], ["DATEDIFF(hour, '2024-01-01 00:59', '2024-01-01 01:00')", 1], ["DATEDIFF(day, '2024-01-02', '2024-01-01')", -1]],
  decode: [["DECODE(2, 1, 'one', 2, 'two', 'many')", "two"], ["DECODE(NULL::int, NULL, 'none')", "none"], ["DECODE(5, 1, 'one')", null]],
  degrees: [["DEGREES(PI())", 180]],
  dense_rank: [["DENSE_RANK() OVER (ORDER BY 1)", 1]],
  dexp: [["DEXP(0)", 1]],
  difference: [["DIFFERENCE('Amazon', 'Amason')", 4]],
  dlog1: [["DLOG1(1)", 0]],
  dlog10: [["DLOG10(100)", 2]],
  exp: [["EXP(0)", 1]],
  extract: [["EXTRACT(day FROM TIMESTAMP '2009-09-09 12:08:43')", 9], ["EXTRACT(epoch FROM TIMESTAMP '1970-01-02')", 86_400], ["EXTRACT(week FROM '2009-09-09')", 37]],
  first_value: [["FIRST_VALUE(1) OVER (ORDER BY 1 ROWS UNBOUNDED PRECEDING)", 1]],
  floor: [["FLOOR(-1.2)", "-2.0"]],
  from_varbyte: [["FROM_VARBYTE(TO_VARBYTE('abc', 'utf8'), 'hex')", "616263"]],
  func_sha1: [["FUNC_SHA1('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]],
  getdate: [["GETDATE() > '2024-01-01'", true]],
  greatest: [["GREATEST(1, NULL, 3)", 3], ["GREATEST(NULL::int, NULL)", null]],
  ifnull: [["IFNULL(NULL, 'x')", "x"]],
  initcap: [["INITCAP('hello WORLD-wide')", "Hello World-Wide"]],
  interval_cmp: [["INTERVAL_CMP(INTERVAL '3 days', INTERVAL '2 days')", 1]],
  is_valid_json: [[`IS_VALID_JSON('{"a":2}')`, true], [`IS_VALID_JSON('[1,2]')`, false]],
  is_valid_json_array: [[`IS_VALID_JSON_ARRAY('[1,2]')`, true], [`IS_VALID_JSON_ARRAY('{}')`, false]],
  isnull: [["ISNULL(NULL, 'x')", "x"]],
  json_array_length: [["JSON_ARRAY_LENGTH('[11,12,13,{\"f1\":21,\"f2\":[25,26]},14]')", 5]],
  json_extract_array_element_text: [["JSON_EXTRACT_ARRAY_ELEMENT_TEXT('[111,112,113]', 2)", "113"]],
  json_extract_path_text: [[`JSON_EXTRACT_PATH_TEXT('{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}', 'f4', 'f6')`, "star"], [`JSON_EXTRACT_PATH_TEXT('{"a":1}', 'b')`, ""], [`JSON_EXTRACT_PATH_TEXT('{"a":{"b":1}}', 'a')`, '{"b":1}']],
  json_parse: [[`JSON_SERIALIZE(JSON_PARSE('[1,2]'))`, "[1,2]"]],
  json_serialize: [[`JSON_SERIALIZE(JSON_PARSE('{"a":1}'))`, '{"a":1}']],
  lag: [["LAG(1) OVER (ORDER BY 1)", null]],
  last_day: [["LAST_DAY('2004-02-03')", "2004-02-29"]],
  last_value: [["LAST_VALUE(1) OVER (ORDER BY 1 ROWS UNBOUNDED PRECEDING)", 1]],
  lead: [["LEAD(1, 1, 9) OVER (ORDER BY 1)", 9]],
  least: [["LEAST(2, NULL, 3)", 2]],
  left: [["LEFT('Chicago', 2)", "Ch"], ["LEFT('Chicago', 0)", ""]],
  len: [["LEN('français')", 8]],
  length: [["LENGTH('cat  ')", 5]],
  listagg: [["LISTAGG(s, ', ') WITHIN GROUP (ORDER BY s DESC) FROM (SELECT 'a' AS s UNION ALL SELECT 'b') t", "b, a"], ["LISTAGG(s) WITHIN GROUP (ORDER BY s) FROM (SELECT 'a' AS s UNION ALL SELECT 'b') t", "ab"]],
  ln: [["LN(1)", 0]],
  log: [["LOG(100)", 2]],
  lower: [["LOWER('CaT')", "cat"]],
  lpad: [["LPAD('cat', 5)", "  cat"], ["LPAD('elephant', 5)", "eleph"], ["LPAD('cat', 5, 'xy')", "xycat"], ["LPAD('cat', -1, 'x')", ""]],
  ltrim: [["LTRIM('2008-01-24', '2008-')", "1-24"], ["LTRIM('  x')", "x"]],
  max: [["MAX(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 3]],
  md5: [["MD5('Amazon Redshift')", "f7415e33f972c03abd4f3fed36748f7a"]],
  median: [["MEDIAN(n) FROM (SELECT 1 AS n UNION ALL SELECT 2) t", 1.5]],
  min: [["MIN(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 1]],
  mod: [["MOD(10, 3)", 1], ["MOD(-10, 3)", -1], ["MOD(10.5, 3)", "1.5"]],
  months_between: [["MONTHS_BETWEEN('1969-01-18', '1969-03-18')", -2], ["MONTHS_BETWEEN('2023-02-28', '2023-01-31')", 1]],
  next_day: [["NEXT_DAY('2014-08-20', 'Tuesday')", "2014-08-26"], ["NEXT_DAY('2014-08-20', 'We')", "2014-08-27"]],
  nth_value: [["NTH_VALUE(1, 1) OVER (ORDER BY 1 ROWS UNBOUNDED PRECEDING)", 1]],
  ntile: [["NTILE(4) OVER (ORDER BY 1)", 1]],
  nullif: [["NULLIF('first', 'second')", "first"], ["NULLIF(1, 1)", null]],
  nvl: [["NVL(NULL, 'x')", "x"]],
  nvl2: [["NVL2(NULL, 'yes', 'no')", "no"], ["NVL2(1, 'yes', 'no')", "yes"]],
  octet_length: [["OCTET_LENGTH('français')", 9]],
  percent_rank: [["PERCENT_RANK() OVER (ORDER BY 1)", 0]],
  percentile_cont: [["PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY n DESC) FROM (SELECT 0 AS n UNION ALL SELECT 4) t", 3]],
  percentile_disc: [["PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY n) FROM (SELECT 0 AS n UNION ALL SELECT 4) t", 0]],
  pg_backend_pid: [["pg_backend_pid() > 0", true]],
  pgdate_part: [["PGDATE_PART('year', DATE '2024-01-01')", 2024]],
  pi: [["ROUND(PI(), 4)", 3.1416]],
  position: [["POSITION('fish' IN 'dogfish')", 4], ["POSITION('x' IN 'dogfish')", 0]],
  pow: [["POW(2, 10)", 1024]],
  power: [["POWER(2, 0.5) > 1.41", true]],
  quote_ident: [[`QUOTE_IDENT('"CAT"')`, '"""CAT"""'], ["QUOTE_IDENT('cat')", "cat"]],
  quote_literal: [["QUOTE_LITERAL('it''s')", "'it''s'"]],
  radians: [["ROUND(RADIANS(180), 4)", 3.1416]],
  random: [["RANDOM() < 1", true]],
  rank: [["RANK() OVER (ORDER BY 1)", 1]],
  ratio_to_report: [["RATIO_TO_REPORT(5) OVER ()", 1]],
  regexp_count: [["REGEXP_COUNT('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')", 8], ["REGEXP_COUNT('aaa', 'a', 2)", 2]],
  regexp_instr: [["REGEXP_INSTR('The quick brown fox', 'q')", 5], ["REGEXP_INSTR('abc', 'x')", 0]],
  regexp_replace: [["REGEXP_REPLACE('a@x.org b@y.org', '@.*?\\\\.(org|gov)')", "a b"], ["REGEXP_REPLACE('aaa', 'a', 'b')", "bbb"], ["REGEXP_REPLACE('john smith', '(\\\\w+) (\\\\w+)', '$2 $1')", "smith john"]],
  regexp_substr: [["REGEXP_SUBSTR('foo@bar.org', '@[^.]*')", "@bar"], ["REGEXP_SUBSTR('abc', 'x')", ""], ["REGEXP_SUBSTR('a1b22c333', '[0-9]+', 1, 2)", "22"]],
  repeat: [["REPEAT('ab', 3)", "ababab"]],
  replace: [["REPLACE('Shows', 'Sh', 'Th')", "Thows"]],
  replicate: [["REPLICATE('ab', 2)", "abab"]],
  reverse: [["REVERSE('cat')", "tac"]],
  right: [["RIGHT('Chicago', 2)", "go"]],
  round: [["ROUND(28.05, 1)", "28.10"], ["ROUND(2.5e0)", 3], ["ROUND(-2.5)", "-3.0"], ["ROUND(1234, -2)", 1200]],
  row_number: [["ROW_NUMBER() OVER (ORDER BY 1)", 1]],
  rpad: [["RPAD('cat', 5, 'x')", "catxx"]],
  rtrim: [["RTRIM('abcxx', 'x')", "abc"], ["RTRIM('x  ')", "x"]],
  session_user: [["session_user", "awsuser"]],
  sha: [["SHA('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]],
  sha1: [["SHA1('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]],
  sha2: [["SHA2('Amazon Redshift', 0) = SHA2('Amazon Redshift', 256)", true], ["LEN(SHA2('x', 256))", 64]],
  sign: [["SIGN(-3)", -1]],
  sin: [["SIN(0)", 0]],
  soundex: [["SOUNDEX('Amazon')", "A525"], ["SOUNDEX('Robert')", "R163"], ["SOUNDEX('')", ""]],
  split_part: [["SPLIT_PART('abc$def$ghi', '$', 2)", "def"], ["SPLIT_PART('abc', '$', 4)", ""]],
  sqrt: [["SQRT(16)", 4]],
  stddev: [["ROUND(STDDEV(n), 4) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 1.4142]],
  stddev_samp: [["ROUND(STDDEV_SAMP(n), 4) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 1.4142]],
  stddev_pop: [["STDDEV_POP(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 1]],
  strpos: [["STRPOS('dogfish', 'fish')", 4]],
  strtol: [["STRTOL('abcd1234', 16)", 2_882_343_476], ["STRTOL('1111000', 2)", 120]],
  substr: [["SUBSTR('caterpillar', 6, 4)", "pill"]],
  substring: [["SUBSTRING('caterpillar', 6, 4)", "pill"], ["SUBSTRING('caterpillar', 0, 4)", "cat"], ["SUBSTRING('caterpillar', -5, 4)", ""], ["SUBSTRING('caterpillar' FROM 6 FOR 4)", "pill"], ["SUBSTRING('cat', 9)", ""]],
  sum: [["SUM(n) FROM (SELECT 2147483647 AS n UNION ALL SELECT 1) t", 2_147_483_648], ["SUM(n) FROM (SELECT 1.25 AS n UNION ALL SELECT 2.00) t", "3.25"], ["SUM(n) FROM (SELECT 9223372036854775807 AS n UNION ALL SELECT 1) t", "9223372036854775808"], ["SUM(n) FROM (SELECT 1e0 AS n) t", 1]],
  sysdate: [["SYSDATE > '2024-01-01'", true]],
  tan: [["TAN(0)", 0]],
  textlen: [["TEXTLEN('cat')", 3]],
  timeofday: [["TIMEOFDAY() LIKE '%UTC'", true]],
  timestamp_cmp: [["TIMESTAMP_CMP('2008-01-24 06:43:29', '2008-02-18 02:36:48')", -1]],
  timestamp_cmp_date: [["TIMESTAMP_CMP_DATE('2008-06-18 00:00:01', '2008-06-18')", 1]],
  timestamptz_cmp: [["TIMESTAMPTZ_CMP('2008-01-24 06:43:29+00', '2008-01-24 07:43:29+01')", 0]],
  timezone: [["TIMEZONE('PST', TIMESTAMP '2008-06-17 09:44:54')", "2008-06-17 17:44:54+00"], ["TIMEZONE('America/New_York', TIMESTAMPTZ '2008-06-17 12:00:00+00')", "2008-06-17 08:00:00"]],
  to_char: [["TO_CHAR(TIMESTAMP '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')", "DECEMBER -THU-31-2009 11:15PM"], ["TO_CHAR(125.8, '999.99')", " 125.80"], ["TO_CHAR(125.8, '999D99')", " 125.80"], ["TO_CHAR(-125.8, '999D99S')", "125.80-"], ["TO_CHAR(125.8, 'S999.9')", "+125.8"], ["TO_CHAR(1234567.5, 'FM9,999,990.00')", "1,234,567.50"], ["TO_CHAR(-0.5, '0.9')", "-0.5"], ["TO_CHAR(12345, '999')", " ###"], ["TO_CHAR(-5, '99PR')", " <5>"]],
  to_date: [["TO_DATE('02 Oct 2001', 'DD Mon YYYY')", "2001-10-02"], ["TO_DATE('20010631', 'YYYYMMDD')", undefined]],
  to_hex: [["TO_HEX(2147676847)", "8002f2af"]],
  to_number: [["TO_NUMBER('12,454.8-', '99G999D9S')", "-12454.8"], ["TO_NUMBER('$ 2,012,454.88', 'L 9,999,999.99')", "2012454.88"]],
  to_timestamp: [["TO_TIMESTAMP('2011-12-18 23:38:15', 'YYYY-MM-DD HH24:MI:SS')", "2011-12-18 23:38:15+00"]],
  to_varbyte: [["FROM_VARBYTE(TO_VARBYTE('616263', 'hex'), 'utf-8')", "abc"]],
  translate: [["TRANSLATE('mint tea', 'inea', 'osin')", "most tin"]],
  trim: [["TRIM('    dog    ')", "dog"], ["TRIM(BOTH 'CDG' FROM 'CDG-x-CDG')", "-x-"], ["TRIM(LEADING 'x' FROM 'xxa')", "a"]],
  trunc: [["TRUNC(TIMESTAMP '2011-07-21 10:32:38.248109')", "2011-07-21"], ["TRUNC(111.86)", "111.00"], ["TRUNC(111.86, 1)", "111.80"], ["TRUNC(-5.9e0)", -5]],
  upper: [["UPPER('CaT')", "CAT"]],
  user: [["user", "awsuser"]],
  var_pop: [["VAR_POP(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 1]],
  var_samp: [["VAR_SAMP(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 2]],
  variance: [["VARIANCE(n) FROM (SELECT 1 AS n UNION ALL SELECT 3) t", 2]],
  version: [["VERSION() LIKE '%Redshift%'", true]],
}; // prettier-ignore

describe("Redshift's functions", () => {
  const api = newDataApi();
  before(() => api.start());
  after(() => api.stop());

  const names = [
    ...new Set(redshiftFunctions.map(({ signature }) => /^\w+/.exec(signature)?.[0] ?? "")),
  ];

  it("are 120 at least, each with what its documents say", () => {
    const all = [...names, ...redshiftForms.keys()];
    assert.ok(all.length >= 120, String(all.length));
    assert.deepEqual(
      all.filter((name) => !examples[name]),
      [],
    );
    assert.deepEqual(
      Object.keys(examples).filter((name) => !all.includes(name)),
      [],
    );
    for (const { source } of redshiftFunctions) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\/redshift\//);
    }
  });

  for (const [name, cases] of Object.entries(examples)) {
    it(name, async () => {
      for (const [expression, expected] of cases) {
        if (expected === undefined) {
          await assert.rejects(api.rows(`SELECT ${expression}`), /ERROR/, expression);
        } else {
          assert.deepEqual(await api.rows(`SELECT ${expression}`), [[expected]], expression);
        }
      }
    });
  }

  it("give NULL for NULL, where they are no aggregates", async () => {
    for (const { signature, kind, nulls } of redshiftFunctions) {
      const [, name = "", inside = ""] = /^(\w+)\((.*)\) ->/.exec(signature) ?? [];
      const types = inside
        .split(/, (?![^(]*\))/)
        .filter((type) => type !== "" && !type.endsWith("?"));
      if (kind !== "scalar" || nulls !== "null" || types.length === 0) continue;
      const stand: Readonly<Record<string, string>> = {
        n: "decimal(10,2)",
        i: "int",
        t: "int",
        u: "int",
        json: "super",
        varbinary: "varbyte",
      };
      const args = types.map((type) => `NULL::${stand[type] ?? type}`).join(", ");
      if (args.includes("interval")) continue;
      assert.deepEqual(await api.rows(`SELECT ${name}(${args})`), [[null]], signature);
    }
  });
});
