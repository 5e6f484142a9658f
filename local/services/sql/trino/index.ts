import type { Name } from "../core/ast";
import { compileQuery } from "../core/compile-query";
import type { Query } from "../core/ast";
import { Scope } from "../core/context";
import type { Column, Table } from "../core/context";
import type { Dialect } from "../core/dialect";
import { fault } from "../core/context";
import { literalText } from "../core/compile-expression";
import { notSupported } from "../core/fault";
import { FunctionTable } from "../core/functions";
import { cast, coerce, instant } from "./cast";
import { trinoForms } from "./forms";
import { trinoFunctions } from "./functions";
import { trinoGrammar } from "./grammar";
import { checkedZone, interval, literal, typed } from "./literals";
import { binary, like, subscript, unary } from "./operators";
import { storage, trinoType } from "./types";
import { trinoWords } from "./words";
import { isTimestamp, typeText } from "../core/types";

const functions = new FunctionTable(trinoFunctions, trinoGrammar);

/** Athena's SQL. */
const trinoDialect: Dialect = {
  grammar: trinoGrammar,
  functions,
  forms: trinoForms,
  words: trinoWords,
  rules: {
    aliasesInGroupBy: false,
    lateralAliases: false,
    nulls: { ascending: "last", descending: "last" },
  },
  type: trinoType,
  storage,
  binary,
  unary,
  coerce,
  cast,
  literal,
  typed,
  interval,
  like,
  subscript,
  atTimeZone(value, zone, at) {
    const name = literalText(zone);
    if (name === undefined) throw notSupported(at, "AT TIME ZONE takes a literal zone here");
    if (!isTimestamp(value.type)) {
      throw fault(at, [
        "TYPE_MISMATCH",
        `Type of value must be a time or timestamp with or without time zone (actual ${typeText(value.type)})`,
      ]);
    }
    const { precision = 3 } = value.type;
    const sql = value.type.name === "timestamp" ? instant(value.sql) : value.sql;
    return {
      sql,
      type: { name: "timestamp with time zone", precision, zone: checkedZone(name, at) },
    };
  },
  // Values take the places of parameters before a query is parsed.
  parameter(_name, at) {
    throw fault(at, [
      "INVALID_PARAMETER_USAGE",
      "Incorrect number of parameters: expected 1 but found 0",
    ]);
  },
};

export interface Catalog {
  /** The database of names that have none. */
  readonly database: string;
  readonly tables: (database: string, table: string) => Table | undefined;
}

/** A query for DuckDB, the columns that it gives and those that it reads. */
export interface CompiledTrino {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly reads: ReadonlyMap<Table, ReadonlySet<string>>;
}

/** Throws SqlFault for what Athena refuses. */
export function compileTrino(query: Query, sql: string, catalog: Catalog): CompiledTrino {
  const reads = new Map<Table, Set<string>>();
  let names = 0;
  const compiled = compileQuery(query, {
    statement: {
      dialect: trinoDialect,
      sql,
      database: catalog.database,
      reads,
      nextName: (letter) => `${letter}${names++}`,
      table: (path) => tableOf(path, catalog),
    },
    scope: new Scope(undefined),
    named: new Map(),
    lambda: new Map(),
  });
  return { ...compiled, reads };
}

function tableOf(path: readonly Name[], { database, tables }: Catalog): Table | undefined {
  const [name, schema, source] = [...path].reverse().map(({ text }) => text);
  if (name === undefined || (source !== undefined && source !== "awsdatacatalog")) return undefined;
  return tables(schema ?? database, name);
}
