import type { Typed } from "../../core/dialect";
import type { FunctionLine } from "../../core/functions";
import { SqlFault } from "../../core/fault";
import { quoteString } from "../../core/lexer";
import { type as typeOf } from "../../core/types";
import type { Type } from "../../core/types";
import { cast, instant, local } from "../cast";
import { failure } from "../failures";
import { family } from "./family";
import type { Line } from "./family";
import { jodaFormat, mysqlFormat } from "./formats";
import { literalOf } from "./strings";

const moments = ["timestamp", "timestamp with time zone", "date"] as const;
const invalid = (words: string, type: string) => failure("INVALID_FUNCTION_ARGUMENT", words, type);

/** A field of a date or a timestamp; a timestamp with a zone has that of its own clock. */
function field(
  names: readonly string[],
  sql: string,
  of: readonly string[] = moments,
): readonly Line[] {
  return names.flatMap((name) =>
    of.map((type): Line => [
      `${name}(${type}) -> bigint`,
      ([value]) => sql.replaceAll("$1", value ? local(value) : "$1"),
    ]),
  );
}

function literal(value: Typed | undefined, what: string): string {
  const text = value && literalOf(value);
  if (text === undefined)
    throw new SqlFault("NOT_SUPPORTED", undefined, `${what} must be a literal here`);
  return text;
}

const timeUnits = ["millisecond", "second", "minute", "hour"];
const dateUnits = ["day", "week", "month", "quarter", "year"];

/** The unit of date_trunc, date_add and date_diff; a date has no hours. */
function unit(value: Typed | undefined, of: Type | undefined): string {
  const text = literal(value, "the unit").toLowerCase();
  const units = of?.name === "date" ? dateUnits : [...timeUnits, ...dateUnits];
  if (units.includes(text)) return text;
  const kind = of?.name === "date" ? "DATE" : "Timestamp";
  throw new SqlFault(
    "INVALID_FUNCTION_ARGUMENT",
    undefined,
    `'${text}' is not a valid ${kind} field`,
  );
}

/** SQL over a timestamp's own clock, and back to an instant where it has a zone. */
function onClock(value: Typed | undefined, sql: (clock: string) => string): string {
  if (!value) return "NULL";
  if (value.type.name === "date") return `CAST(${sql(value.sql)} AS DATE)`;
  const moved = sql(local(value));
  return value.type.name === "timestamp" ? moved : instant(moved, value.type.zone);
}

/** The type of one argument is the result's: a date stays a date. */
const like =
  (at: number) =>
  (args: readonly Type[]): Type =>
    args[at] ?? typeOf("timestamp", { precision: 3 });

function parsed(text: string, format: string, type: string): string {
  const words = `'Invalid format: "' || ${text} || '"'`;
  return `CASE WHEN ${text} IS NULL THEN NULL WHEN try_strptime(${text}, ${format}) IS NULL THEN ${invalid(words, type)} ELSE ${type === "TIMESTAMP" ? `CAST(try_strptime(${text}, ${format}) AS TIMESTAMP)` : `CAST(try_strptime(${text}, ${format}) AS TIMESTAMPTZ)`} END`;
}

/** What a zone is called by Joda's z and Z. */
function zoneText(zone: string | undefined): (letters: string) => string {
  return (letters) => {
    const offset = zone === undefined ? "+00:00" : zone;
    if (letters === "ZZZ") return zone ?? "UTC";
    if (letters.startsWith("z")) return zone ?? "UTC";
    if (!/^[+-]/.test(offset))
      throw new SqlFault(
        "NOT_SUPPORTED",
        undefined,
        "the offset of a named zone is not supported here",
      );
    return letters === "Z" ? offset.replace(":", "") : offset;
  };
}

const iso =
  "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}(:\\d{2}(:\\d{2}([.,]\\d+)?)?)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?$";
/** The instant of an ISO 8601 text, to the millisecond. */
export const isoInstant = `date_trunc('millisecond', CASE WHEN $1 IS NULL THEN NULL WHEN regexp_matches($1, '${iso}') AND TRY_CAST($1 AS TIMESTAMPTZ) IS NOT NULL THEN TRY_CAST($1 AS TIMESTAMPTZ) ELSE ${invalid(`'Invalid format: "' || $1 || '"'`, "TIMESTAMPTZ")} END)`;

const page = "https://trino.io/docs/current/functions/datetime.html";

