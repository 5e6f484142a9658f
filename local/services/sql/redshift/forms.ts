import type { Expression } from "../core/ast";
import { compile, literalText, unify } from "../core/compile-expression";
import { formArguments } from "../core/compile-call";
import { fault, written } from "../core/context";
import type { Context } from "../core/context";
import type { Form, Typed } from "../core/dialect";
import { quoteString } from "../core/lexer";
import {
  bigint,
  integer,
  isNumeric,
  isText,
  isTimestamp,
  type as typeOf,
  varchar,
} from "../core/types";
import { asText, cast, coerce } from "./cast";
import { numberText } from "./number-format";
import { datePart, strftimeFormat } from "./time-format";
import { typeWords } from "./types";

const timestamp = typeOf("timestamp", { precision: 6 });
const zoned = typeOf("timestamp with time zone", { precision: 6 });
const now = "CAST(get_current_timestamp() AS TIMESTAMP)";
const words: Readonly<Record<string, Typed>> = {
  sysdate: { sql: now, type: timestamp },
  getdate: { sql: `date_trunc('second', ${now})`, type: timestamp },
  current_timestamp: { sql: "get_current_timestamp()", type: zoned },
  current_date: { sql: "current_date", type: typeOf("date") },
  current_user: { sql: "'awsuser'", type: varchar },
  session_user: { sql: "'awsuser'", type: varchar },
  user: { sql: "'awsuser'", type: varchar },
  current_user_id: { sql: "100", type: integer },
  current_schema: { sql: "'public'", type: varchar },
  current_database: { sql: "current_database()", type: varchar },
  pg_backend_pid: { sql: "1", type: integer },
  version: { sql: "'PostgreSQL 8.0.2, Redshift (local)'", type: varchar },
};

/** A value as a moment: a literal in quotes is a timestamp. */
function moment(value: Typed, name: string, at: number): Typed {
  const { type } = value;
  if (isTimestamp(type) || type.name === "date" || type.name === "time") return value;
  if (type.name === "unknown" || isText(type)) return coerce(value, timestamp);
  throw fault(at, ["42883", `function ${name}(${typeWords(type)}) does not exist`]);
}

/** What stands where a date part does: a word, or a text in quotes. */
function partOf(node: Expression | undefined, context: Context): string {
  const name =
    node?.kind === "reference" && node.names.length === 1 ? node.names[0]?.text : literalText(node);
  return datePart(name ?? (node ? written(context, node) : ""), node?.at ?? 0);
}

function alternatives(name: string, call: (sqls: readonly string[]) => string): Form {
  return (args, context, at) => {
    if (args.length < (name === "coalesce" ? 1 : 2)) {
      throw fault(at, ["42601", `${name}() takes two values at least`]);
    }
    const { values, type } = unify(args, context, name.toUpperCase());
    return { sql: call(values.map(({ sql }) => sql)), type };
  };
}

const coalesced = (sqls: readonly string[]) => `coalesce(${sqls.join(", ")})`;

/** `DATEADD(month, 1, d)`: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEADD_function.html */
const dateadd: Form = (args, context, at) => {
  const [part, ...rest] = args;
  const name = partOf(part, context);
  const [amount, given] = formArguments("dateadd", rest, [2, 2], context, at);
  if (!amount || !given) throw fault(at, ["42601", "dateadd() takes three arguments"]);
  const value = moment(given, "dateadd", at);
  const type = value.type.name === "date" ? timestamp : value.type;
  const count = `CAST(${coerce(amount, bigint).sql} AS INTEGER)`;
  return { sql: `(${coerce(value, type).sql} + ${count} * INTERVAL '1 ${name}')`, type };
};

