import type { Form, Typed } from "../core/dialect";
import { formArguments } from "../core/compile-call";
import { compile, condition, literalText, unify } from "../core/compile-expression";
import { fault } from "../core/context";
import { quoteString } from "../core/lexer";
import { bigint, isNumeric, isText, type as typeOf, typeText, varchar } from "../core/types";
import { fill } from "../core/functions";
import { instant, local } from "./cast";
import { isoInstant } from "./functions/datetimes";
import { checkedZone } from "./literals";

/** `INVALID_FUNCTION_ARGUMENT` … of a call's argument. */
const wrong = (at: number, message: string) => fault(at, ["INVALID_FUNCTION_ARGUMENT", message]);

/** `extract(field FROM x)` by the function of that name. */
const extracted: Readonly<Record<string, string>> = {
  year: "year", quarter: "quarter", month: "month", week: "week", day: "day", day_of_month: "day",
  day_of_week: "isodow", dow: "isodow", day_of_year: "dayofyear", doy: "dayofyear",
  year_of_week: "isoyear", yow: "isoyear", hour: "hour", minute: "minute", second: "second",
}; // prettier-ignore

const zoned = typeOf("timestamp with time zone", { precision: 3 });
const clock = "date_trunc('millisecond', current_timestamp)";
const now: Readonly<Record<string, Typed>> = {
  current_timestamp: { sql: clock, type: zoned },
  now: { sql: clock, type: zoned },
  current_date: { sql: "current_date", type: typeOf("date") },
  localtimestamp: {
    sql: `CAST(${clock} AS TIMESTAMP)`,
    type: typeOf("timestamp", { precision: 3 }),
  },
  current_user: { sql: "'local'", type: varchar },
  current_schema: { sql: "current_schema()", type: varchar },
  current_catalog: { sql: "'awsdatacatalog'", type: varchar },
};

/**
 * Calls that are no plain functions of values.
 * https://trino.io/docs/current/functions/conditional.html and datetime.html
 */
export const trinoForms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["coalesce", (args, context, at) => {
    if (args.length < 2) throw wrong(at, "The 'coalesce' function must have at least two arguments");
    const { values, type } = unify(args, context, "All COALESCE operands");
    return { sql: `coalesce(${values.map(({ sql }) => sql).join(", ")})`, type };
  }],
  ["nullif", (args, context, at) => {
    const [first, second] = formArguments("nullif", args, [2, 2], context, at);
    if (!first || !second) throw wrong(at, "nullif takes two arguments");
    const { sql } = context.statement.dialect.binary("=", first, second, at);
    return { sql: `CASE WHEN ${sql} THEN NULL ELSE ${first.sql} END`, type: first.type };
  }],
  ["if", (args, context, at) => {
    const [test, ...results] = args;
    if (!test || results.length < 1 || results.length > 2) throw wrong(at, "Invalid number of arguments for 'if' function");
    const when = condition(test, context, "IF value");
    const { values, type } = unify(results, context, "Result types for IF");
    return { sql: `CASE WHEN ${when} THEN ${values[0]?.sql ?? ""} ELSE ${values[1]?.sql ?? "NULL"} END`, type };
  }],
  ["try", (args, context, at) => {
    const [value] = formArguments("try", args, [1, 1], context, at);
    if (!value) throw wrong(at, "The 'try' function must have exactly one argument");
    return { sql: `TRY(${value.sql})`, type: value.type };
  }],
  ["typeof", (args, context, at) => {
    const [value] = formArguments("typeof", args, [1, 1], context, at);
    return { sql: quoteString(value ? typeText(value.type) : ""), type: varchar };
  }],
  ["extract", (args, context, at) => {
    const [field, node] = args;
    const name = extracted[literalText(field) ?? ""];
    if (!node || name === undefined) throw fault(at, ["SYNTAX_ERROR", `Invalid EXTRACT field: ${literalText(field) ?? ""}`]);
    const value = compile(node, context);
    if (!/^(?:date|time|interval)/.test(value.type.name)) {
      const words = `Type of argument to extract must be DATE, TIME, TIMESTAMP, or INTERVAL (actual ${typeText(value.type)})`;
      throw fault(at, ["TYPE_MISMATCH", words]);
    }
    return { sql: `${name}(${local(value)})`, type: bigint };
  }],
  ["at_timezone", (args, context, at) => {
    const [value, zone] = args;
    if (!value || !zone || args.length > 2) throw wrong(at, "at_timezone takes a timestamp and a zone");
    return context.statement.dialect.atTimeZone(compile(value, context), zone, at);
  }],
  // The same clock in another zone.
  ["with_timezone", (args, context, at) => {
    const [value] = formArguments("with_timezone", args, [2, 2], context, at);
    const zone = checkedZone(literalText(args[1]) ?? "", at);
    if (value?.type.name !== "timestamp") throw wrong(at, "with_timezone takes a timestamp");
    return { sql: instant(value.sql, zone), type: { ...zoned, zone } };
  }],
  ["from_unixtime", (args, context, at) => {
    const [value] = formArguments("from_unixtime", args, [1, 2], context, at);
    if (!value || !isNumeric(value.type)) throw fault(at, context.statement.dialect.words.badArguments("from_unixtime", value ? [value.type] : [], ["from_unixtime(double)"]));
    const sql = `to_timestamp(round(CAST(${value.sql} AS DOUBLE) * 1000) / 1000)`;
    const zone = args[1] && checkedZone(literalText(args[1]) ?? "", at);
    return { sql, type: zone === undefined || zone === "UTC" ? zoned : { ...zoned, zone } };
  }],
  // The zone of a literal is known, and shown; that of a column's values is not: theirs is UTC.
  ["from_iso8601_timestamp", (args, context, at) => {
    const [value] = formArguments("from_iso8601_timestamp", args, [1, 1], context, at);
    if (!value || !isText(value.type)) throw fault(at, context.statement.dialect.words.badArguments("from_iso8601_timestamp", value ? [value.type] : [], ["from_iso8601_timestamp(varchar)"]));
    const [zone] = /[+-]\d\d:\d\d$/.exec(literalText(args[0]) ?? "") ?? [];
    return { sql: fill(isoInstant, [value.sql]), type: zone === undefined || zone === "+00:00" ? zoned : { ...zoned, zone } };
  }],
  ["grouping", (args, context) => {
    const sqls = args.map((arg) => compile(arg, context).sql);
    return { sql: `CAST(grouping(${sqls.join(", ")}) AS INTEGER)`, type: typeOf("integer") };
  }],
  ...Object.entries(now).map(([name, value]) => [name, () => value] as const),
]); // prettier-ignore
