import type { Expression, TypeName } from "./ast";
import type { Context } from "./context";
import type { Grammar } from "./cursor";
import type { FunctionTable } from "./functions";
import type { Type } from "./types";

/** An expression in DuckDB's SQL and its type in the dialect. */
export interface Typed {
  readonly sql: string;
  readonly type: Type;
}

/**
 * What tells a dialect from another. The core (`local/services/sql/core`) parses a statement into a
 * tree (`ast.ts`), resolves its names against tables that the caller gives (`context.ts`), and walks
 * it to DuckDB's SQL, each expression with its type in the dialect (`compile-*.ts`). It knows no
 * function and no rule of a type: those are the dialect's.
 *
 * A dialect is made of a grammar (reserved words, operators: `cursor.ts`), a table of functions
 * (`functions.ts`: a line an overload), its operators, casts and literals over the types of
 * `types.ts`, and its words for what it refuses. `local/services/sql/trino` is one. A caller parses,
 * finds the tables, then compiles:
 *
 * ```ts
 * const cursor = new Cursor(sql, grammar);
 * const query = parseQuery(cursor);
 * const statement = { dialect, sql, database, reads: new Map(), nextName, table };
 * const context = { statement, scope: new Scope(undefined), named: new Map(), lambda: new Map() };
 * const { sql: forDuckDB, columns } = compileQuery(query, context);
 * ```
 *
 * Statements that are no queries parse what is theirs with the same cursor, and compile expressions
 * with `compile` over a scope that holds their table. An error that only a row can tell is written
 * into the SQL as a cast of `!CODE: words`, which the caller reads from DuckDB's message.
 */
export interface Dialect {
  readonly grammar: Grammar;
  readonly functions: FunctionTable;
  /** A written type; undefined where the dialect has none of that name. */
  type(name: TypeName): Type | undefined;
  /** DuckDB's type that holds values of this one. */
  storage(type: Type): string;
  /** Arithmetic, `||` and comparisons. Throws SqlFault where the types have none. */
  binary(op: string, left: Typed, right: Typed, at: number): Typed;
  /** `-`, `+` and what else the grammar has before a value. */
  unary(op: string, value: Typed, at: number): Typed;
  /** The type that values of both become where they meet, where the dialect goes past the core's rules. */
  readonly common?: (left: Type, right: Type) => Type | undefined;
  /** What becomes another type unasked, where the dialect goes past the core's rules. */
  readonly coercible?: (from: Type, to: Type) => boolean;
  /** A text in quotes; a VARCHAR where the dialect does not say. */
  readonly text?: (value: string) => Typed;
  /** The name of a column that is an expression without an alias. */
  readonly columnName?: (node: Expression) => string;
  /** A conversion that nobody wrote; the types allow it. */
  coerce(value: Typed, to: Type): Typed;
  cast(value: Typed, to: Type, safe: boolean, at: number): Typed;
  literal(type: "integer" | "decimal" | "double" | "binary", text: string, at: number): Typed;
  /** `DATE '2024-01-15'`. */
  typed(type: TypeName, text: string, at: number): Typed;
  interval(
    text: string,
    negative: boolean,
    unit: string | undefined,
    to: string | undefined,
    at: number,
  ): Typed;
  /** `LIKE` and its kin; `escape` is the character after ESCAPE. */
  like(op: string, value: Typed, pattern: Typed, escape: Typed | undefined, at: number): Typed;
  subscript(base: Typed, index: Typed, at: number): Typed;
  atTimeZone(value: Typed, zone: Expression, at: number): Typed;
  /** A parameter's value. Throws SqlFault where there is none. */
  parameter(name: string, at: number): Typed;
  /** Calls that the table of functions does not hold, by name: they look at the tree itself. */
  readonly forms: ReadonlyMap<string, Form>;
  readonly words: Words;
  readonly rules: Rules;
}

/** A call that is compiled by hand. */
export type Form = (args: readonly Expression[], context: Context, at: number) => Typed;

/** What is allowed in one dialect and not in another. */
export interface Rules {
  /** `GROUP BY alias`, and an alias in HAVING: PostgreSQL's kin. */
  readonly aliasesInGroupBy: boolean;
  /** `SELECT a + 1 AS b, b * 2`, and an alias in WHERE: Redshift's lateral alias references. */
  readonly lateralAliases: boolean;
  /** Where nulls go in an ascending and a descending order that says nothing. */
  readonly nulls: { readonly ascending: "first" | "last"; readonly descending: "first" | "last" };
}

/** The dialect's codes and words for what it refuses. */
export interface Words {
  readonly unknownColumn: (name: string) => readonly [code: string, message: string];
  readonly unknownTable: (database: string, table: string) => readonly [string, string];
  readonly ambiguous: (name: string) => readonly [string, string];
  readonly notAggregate: (expression: string) => readonly [string, string];
  readonly noAggregates: (clause: string, expression: string) => readonly [string, string];
  readonly unknownFunction: (
    name: string,
    nearest: string | undefined,
  ) => readonly [string, string];
  readonly badArguments: (
    name: string,
    given: readonly Type[],
    signatures: readonly string[],
  ) => readonly [string, string];
  readonly mismatch: (what: string) => readonly [string, string];
  readonly badOrdinal: (clause: string, ordinal: string) => readonly [string, string];
}
