import type { Name } from "../core/ast";
import { compile, condition } from "../core/compile-expression";
import { compileQuery } from "../core/compile-query";
import { compileFrom, namedSource } from "../core/compile-relation";
import { fault, Scope } from "../core/context";
import type { Column, Context, Source } from "../core/context";
import type { Cursor } from "../core/cursor";
import type { Typed } from "../core/dialect";
import { quoteIdentifier } from "../core/lexer";
import { parseExpression } from "../core/parse-expression";
import { parseQuery, qualifiedName } from "../core/parse-query";
import { parseRelation } from "../core/parse-relation";
import { isInteger, isNumeric, isText, isTimestamp, same } from "../core/types";
import type { Type } from "../core/types";
import { coerce } from "./cast";
import { typeWords } from "./types";

/** A table that a statement changes: its columns, and how DuckDB names it. */
export interface Target {
  readonly columns: readonly (Column & { readonly sql: string })[];
  /** `"main"."t" AS r0`. */
  readonly from: string;
  /** `"main"."t"`. */
  readonly path: string;
  readonly alias: string;
}

/** The table that comes next, `t`, `t a` or `t AS a`, as a source of the context's scope. */
export function target(cursor: Cursor, context: Context, ...until: readonly string[]): Target {
  const { at } = cursor;
  const { from, ...source } = namedSource(qualifiedName(cursor), at, context);
  const isAlias = cursor.take("as") || (cursor.isName() && !until.some((word) => cursor.is(word)));
  const name = isAlias ? cursor.name().text : source.name;
  const renamed: Source = { ...source, ...(name !== undefined && { name }) };
  context.scope.sources.push(renamed);
  const [path = "", alias = ""] = from.split(" AS ");
  return { columns: source.columns, from, path, alias };
}

/** A statement's own scope. */
export const scoped = (context: Context): Context => ({ ...context, scope: new Scope(undefined) });

export function columnOf(
  name: Name,
  { columns }: Target,
  context: Context,
): Column & { sql: string } {
  const found = columns.find((column) => column.name === name.text);
  if (found) return found;
  throw fault(name.at, context.statement.dialect.words.unknownColumn(name.text));
}

/** A value as a column takes it. Throws SqlFault where an assignment does not convert it. */
export function assign(value: Typed, { name = "", type }: Column, at: number): string {
  if (!assignable(value.type, type)) {
    const words = `column "${name}" is of type ${typeWords({ name: type.name })} but expression is of type ${typeWords({ name: value.type.name })}`;
    throw fault(at, ["42804", words]);
  }
  return coerce(value, type).sql;
}

function assignable(from: Type, to: Type): boolean {
  if (from.name === "unknown" || isText(to) || same(from, to)) return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isInteger(from) && to.name === "boolean") return true;
  if (to.name === "json") return true;
  const clock = (type: Type) => isTimestamp(type) || type.name === "date";
  return (
    from.name === to.name ||
    (clock(from) && clock(to)) ||
    (from.name.startsWith("interval") && to.name.startsWith("interval"))
  );
}

/** `INSERT INTO t [(columns)] VALUES … | query | DEFAULT VALUES` */
export function insert(cursor: Cursor, outer: Context): readonly string[] {
  cursor.expect("insert into");
  const context = scoped(outer);
  const into = target(cursor, context, "values", "default", "select", "with");
  const names = isColumnList(cursor) ? cursor.parenthesized(() => cursor.name()) : undefined;
  const columns = names ? names.map((name) => columnOf(name, into, context)) : into.columns;
  const list = (count: number) =>
    columns
      .slice(0, count)
      .map(({ name }) => quoteIdentifier(name ?? ""))
      .join(", ");
  const head = (count: number) => `INSERT INTO ${into.path} (${list(count)})`;
  if (cursor.take("default values")) return [`INSERT INTO ${into.path} DEFAULT VALUES`];
  const { at } = cursor;
  const fits = (count: number) => {
    if (count > columns.length)
      throw fault(at, ["42601", "INSERT has more expressions than target columns"]);
    if (names && count < columns.length)
      throw fault(at, ["42601", "INSERT has more target columns than expressions"]);
  };
  if (cursor.take("values")) {
    const empty = scoped(context);
    let count = 0;
    const rows = cursor.list(() => {
      let place = 0;
      const cells = cursor.parenthesized(() => cell(cursor, columns[place++], empty));
      if (count === 0) fits(cells.length);
      if (count > 0 && cells.length !== count)
        throw fault(at, ["42601", "VALUES lists must all be the same length"]);
      count = cells.length;
      return `(${cells.join(", ")})`;
    });
    return [`${head(count)} VALUES ${rows.join(", ")}`];
  }
  const query = compileQuery(parseQuery(cursor), scoped(outer));
  fits(query.columns.length);
  const cells = query.columns.map(({ type }, place) =>
    assign({ sql: `q_.c${place}`, type }, columns[place] ?? { name: undefined, type }, at),
  );
  const places = query.columns.map((_column, place) => `c${place}`).join(", ");
  return [
    `${head(query.columns.length)} SELECT ${cells.join(", ")} FROM (${query.sql}) AS q_(${places})`,
  ];
}

