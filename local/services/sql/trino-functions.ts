import { UnsupportedSql } from "./expressions";
import type { FunctionRule } from "./expressions";
import { quoteString } from "./tokens";
import type { Node } from "./tokens";

/** Functions that Athena (Trino) and DuckDB call by one name and mean alike. */
const shared = `abs acos array_agg asin atan atan2 avg bit_count bool_and bool_or cast cbrt ceil
  ceiling chr coalesce concat corr cos cosh count count_if covar_pop covar_samp cume_dist date
  date_trunc day degrees dense_rank exp extract first_value floor geometric_mean greatest
  hour kurtosis lag last_value lead least length ln log10 log2 lower lpad ltrim max max_by md5 min
  min_by minute mod month now ntile nth_value nullif percent_rank pi position power quarter radians
  random rank regexp_extract regexp_replace repeat replace reverse round row row_number rpad rtrim
  second sign sin skewness split_part sqrt stddev stddev_pop stddev_samp strpos substr substring sum
  tan tanh translate trim try_cast typeof unnest upper var_pop var_samp variance week year`.split(
  /\s+/,
);

const renamed: Readonly<Record<string, string>> = {
  approx_distinct: "approx_count_distinct",
  approx_percentile: "approx_quantile",
  arbitrary: "any_value",
  cardinality: "len",
  contains: "list_contains",
  day_of_month: "day",
  day_of_week: "isodow",
  day_of_year: "dayofyear",
  element_at: "list_extract",
  every: "bool_and",
  json_extract_scalar: "json_extract_string",
  pow: "power",
  rand: "random",
  regexp_like: "regexp_matches",
  split: "string_split",
  to_unixtime: "epoch",
  truncate: "trunc",
  year_of_week: "isoyear",
};

const units = [
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
];

function unit(nodes: readonly Node[] | undefined): string {
  const text = literal(nodes, "the unit").toLowerCase();
  if (units.includes(text)) return text;
  throw new UnsupportedSql(`INVALID_FUNCTION_ARGUMENT: '${text}' is not a valid Timestamp field`);
}

function literal(nodes: readonly Node[] | undefined, what: string): string {
  const node = nodes?.[0];
  if (nodes?.length === 1 && node?.kind === "string") return node.text;
  throw new UnsupportedSql(`NOT_SUPPORTED: ${what} must be a literal in the local Athena`);
}

/** MySQL's date format letters, as Trino's date_format takes them, by strftime's. */
const letters: Readonly<Record<string, string>> = {
  a: "%a", b: "%b", c: "%-m", d: "%d", e: "%-d", f: "%f", H: "%H", h: "%I", I: "%I", i: "%M",
  j: "%j", k: "%-H", l: "%-I", M: "%B", m: "%m", p: "%p", r: "%I:%M:%S %p", S: "%S", s: "%S",
  T: "%H:%M:%S", v: "%V", W: "%A", Y: "%Y", y: "%y", "%": "%%",
}; // prettier-ignore

/** A date_format pattern as strftime's. Throws UnsupportedSql for a letter that Trino has not. */
export function mysqlFormat(format: string): string {
  return format.replace(/%(.)/gs, (whole, letter: string) => {
    const found = letters[letter];
    if (found) return found;
    throw new UnsupportedSql(
      `INVALID_FUNCTION_ARGUMENT: ${whole} not supported in date format string`,
    );
  });
}

const composed: Readonly<Record<string, FunctionRule>> = {
  date_add: (args, nodes) =>
    `(${args[2] ?? ""} + (${args[1] ?? ""}) * INTERVAL '1 ${unit(nodes[0])}')`,
  // Trino counts whole units, DuckDB's date_diff the boundaries between them.
  date_diff: (args, nodes) => `date_sub('${unit(nodes[0])}', ${args[1] ?? ""}, ${args[2] ?? ""})`,
  date_format: (args, nodes) =>
    `strftime(${args[0] ?? ""}, ${quoteString(mysqlFormat(literal(nodes[1], "a format")))})`,
  date_parse: (args, nodes) =>
    `strptime(${args[0] ?? ""}, ${quoteString(mysqlFormat(literal(nodes[1], "a format")))})`,
  from_iso8601_timestamp: (args) => `CAST(${args[0] ?? ""} AS TIMESTAMPTZ)`,
  from_iso8601_date: (args) => `CAST(${args[0] ?? ""} AS DATE)`,
  from_unixtime: (args) => `CAST(to_timestamp(${args[0] ?? ""}) AS TIMESTAMP)`,
  to_iso8601: (args) => `strftime(${args[0] ?? ""}, '%Y-%m-%dT%H:%M:%S.%gZ')`,
  if: (args) => `CASE WHEN ${args[0] ?? ""} THEN ${args[1] ?? ""} ELSE ${args[2] ?? "NULL"} END`,
};

export const trinoFunctions: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ...shared.map((name) => [name, name] as const),
  ...Object.entries(renamed),
  ...Object.entries(composed),
]);
