import type { FunctionLine } from "../../core/functions";
import type { Typed } from "../../core/dialect";
import { family } from "./family";

/** Abbreviations are offsets, summer and winter. */
const abbreviations: Readonly<Record<string, string>> = {
  EST: "Etc/GMT+5", EDT: "Etc/GMT+4", CST: "Etc/GMT+6", CDT: "Etc/GMT+5", MST: "Etc/GMT+7", MDT: "Etc/GMT+6",
  PST: "Etc/GMT+8", PDT: "Etc/GMT+7", CET: "Etc/GMT-1", CEST: "Etc/GMT-2", JST: "Etc/GMT-9", GMT: "UTC", Z: "UTC",
}; // prettier-ignore
const zoneOf = (zone: Typed | undefined): string =>
  (zone?.sql ?? "NULL").replace(/^'(\w+)'$/, (whole, name: string) => {
    const found = abbreviations[name.toUpperCase()];
    return found === undefined ? whole : `'${found}'`;
  });
const days = "['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']";
const lastDay = (sql: string) => `(CAST(${sql} AS DATE) = last_day(CAST(${sql} AS DATE)))`;

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentFunctions: readonly FunctionLine[] = [
  ...family({ kind: "scalar", nulls: "null", page: "Date_functions_header.html" }, [
    // The last day of a month stays the last.
    [
      "add_months(timestamp, bigint) -> timestamp",
      `CASE WHEN ${lastDay("$1")} THEN CAST(last_day(CAST($1 + to_months(CAST($2 AS INTEGER)) AS DATE)) AS TIMESTAMP) + ($1 - date_trunc('day', $1)) ELSE $1 + to_months(CAST($2 AS INTEGER)) END`,
    ],
    [
      "convert_timezone(varchar, timestamp) -> timestamp",
      ([zone, at]) => `timezone(${zoneOf(zone)}, timezone('UTC', ${at?.sql ?? ""}))`,
    ],
    [
      "convert_timezone(varchar, varchar, timestamp) -> timestamp",
      ([from, to, at]) => `timezone(${zoneOf(to)}, timezone(${zoneOf(from)}, ${at?.sql ?? ""}))`,
    ],
    ["date_cmp(date, date) -> integer", order()],
    ["date_cmp_timestamp(date, timestamp) -> integer", order()],
    ["date_cmp_timestamptz(date, timestamp with time zone) -> integer", order()],
    ["date_part_year(date) -> integer", "CAST(year($1) AS INTEGER)"],
    ["interval_cmp(interval day to second, interval day to second) -> integer", order()],
    ["last_day(timestamp) -> date", "last_day(CAST($1 AS DATE))"],
    [
      "months_between(timestamp, timestamp) -> double",
      `CASE WHEN day($1) = day($2) OR (${lastDay("$1")} AND ${lastDay("$2")}) THEN CAST((year($1) - year($2)) * 12 + month($1) - month($2) AS DOUBLE) ELSE (year($1) - year($2)) * 12 + month($1) - month($2) + (day($1) - day($2) + (epoch($1 - date_trunc('day', $1)) - epoch($2 - date_trunc('day', $2))) / 86400.0) / 31.0 END`,
    ],
    [
      "next_day(timestamp, varchar) -> date",
      `CAST($1 AS DATE) + CAST(((list_position(list_transform(${days}, lambda d: left(d, greatest(2, length($2)))), lower($2)) - 1 - dayofweek($1) + 6) % 7) + 1 AS INTEGER)`,
    ],
    ["timestamp_cmp(timestamp, timestamp) -> integer", order()],
    ["timestamp_cmp_date(timestamp, date) -> integer", order()],
    ["timestamptz_cmp(timestamp with time zone, timestamp with time zone) -> integer", order()],
    [
      "timezone(varchar, timestamp) -> timestamp with time zone",
      ([zone, at]) => `timezone(${zoneOf(zone)}, ${at?.sql ?? ""})`,
    ],
    [
      "timezone(varchar, timestamp with time zone) -> timestamp",
      ([zone, at]) => `timezone(${zoneOf(zone)}, ${at?.sql ?? ""})`,
    ],
    ["trunc(timestamp) -> date", "CAST($1 AS DATE)"],
    ["timeofday() -> varchar", "strftime(get_current_timestamp(), '%a %b %d %H:%M:%S.%f %Y UTC')"],
  ]),
];

function order(): string {
  return "CASE WHEN $1 = $2 THEN 0 WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 END";
}