/** Whether the parenthesis names columns, and holds no query. */
function isColumnList(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek(1);
  return (
    cursor.isSymbol("(") &&
    !(kind === "symbol" || (kind === "word" && ["select", "with", "values"].includes(text)))
  );
}

/** A value of VALUES or SET: an expression or DEFAULT. */
export function cell(cursor: Cursor, column: Column | undefined, context: Context): string {
  if (cursor.take("default")) return "DEFAULT";
  const { at } = cursor;
  const value = compile(parseExpression(cursor), context);
  return column ? assign(value, column, at) : value.sql;
}

/** `SET column = value, …` */
export function assignments(cursor: Cursor, to: Target, context: Context): string {
  cursor.expect("set");
  return cursor
    .list(() => {
      const column = columnOf(cursor.name(), to, context);
      cursor.expectSymbol("=");
      return { column, ...later(cursor) };
    })
    .map(({ column, node, at }) => {
      const value = node === "default" ? "DEFAULT" : assign(compile(node, context), column, at);
      return `${quoteIdentifier(column.name ?? "")} = ${value}`;
    })
    .join(", ");
}

/** The value is parsed here, and compiled once FROM has said what it may name. */
function later(cursor: Cursor) {
  const { at } = cursor;
  return { at, node: cursor.take("default") ? ("default" as const) : parseExpression(cursor) };
}

/** `UPDATE t SET a = b [FROM …] [WHERE …]` */
export function update(cursor: Cursor, outer: Context): readonly string[] {
  cursor.expect("update");
  const context = scoped(outer);
  const to = target(cursor, context, "set");
  const start = cursor.place;
  // FROM stands after what names its tables.
  skipAssignments(cursor);
  const from = cursor.take("from")
    ? compileFrom(
        cursor.list(() => parseRelation(cursor)),
        context,
      )
    : undefined;
  const where = whereOf(cursor, context);
  const end = cursor.place;
  cursor.reset(start);
  const set = assignments(cursor, to, context);
  while (cursor.place < end) cursor.next();
  return [`UPDATE ${to.from} SET ${set}${from === undefined ? "" : ` FROM ${from}`}${where}`];
}

function skipAssignments(cursor: Cursor): void {
  cursor.expect("set");
  cursor.list(() => {
    cursor.name();
    cursor.expectSymbol("=");
    later(cursor);
  });
}

function whereOf(cursor: Cursor, context: Context): string {
  if (!cursor.take("where")) return "";
  const clause = { ...context, clause: "WHERE clause" };
  return ` WHERE ${condition(parseExpression(cursor), clause, "argument of WHERE")}`;
}

/** `DELETE [FROM] t [USING …] [WHERE …]` */
export function remove(cursor: Cursor, outer: Context): readonly string[] {
  cursor.expect("delete");
  cursor.take("from");
  const context = scoped(outer);
  const { from } = target(cursor, context);
  const using = cursor.take("using")
    ? compileFrom(
        cursor.list(() => parseRelation(cursor)),
        context,
      )
    : undefined;
  const where = whereOf(cursor, context);
  return [`DELETE FROM ${from}${using === undefined ? "" : ` USING ${using}`}${where}`];
}