export const datetimes: readonly FunctionLine[] = family({ kind: "scalar", nulls: "null", source: page }, [
  ...field(["year"], "year($1)"),
  ...field(["quarter"], "quarter($1)"),
  ...field(["month"], "month($1)"),
  ...field(["week", "week_of_year"], "week($1)"),
  ...field(["day", "day_of_month"], "day($1)"),
  ...field(["day_of_week", "dow"], "isodow($1)"),
  ...field(["day_of_year", "doy"], "dayofyear($1)"),
  ...field(["year_of_week", "yow"], "isoyear($1)"),
  ...field(["hour"], "hour($1)", moments.slice(0, 2)),
  ...field(["minute"], "minute($1)", moments.slice(0, 2)),
  ...field(["second"], "second($1)", moments.slice(0, 2)),
  ...field(["millisecond"], "(millisecond($1) % 1000)", moments.slice(0, 2)),
  ...["timezone_hour", "timezone_minute"].map((name): Line => [
    `${name}(timestamp with time zone) -> bigint`,
    ([value]) => `(datesub('minute', timezone('UTC', $1), ${value ? local(value) : "$1"}) ${name === "timezone_hour" ? "// 60" : "% 60"})`,
  ]),
  ["date(varchar) -> date", ([value]) => (value ? cast(value, typeOf("date"), false, 0).sql : "NULL")],
  ...moments.slice(0, 2).map((type): Line => [`date(${type}) -> date`, ([value]) => `CAST(${value ? local(value) : "$1"} AS DATE)`]),
  ...moments.flatMap((type): readonly Line[] => [
    [`date_trunc(varchar, ${type}) -> ${type}`, ([name, value]) => onClock(value, (clock) => `date_trunc('${unit(name, value?.type)}', ${clock})`), like(1)],
    [`date_add(varchar, bigint, ${type}) -> ${type}`, ([name, , value]) => onClock(value, (clock) => `(${clock} + $2 * INTERVAL '1 ${unit(name, value?.type)}')`), like(2)],
    [`date_diff(varchar, ${type}, ${type}) -> bigint`, ([name, from, to]) => `date_sub('${unit(name, from?.type)}', ${from ? local(from) : "$2"}, ${to ? local(to) : "$3"})`],
    [`date_format(${type}, varchar) -> varchar`, ([value, format]) => `strftime(${value ? local(value) : "$1"}, ${quoteString(mysqlFormat(literal(format, "a format")))})`],
    [`format_datetime(${type}, varchar) -> varchar`, ([value, format]) => `strftime(${value ? local(value) : "$1"}, ${quoteString(jodaFormat(literal(format, "a format"), zoneText(value?.type.zone)))})`],
    [`last_day_of_month(${type}) -> date`, ([value]) => `last_day(${value ? local(value) : "$1"})`],
  ]),
  ["date_parse(varchar, varchar) -> timestamp(3)", ([, format]) => parsed("$1", quoteString(mysqlFormat(literal(format, "a format"))), "TIMESTAMP")],
  ["parse_datetime(varchar, varchar) -> timestamp(3) with time zone", ([, format]) => parsed("$1", quoteString(jodaFormat(literal(format, "a format"), () => "%z")), "TIMESTAMPTZ")],
  ["to_unixtime(timestamp) -> double", "epoch($1)"],
  ["to_unixtime(timestamp with time zone) -> double", "epoch($1)"],
  ["from_iso8601_date(varchar) -> date", `CASE WHEN $1 IS NULL THEN NULL WHEN regexp_full_match($1, '\\d{4}-\\d{2}-\\d{2}') AND TRY_CAST($1 AS DATE) IS NOT NULL THEN TRY_CAST($1 AS DATE) ELSE ${invalid(`'Invalid format: "' || $1 || '"'`, "DATE")} END`],
  ["to_iso8601(date) -> varchar", "strftime($1, '%Y-%m-%d')"],
  ["to_iso8601(timestamp) -> varchar", "strftime($1, '%Y-%m-%dT%H:%M:%S.%g')"],
  ["to_iso8601(timestamp with time zone) -> varchar", ([value]) => `(strftime(${value ? local(value) : "$1"}, '%Y-%m-%dT%H:%M:%S.%g') || ${quoteString(value?.type.zone === undefined ? "Z" : zoneText(value.type.zone)("ZZ"))})`],
  ["to_milliseconds(interval day to second) -> bigint", "CAST(epoch($1) * 1000 AS BIGINT)"],
  ["current_timezone() -> varchar", "'UTC'"],
]); // prettier-ignore
