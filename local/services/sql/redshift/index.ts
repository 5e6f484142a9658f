import type { Expression } from "../core/ast";
import { fault, Scope } from "../core/context";
import type { Context } from "../core/context";
import type { Dialect } from "../core/dialect";
import { literalText } from "../core/compile-expression";
import { notSupported } from "../core/fault";
import { FunctionTable } from "../core/functions";
import { quoteString } from "../core/lexer";
import { isTimestamp, type as typeOf, typeText } from "../core/types";
import { cast, coerce } from "./cast";
import type { Catalog } from "./catalog";
import { redshiftForms } from "./forms";
import { redshiftFunctions } from "./functions";
import { redshiftGrammar } from "./grammar";
import { interval, literal, text, typed } from "./literals";
import { binary, comparable, converts, like, unary } from "./operators";
import { redshiftType, storage } from "./types";
import { redshiftWords } from "./words";

const functions = new FunctionTable(redshiftFunctions, redshiftGrammar);

/** Redshift's SQL, with the values of its `:name` parameters, which are texts of no type yet. */
export function redshiftDialect(parameters: ReadonlyMap<string, string>): Dialect {
  return {
    grammar: redshiftGrammar,
    functions,
    forms: redshiftForms,
    words: redshiftWords,
    rules: {
      aliasesInGroupBy: true,
      lateralAliases: true,
      nulls: { ascending: "last", descending: "first" },
    },
    type: redshiftType,
    storage,
    binary,
    unary,
    coerce,
    cast,
    common: comparable,
    coercible: converts,
    text,
    literal,
    typed,
    interval,
    like,
    columnName,
    subscript(base, _index, at) {
      throw notSupported(
        at,
        `a subscript of ${typeText(base.type)} is not supported by the local Redshift`,
      );
    },
    atTimeZone(value, zone, at) {
      const name = literalText(zone);
      if (name === undefined)
        throw notSupported(at, "AT TIME ZONE takes a literal zone in the local Redshift");
      const given =
        value.type.name === "unknown"
          ? coerce(value, typeOf("timestamp", { precision: 6 }))
          : value;
      if (!isTimestamp(given.type)) throw fault(at, ["42883", "AT TIME ZONE takes a timestamp"]);
      const to = given.type.name === "timestamp" ? "timestamp with time zone" : "timestamp";
      return {
        sql: `timezone(${quoteString(name)}, ${given.sql})`,
        type: typeOf(to, { precision: 6 }),
      };
    },
    parameter(name, at) {
      const value = parameters.get(name.toLowerCase());
      if (value !== undefined) return text(value);
      throw fault(at, ["42P02", `parameter "${name}" has no value`]);
    },
  };
}

/** Redshift calls an unnamed call by its function, a cast by its type, a CASE `case`. */
function columnName(node: Expression): string {
  if (node.kind === "call") return node.name;
  if (node.kind === "case") return "case";
  if (node.kind === "cast") return columnNames(node);
  return "?column?";
}

function columnNames({ value, type }: Extract<Expression, { kind: "cast" }>): string {
  if (value.kind === "reference") return value.names.at(-1)?.text ?? type.name;
  return internalNames[type.name] ?? type.name;
}

const internalNames: Readonly<Partial<Record<string, string>>> = {
  int: "int4", integer: "int4", bigint: "int8", smallint: "int2", decimal: "numeric", float: "float8",
  "double precision": "float8", real: "float4", boolean: "bool", "character varying": "varchar", char: "bpchar",
}; // prettier-ignore

/** What compiling one statement starts from. */
export function contextOf(
  sql: string,
  catalog: Catalog,
  parameters: ReadonlyMap<string, string>,
): Context {
  let names = 0;
  return {
    statement: {
      dialect: redshiftDialect(parameters),
      sql,
      database: "public",
      reads: new Map(),
      nextName: (letter) => `${letter}${names++}`,
      table: (path) => catalog.find(path),
    },
    scope: new Scope(undefined),
    named: new Map(),
    lambda: new Map(),
  };
}
