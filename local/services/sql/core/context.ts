import type { Expression, Name, WindowSpec } from "./ast";
import type { Dialect, Typed } from "./dialect";
import { SqlFault } from "./fault";
import { quoteString } from "./lexer";
import type { Type } from "./types";

export interface Column {
  /** Undefined for an expression without an alias. */
  readonly name: string | undefined;
  readonly type: Type;
}

/** A table that a statement may name. */
export interface Table {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** Where DuckDB has it; by default the table of that name in the schema of the database's name. */
  readonly path?: string;
}

/** A table, subquery or the like within FROM, as DuckDB knows it. */
export interface Source {
  readonly database?: string;
  readonly name?: string;
  readonly columns: readonly (Column & { readonly sql: string; readonly hidden?: boolean })[];
  /** The table whose bytes reading a column costs. */
  readonly table?: Table;
}

/** A query of WITH, once compiled. */
export interface Named {
  readonly sqlName: string;
  readonly columns: readonly Column[];
}

/** What a whole statement shares. */
export interface Statement {
  readonly dialect: Dialect;
  readonly sql: string;
  /** A table by its names as written, in the session's database where there is one name. */
  table(names: readonly Name[]): Table | undefined;
  /** The database of a name that has none. */
  readonly database: string;
  /** Columns that are read, by table. */
  readonly reads: Map<Table, Set<string>>;
  nextName(letter: string): string;
}

/** A column outside of an aggregate, which GROUP BY must name. */
interface Loose {
  readonly at: number;
  readonly end: number;
}

/** What one SELECT knows while its parts are compiled. */
export class Scope {
  readonly sources: Source[] = [];
  readonly loose: Loose[] = [];
  /** DuckDB's text of the expressions of GROUP BY. */
  readonly grouped = new Set<string>();
  aggregated = false;
  readonly windows = new Map<string, WindowSpec>();

  constructor(readonly outer: Scope | undefined) {}
}

/** Where an expression stands. */
export interface Context {
  readonly statement: Statement;
  readonly scope: Scope;
  readonly named: ReadonlyMap<string, Named>;
  /** Parameters of the lambdas around. */
  readonly lambda: ReadonlyMap<string, Typed>;
  /** The clause that takes no aggregate, e.g. `WHERE clause`; undefined where one may stand. */
  readonly clause?: string;
  readonly inAggregate?: boolean;
  /** Output columns by their names, where the clause may use them. */
  readonly aliases?: ReadonlyMap<string, Typed>;
}

export function fault(at: number, [code, message]: readonly [string, string]): SqlFault {
  return new SqlFault(code, at, message);
}

/** The text of an expression, as written. */
export function written(
  { statement }: Context,
  { at, end }: Pick<Expression, "at" | "end">,
): string {
  return statement.sql.slice(at, end);
}

interface Found {
  readonly value: Typed;
  readonly names: number;
}

/** The column that names mean, then fields of it. Throws SqlFault. */
export function resolve(names: readonly Name[], at: number, end: number, context: Context): Typed {
  const [first] = names;
  const parameter = first && context.lambda.get(first.text);
  const found = parameter
    ? { value: parameter, names: 1 }
    : (aliasOf(names, context) ?? inScopes(names, { at, end }, context));
  const { words } = context.statement.dialect;
  const written = names.map(({ text }) => text).join(".");
  if (!found) throw fault(at, words.unknownColumn(written));
  return names.slice(found.names).reduce((base, name) => {
    const field = fieldOf(base, name.text);
    if (!field) throw fault(at, words.unknownColumn(written));
    return field;
  }, found.value);
}

function aliasOf(names: readonly Name[], { aliases }: Context): Found | undefined {
  const [only] = names;
  const value = only && names.length === 1 ? aliases?.get(only.text) : undefined;
  return value && { value, names: 1 };
}

function inScopes(names: readonly Name[], span: Loose, context: Context): Found | undefined {
  for (let scope: Scope | undefined = context.scope; scope; scope = scope.outer) {
    const found = inSources(names, span.at, scope, context);
    if (!found) continue;
    if (scope === context.scope && !context.inAggregate) scope.loose.push(span);
    return found;
  }
  return undefined;
}

function inSources(
  names: readonly Name[],
  at: number,
  scope: Scope,
  context: Context,
): Found | undefined {
  for (const length of [names.length, 3, 2, 1].filter(
    (n, i, all) => n <= names.length && n <= 4 && all.indexOf(n) === i,
  )) {
    const parts = names.slice(0, length).map(({ text }) => text);
    const matches = scope.sources.flatMap((source) =>
      matching(source, parts).map((column) => ({ source, column })),
    );
    if (matches.length > 1)
      throw fault(at, context.statement.dialect.words.ambiguous(parts.join(".")));
    const [match] = matches;
    if (!match) continue;
    markRead(match.source, match.column.name ?? "", context.statement);
    return { value: { sql: match.column.sql, type: match.column.type }, names: length };
  }
  return undefined;
}

function matching({ name, database, columns }: Source, parts: readonly string[]) {
  const column = parts.at(-1);
  const table = parts.at(-2);
  if (table !== undefined && table !== name) return [];
  const schema = parts.at(-3);
  if (schema !== undefined && schema !== database) return [];
  const found = columns.filter((each) => each.name === column);
  return table === undefined ? found.filter(({ hidden }) => !hidden) : found;
}

/** Notes that a column's bytes are read. */
export function markRead({ table }: Source, column: string, { reads }: Statement): void {
  if (!table) return;
  const columns = reads.get(table) ?? new Set();
  columns.add(column);
  reads.set(table, columns);
}

/** `base.name` of a row. */
export function fieldOf({ sql, type }: Typed, name: string): Typed | undefined {
  if (type.name !== "row") return undefined;
  const at = (type.names ?? []).findIndex((each) => each?.toLowerCase() === name);
  const found = type.of?.[at];
  return (
    found && { sql: `struct_extract(${sql}, ${quoteString(fieldName(type, at))})`, type: found }
  );
}

/** The name of a row's field in DuckDB's struct. */
export function fieldName(type: Type, at: number): string {
  return type.names?.[at] ?? `field${at}`;
}