/** Counts the boundaries between: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEDIFF_function.html */
const datediff: Form = (args, context, at) => {
  const [part, ...rest] = args;
  const name = partOf(part, context);
  const [from, to] = formArguments("datediff", rest, [2, 2], context, at);
  if (!from || !to) throw fault(at, ["42601", "datediff() takes three arguments"]);
  const [a, b] = [from, to].map(
    (value) => `CAST(${moment(value, "datediff", at).sql} AS TIMESTAMP)`,
  );
  // Redshift's weeks begin on Sunday here, DuckDB's on Monday.
  const shift = name === "week" ? " + INTERVAL '1 day'" : "";
  return { sql: `date_diff('${name}', ${a ?? ""}${shift}, ${b ?? ""}${shift})`, type: bigint };
};

/** `EXTRACT(part FROM x)` is an integer, `DATE_PART(part, x)` a double. */
function extracting(name: string, type: Typed["type"]): Form {
  return (args, context, at) => {
    const [part, ...rest] = args;
    const unit = partOf(part, context);
    const [given] = formArguments(name, rest, [1, 1], context, at);
    if (!given) throw fault(at, ["42601", `${name}() takes a date part and a value`]);
    const value = given.type.name.startsWith("interval") ? given : moment(given, name, at);
    const field = unit === "dow" ? "dow" : unit;
    const found = `date_part('${field}', ${value.sql})`;
    const whole =
      field === "millisecond"
        ? `(${found} % 1000)`
        : field === "microsecond"
          ? `(${found} % 1000000)`
          : found;
    return {
      sql: `CAST(${field === "epoch" ? `floor(${found})` : whole} AS ${type.name === "double" ? "DOUBLE" : "INTEGER"})`,
      type,
    };
  };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DATE_TRUNC.html */
const dateTrunc: Form = (args, context, at) => {
  const [part, ...rest] = args;
  const name = partOf(part, context);
  const [given] = formArguments("date_trunc", rest, [1, 1], context, at);
  if (!given) throw fault(at, ["42601", "date_trunc() takes a date part and a value"]);
  const value = moment(given, "date_trunc", at);
  const type = value.type.name === "date" ? timestamp : value.type;
  return { sql: `date_trunc('${name}', ${coerce(value, type).sql})`, type };
};

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DECODE_expression.html: NULL equals NULL. */
const decode: Form = (args, context, at) => {
  const [subject, ...rest] = args;
  if (!subject || rest.length < 2)
    throw fault(at, ["42601", "decode() takes three arguments at least"]);
  const results = rest.filter((_node, place) => place % 2 === 1 || place === rest.length - 1);
  const { values, type } = unify(results, context, "DECODE");
  const whens: string[] = [];
  for (let place = 0; place + 1 < rest.length; place += 2) {
    const search = rest[place];
    if (!search) continue;
    const [a, b] = [compile(subject, context), compile(search, context)];
    const { sql } = context.statement.dialect.binary("=", a, b, search.at);
    const both = `(${a.sql} IS NULL AND ${b.sql} IS NULL)`;
    whens.push(`WHEN (${sql} OR ${both}) THEN ${values[place / 2]?.sql ?? "NULL"}`);
  }
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${values.at(-1)?.sql ?? "NULL"}` : "";
  return { sql: `CASE ${whens.join(" ")}${otherwise} END`, type };
};

/** A literal format. */
function formatOf(node: Expression | undefined, name: string, at: number): string {
  const found = literalText(node);
  if (found !== undefined) return found;
  throw fault(at, ["0A000", `${name} takes a literal format in the local Redshift`]);
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_TO_CHAR.html */
const toChar: Form = (args, context, at) => {
  const [node, format] = args;
  if (!node || args.length !== 2)
    throw fault(at, ["42601", "to_char() takes a value and a format"]);
  const pattern = formatOf(format, "TO_CHAR", at);
  const value = compile(node, context);
  if (isNumeric(value.type)) return { sql: numberText(value, pattern, at), type: varchar };
  const given = moment(value, "to_char", at);
  const wall = `CAST(${given.sql} AS TIMESTAMP)`;
  return { sql: strftimeFormat(wall, pattern, at), type: varchar };
};

function parsing(name: string, to: Typed["type"]): Form {
  return (args, context, at) => {
    const [node, format] = args;
    if (!node || args.length < 2) throw fault(at, ["42601", `${name}() takes a text and a format`]);
    const pattern = strftimeFormat("", formatOf(format, name.toUpperCase(), at), at);
    const parsed = `strptime(${asText(compile(node, context)).sql}, ${pattern})`;
    return {
      sql: to.name === "date" ? `CAST(${parsed} AS DATE)` : `timezone('UTC', ${parsed})`,
      type: to,
    };
  };
}

/** Calls that are no plain functions of values. */
export const redshiftForms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["coalesce", alternatives("coalesce", coalesced)],
  ["nvl", alternatives("nvl", coalesced)],
  ["ifnull", alternatives("ifnull", coalesced)],
  ["isnull", alternatives("isnull", coalesced)],
  // NULLs do not count: https://docs.aws.amazon.com/redshift/latest/dg/r_GREATEST_LEAST.html
  ["greatest", alternatives("greatest", (sqls) => `greatest(${sqls.join(", ")})`)],
  ["least", alternatives("least", (sqls) => `least(${sqls.join(", ")})`)],
  ["nullif", (args, context, at) => {
    const [a, b] = formArguments("nullif", args, [2, 2], context, at);
    if (!a || !b) throw fault(at, ["42601", "nullif() takes two arguments"]);
    const { sql } = context.statement.dialect.binary("=", a, b, at);
    return { sql: `CASE WHEN ${sql} THEN NULL ELSE ${a.sql} END`, type: a.type };
  }],
  ["nvl2", (args, context, at) => {
    const [tested, ...results] = args;
    if (!tested || results.length !== 2) throw fault(at, ["42601", "nvl2() takes three arguments"]);
    const { values, type } = unify(results, context, "NVL2");
    const [then, otherwise] = values.map(({ sql }) => sql);
    return { sql: `CASE WHEN ${compile(tested, context).sql} IS NOT NULL THEN ${then ?? ""} ELSE ${otherwise ?? ""} END`, type };
  }],
  ["decode", decode],
  ["dateadd", dateadd],
  ["date_add", dateadd],
  ["datediff", datediff],
  ["date_diff", datediff],
  ["date_part", extracting("date_part", typeOf("double"))],
  ["pgdate_part", extracting("pgdate_part", typeOf("double"))],
  ["extract", extracting("extract", integer)],
  ["date_trunc", dateTrunc],
  ["to_char", toChar],
  ["to_date", parsing("to_date", typeOf("date"))],
  ["to_timestamp", parsing("to_timestamp", zoned)],
  ["to_number", (args, context, at) => {
    const [node, format] = args;
    if (!node || args.length !== 2) throw fault(at, ["42601", "to_number() takes a text and a format"]);
    const pattern = formatOf(format, "TO_NUMBER", at);
    const scale = /[.D](.*)$/i.exec(pattern)?.[1]?.replace(/[^09]/g, "").length ?? 0;
    const digits = asText(compile(node, context)).sql;
    const type = typeOf("decimal", { precision: 38, scale });
    const minus = `CASE WHEN regexp_matches(${digits}, '-|<') THEN '-' ELSE '' END`;
    const bare = `${minus} || regexp_replace(${digits}, '[^0-9.]', '', 'g')`;
    return cast({ sql: `(${bare})`, type: varchar }, type, false, at);
  }],
  ...Object.entries(words).map(([name, value]) => [name, () => value] as const),
  ["quote_literal", (args, context, at) => {
    const [value] = formArguments("quote_literal", args, [1, 1], context, at);
    const quote = quoteString("'");
    return { sql: `(${quote} || replace(${value?.sql ?? ""}, ${quote}, ${quoteString("''")}) || ${quote})`, type: varchar };
  }],
]); // prettier-ignore
