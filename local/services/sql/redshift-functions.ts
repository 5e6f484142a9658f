import { UnsupportedSql } from "./expressions";
import type { FunctionRule } from "./expressions";
import { quoteString } from "./tokens";
import type { Node } from "./tokens";

/** Functions that Redshift and DuckDB call by one name and mean alike. */
const shared = `abs acos any_value ascii asin atan atan2 avg bool_and bool_or cast cbrt ceil ceiling
  chr coalesce concat cos count current_schema date date_trunc degrees dense_rank exp
  extract first_value floor greatest initcap lag last_day last_value lead least left length ln lower
  lpad ltrim max md5 median min mod ntile nullif octet_length percent_rank percentile_cont
  percentile_disc pi position power radians random rank regexp_replace repeat replace reverse right
  round row_number rpad rtrim sign sin split_part sqrt stddev stddev_pop stddev_samp strpos substring
  sum tan to_hex translate trim trunc upper var_pop var_samp variance`.split(/\s+/);

const renamed: Readonly<Record<string, string>> = {
  btrim: "trim",
  char_length: "length",
  character_length: "length",
  cume_dist: "cume_dist",
  date_part_year: "year",
  ifnull: "coalesce",
  isnull: "coalesce",
  json_parse: "json",
  len: "length",
  listagg: "string_agg",
  nvl: "coalesce",
  pow: "power",
  regexp_substr: "regexp_extract",
  substr: "substring",
  textlen: "length",
};

/** Redshift's date parts and abbreviations, by DuckDB's name. */
const dateParts: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["year", "years", "y", "yr", "yrs"],
    ["quarter", "quarters", "qtr", "qtrs"],
    ["month", "months", "mon", "mons"],
    ["week", "weeks", "w"],
    ["day", "days", "d"],
    ["hour", "hours", "h", "hr", "hrs"],
    ["minute", "minutes", "m", "min", "mins"],
    ["second", "seconds", "s", "sec", "secs"],
    ["millisecond", "milliseconds", "ms", "msec"],
    ["microsecond", "microseconds", "us", "usec"],
    ["epoch"],
    ["dow", "dayofweek", "weekday"],
    ["doy", "dayofyear", "yearday"],
  ].flatMap(([name, ...others]) => [name, ...others].map((other) => [other, name])),
) as Record<string, string>;

function datePart(nodes: readonly Node[] | undefined): string {
  const node = nodes?.[0];
  const name = node && node.kind !== "group" ? node.text.toLowerCase() : "";
  const part = dateParts[name];
  if (!part) throw new UnsupportedSql(`"${name}" is not a date part of the local Redshift`);
  return part;
}

function literal(nodes: readonly Node[] | undefined, of: string): string {
  const node = nodes?.[0];
  if (nodes?.length === 1 && node?.kind === "string") return node.text;
  throw new UnsupportedSql(`${of} needs a literal format in the local Redshift`);
}

/** TO_CHAR patterns of dates and times, longest first. */
const formats: readonly (readonly [string, string])[] = [
  ["YYYY", "%Y"],
  ["HH24", "%H"],
  ["HH12", "%I"],
  ["MONTH", "%B"],
  ["Month", "%B"],
  ["DDD", "%j"],
  ["Day", "%A"],
  ["Mon", "%b"],
  ["YY", "%y"],
  ["MM", "%m"],
  ["DD", "%d"],
  ["Dy", "%a"],
  ["HH", "%I"],
  ["MI", "%M"],
  ["SS", "%S"],
  ["MS", "%g"],
  ["US", "%f"],
  ["AM", "%p"],
  ["PM", "%p"],
  ["IW", "%V"],
];

/** A Redshift datetime format as strftime's. Throws UnsupportedSql for a pattern it does not know. */
export function strftimeFormat(format: string): string {
  let result = "";
  for (let rest = format; rest !== "";) {
    const quoted = /^"([^"]*)"/.exec(rest);
    const pattern = formats.find(([name]) => rest.startsWith(name) || isLower(rest, name));
    const taken = quoted?.[0] ?? pattern?.[0] ?? rest.slice(0, 1);
    if (!quoted && !pattern && /[A-Za-z0-9]/.test(taken) && taken !== "T" && taken !== "Z") {
      throw new UnsupportedSql(`format "${format}" is not supported by the local Redshift`);
    }
    result += (quoted ? quoted[1] : pattern?.[1]) ?? taken.replace("%", "%%");
    rest = rest.slice(taken.length);
  }
  return result;
}

/** Numeric patterns may be written in lower case; names of days and months then mean lower case. */
function isLower(rest: string, name: string): boolean {
  return !/[a-z]/.test(name) && name !== "MONTH" && rest.startsWith(name.toLowerCase());
}

const composed: Readonly<Record<string, FunctionRule>> = {
  getdate: () => "date_trunc('second', CAST(get_current_timestamp() AS TIMESTAMP))",
  date_part: (args, nodes) => `date_part('${datePart(nodes[0])}', ${args[1] ?? ""})`,
  convert: (args) => `CAST(${args[1] ?? ""} AS ${args[0] ?? ""})`,
  charindex: (args) => `strpos(${args[1] ?? ""}, ${args[0] ?? ""})`,
  nvl2: ([tested, then, otherwise]) =>
    `CASE WHEN ${tested ?? ""} IS NOT NULL THEN ${then ?? ""} ELSE ${otherwise ?? ""} END`,
  decode: ([tested, ...rest]) => {
    const branches: string[] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) {
      const when = `(${tested ?? ""}) IS NOT DISTINCT FROM (${rest[i] ?? ""})`;
      branches.push(`WHEN ${when} THEN ${rest[i + 1] ?? ""}`);
    }
    const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1) ?? ""}` : "";
    return `CASE ${branches.join(" ")}${otherwise} END`;
  },
  dateadd: (args, nodes) =>
    `(CAST(${args[2] ?? ""} AS TIMESTAMP) + (${args[1] ?? ""}) * INTERVAL '1 ${datePart(nodes[0])}')`,
  datediff: (args, nodes) =>
    `date_diff('${datePart(nodes[0])}', CAST(${args[1] ?? ""} AS TIMESTAMP), ` +
    `CAST(${args[2] ?? ""} AS TIMESTAMP))`,
  add_months: (args) => `(CAST(${args[0] ?? ""} AS TIMESTAMP) + to_months(${args[1] ?? ""}))`,
  convert_timezone: (args) =>
    args.length === 2
      ? `timezone(${args[0] ?? ""}, timezone('UTC', CAST(${args[1] ?? ""} AS TIMESTAMP)))`
      : `timezone(${args[1] ?? ""}, timezone(${args[0] ?? ""}, CAST(${args[2] ?? ""} AS TIMESTAMP)))`,
  to_char: (args, nodes) =>
    `strftime(CAST(${args[0] ?? ""} AS TIMESTAMP), ` +
    `${quoteString(strftimeFormat(literal(nodes[1], "TO_CHAR")))})`,
  to_date: (args, nodes) =>
    `CAST(strptime(${args[0] ?? ""}, ` +
    `${quoteString(strftimeFormat(literal(nodes[1], "TO_DATE")))}) AS DATE)`,
  to_timestamp: (args, nodes) =>
    `timezone('UTC', strptime(${args[0] ?? ""}, ` +
    `${quoteString(strftimeFormat(literal(nodes[1], "TO_TIMESTAMP")))}))`,
};

export const redshiftFunctions: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ...shared.map((name) => [name, name] as const),
  ...Object.entries(renamed),
  ...Object.entries(composed),
]);
