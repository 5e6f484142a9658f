import type { Body, CommonTable, Expression, Query, SetOperation } from "./ast";
import { sortItem } from "./compile-call";
import { compile, rowOf } from "./compile-expression";
import { compileSelect } from "./compile-select";
import { fault, Scope } from "./context";
import type { Column, Context, Named } from "./context";
import { syntaxFault } from "./fault";
import { namedSource } from "./compile-relation";
import { common, typeText, unknown } from "./types";
import type { Type } from "./types";

/** A query in DuckDB's SQL: its columns are c0, c1, …, whatever the dialect names them. */
export interface Compiled {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** Throws SqlFault for what the dialect refuses. */
export function compileQuery(query: Query, context: Context): Compiled {
  const { ctes, named } = commonTables(query, context);
  const inner: Context = { ...context, named };
  const prefix =
    ctes.length > 0 ? `WITH ${query.recursive ? "RECURSIVE " : ""}${ctes.join(", ")} ` : "";
  const { body } = query;
  if (body.kind === "select") {
    const { sql, columns } = compileSelect(body, query.orderBy, inner);
    return { sql: `${prefix}${sql}${limits(query, inner)}`, columns };
  }
  const { sql, columns } = compileBody(body, inner);
  const order = orderOf(query, columns, inner);
  const all = order === "" ? sql : `SELECT * FROM (${sql}) AS o_(${names(columns)})${order}`;
  const tail = limits(query, inner);
  const wrapped =
    tail !== "" && order === "" ? `SELECT * FROM (${all}) AS o_(${names(columns)})` : all;
  return { sql: `${prefix}${wrapped}${tail}`, columns };
}

const names = (columns: readonly Column[]): string =>
  columns.map((_column, at) => `c${at}`).join(", ");

function commonTables(
  query: Query,
  context: Context,
): { readonly ctes: readonly string[]; readonly named: ReadonlyMap<string, Named> } {
  const named = new Map(context.named);
  const ctes = query.with.map((cte) => {
    const sqlName = context.statement.nextName("w");
    const { sql, columns } = query.recursive
      ? recursive(cte, sqlName, { ...context, named })
      : fresh(cte.query, { ...context, named });
    const given = cte.columns;
    if (given.length > 0 && given.length !== columns.length) {
      const words = `Column alias list has ${given.length} entries but WITH query(${cte.name.text}) has ${columns.length} columns`;
      throw fault(cte.name.at, ["MISMATCHED_COLUMN_ALIASES", words]);
    }
    const renamed = columns.map(({ name, type }, at) => ({ name: given[at]?.text ?? name, type }));
    named.set(cte.name.text, { sqlName, columns: renamed });
    return `${sqlName}(${names(columns)}) AS (${sql})`;
  });
  return { ctes, named };
}

/** A query that sees no column of the query around it. */
function fresh(query: Query, context: Context): Compiled {
  return compileQuery(query, { ...context, scope: new Scope(undefined) });
}

/** `WITH RECURSIVE t(n) AS (base UNION ALL step)`: the base alone tells the columns. */
function recursive(cte: CommonTable, sqlName: string, context: Context): Compiled {
  const { body } = cte.query;
  if (body.kind !== "set" || body.op !== "union") return fresh(cte.query, context);
  if (cte.columns.length === 0) {
    throw fault(cte.name.at, [
      "MISSING_COLUMN_ALIASES",
      "missing column aliases in recursive WITH query",
    ]);
  }
  const scope = new Scope(undefined);
  const base = compileBody(body.left, { ...context, scope });
  const columns = base.columns.map(({ type }, at) => ({ name: cte.columns[at]?.text, type }));
  const named = new Map(context.named).set(cte.name.text, { sqlName, columns });
  const step = compileBody(body.right, { ...context, named, scope });
  const cast = aligned(
    step,
    base.columns.map(({ type }) => type),
    context,
  );
  return { sql: `${base.sql} UNION ${body.all ? "ALL " : ""}${cast}`, columns };
}

function compileBody(body: Body, context: Context): Compiled {
  switch (body.kind) {
    case "select":
      return compileSelect(body, [], context);
    case "nested": {
      const { sql, columns } = compileQuery(body.query, context);
      return { sql: `(${sql})`, columns };
    }
    case "values":
      return values(body.rows, context);
    case "table": {
      const { columns, from } = namedSource(body.name, body.at, context);
      return {
        sql: `SELECT ${columns.map(({ sql }, at) => `${sql} AS c${at}`).join(", ")} FROM ${from}`,
        columns,
      };
    }
    case "set":
      return setOperation(body, context);
  }
}

function setOperation(body: SetOperation, context: Context): Compiled {
  const left = compileBody(body.left, context);
  const right = compileBody(body.right, context);
  const op = body.op.toUpperCase();
  if (left.columns.length !== right.columns.length) {
    const words = `${op} query has different number of fields: ${left.columns.length}, ${right.columns.length}`;
    throw fault(body.at, context.statement.dialect.words.mismatch(words));
  }
  const columns = left.columns.map(({ name, type }, at) => {
    const other = right.columns[at]?.type ?? unknown;
    const found = common(type, other);
    if (found) return { name, type: found };
    const words = `column ${at + 1} in ${op} query has incompatible types: ${typeText(type)}, ${typeText(other)}`;
    throw fault(body.at, context.statement.dialect.words.mismatch(words));
  });
  const types = columns.map(({ type }) => type);
  const [first, second] = [left, right].map((side) => aligned(side, types, context));
  return { sql: `${first ?? ""} ${op}${body.all ? " ALL" : ""} ${second ?? ""}`, columns };
}

/** A query with its columns as these types. */
function aligned(
  { sql, columns }: Compiled,
  types: readonly Type[],
  { statement }: Context,
): string {
  const { dialect } = statement;
  const stored = (each: Type) => dialect.storage(each);
  const fits = columns.every((column, at) => stored(column.type) === stored(types[at] ?? unknown));
  if (fits) return `(${sql})`;
  const cells = columns.map((column, at) => {
    const value = { sql: `q_.c${at}`, type: column.type };
    return `${dialect.coerce(value, types[at] ?? unknown).sql} AS c${at}`;
  });
  return `(SELECT ${cells.join(", ")} FROM (${sql}) AS q_(${names(columns)}))`;
}

function values(rows: readonly Expression[], context: Context): Compiled {
  const { dialect } = context.statement;
  const cells = rows.map((row) =>
    (row.kind === "row" ? row.items : [row]).map((item) => compile(item, context)),
  );
  const width = cells[0]?.length ?? 0;
  const types: Type[] = Array.from({ length: width }, () => unknown);
  for (const [at, row] of cells.entries()) {
    if (row.length !== width) {
      throw fault(rows[at]?.at ?? 0, dialect.words.mismatch("Values rows have mismatched types"));
    }
    for (const [column, cell] of row.entries()) {
      const found = common(types[column] ?? unknown, cell.type);
      if (!found) {
        const words = `Values rows have mismatched types: ${typeText(rowOf(cells[0] ?? []).type)} vs ${typeText(rowOf(row).type)}`;
        throw fault(rows[at]?.at ?? 0, dialect.words.mismatch(words));
      }
      types[column] = found;
    }
  }
  const lines = cells.map(
    (row) =>
      `(${row.map((cell, at) => dialect.coerce(cell, types[at] ?? unknown).sql).join(", ")})`,
  );
  const columns = types.map((type) => ({ name: undefined, type }));
  return { sql: `SELECT * FROM (VALUES ${lines.join(", ")}) AS v_(${names(columns)})`, columns };
}

/** ORDER BY over the columns of what is no SELECT: by name, place or expression of them. */
function orderOf({ orderBy }: Query, columns: readonly Column[], context: Context): string {
  if (orderBy.length === 0) return "";
  const scope = new Scope(context.scope.outer);
  scope.sources.push({ columns: columns.map((column, at) => ({ ...column, sql: `o_.c${at}` })) });
  const items = orderBy.map((item) => {
    const ordinal = ordinalOf(item.value, columns.length, "ORDER BY", context);
    const sql =
      ordinal === undefined ? compile(item.value, { ...context, scope }).sql : `o_.c${ordinal}`;
    return sortItem(sql, item, context);
  });
  return ` ORDER BY ${items.join(", ")}`;
}

/** The place, from 0, that a whole number in ORDER BY or GROUP BY means. */
export function ordinalOf(
  node: Expression,
  count: number,
  clause: string,
  { statement }: Context,
): number | undefined {
  if (node.kind !== "literal" || node.type !== "integer") return undefined;
  const place = Number(node.text);
  if (place >= 1 && place <= count) return place - 1;
  throw fault(node.at, statement.dialect.words.badOrdinal(clause, node.text));
}

function limits({ limit, offset, withTies, at }: Query, context: Context): string {
  if (withTies) throw syntaxFault(at, "FETCH FIRST WITH TIES is not supported by the local cloud");
  const count = (node: Expression | undefined, word: string) =>
    node ? ` ${word} ${compile(node, { ...context, scope: new Scope(undefined) }).sql}` : "";
  return `${count(limit, "LIMIT")}${count(offset, "OFFSET")}`;
}
