import type { Name } from "../core/ast";
import { compileQuery } from "../core/compile-query";
import { fault } from "../core/context";
import type { Column, Context } from "../core/context";
import type { Cursor } from "../core/cursor";
import { SqlFault } from "../core/fault";
import { quoteIdentifier } from "../core/lexer";
import { parseQuery, qualifiedName } from "../core/parse-query";
import { newPath } from "./catalog";
import type { Catalog, RedshiftTable } from "./catalog";
import { columnDefinition, isConstraint, skipAttributes, skipConstraint } from "./columns";
import { scoped } from "./dml";
import type { Translation } from "./statement";
import { storage } from "./types";
import { redshiftWords } from "./words";

/** `CREATE TABLE`, `VIEW` and `SCHEMA`. Throws SqlFault for what else there is to create. */
export function create(cursor: Cursor, context: Context, catalog: Catalog): Translation {
  const { at } = cursor;
  const words = `CREATE ${cursor.peek(1).text.toUpperCase()}`;
  cursor.expect("create");
  const replace = cursor.take("or replace");
  const temporary = cursor.take("local") || cursor.is("temp") || cursor.is("temporary");
  if (temporary && cursor.oneOf("temp", "temporary") === undefined) cursor.fail();
  if (!replace && cursor.take("table")) {
    return { kind: "CREATE TABLE", steps: createTable(cursor, temporary, context, catalog) };
  }
  if (!temporary && cursor.take("view")) {
    return { kind: "CREATE VIEW", steps: createView(cursor, replace, context) };
  }
  if (!temporary && !replace && cursor.take("schema")) {
    const guard = cursor.take("if not exists") ? "IF NOT EXISTS " : "";
    const name = quoteIdentifier(cursor.name().text);
    if (cursor.take("authorization")) cursor.name();
    return { kind: "CREATE SCHEMA", steps: [`CREATE SCHEMA ${guard}${name}`] };
  }
  throw new SqlFault("0A000", at, `${words} is not supported by the local Redshift`);
}

/** The name of a table that is to be made: `#t` is temporary. */
function newName(cursor: Cursor): { readonly names: readonly Name[]; readonly hash: boolean } {
  const hash = cursor.takeSymbol("#");
  const names = qualifiedName(cursor);
  return { names: hash ? names.map((name) => ({ ...name, text: `#${name.text}` })) : names, hash };
}

function createTable(
  cursor: Cursor,
  temporary: boolean,
  context: Context,
  catalog: Catalog,
): readonly string[] {
  const guard = cursor.take("if not exists") ? "IF NOT EXISTS " : "";
  const { names, hash } = newName(cursor);
  const temp = temporary || hash;
  const head = `CREATE ${temp ? "TEMP " : ""}TABLE ${guard}${newPath(names, temp)}`;
  const listed = cursor.isSymbol("(") && !["select", "with"].includes(cursor.peek(1).text);
  if (listed && cursor.peek(1).text === "like") {
    cursor.expectSymbol("(");
    cursor.expect("like");
    const definitions = likeDefinitions(cursor, catalog);
    cursor.expectSymbol(")");
    skipAttributes(cursor);
    return [`${head} (${definitions.join(", ")})`];
  }
  if (!listed) return [createAs(cursor, head, [], context)];
  const start = cursor.place;
  const given = namesOnly(cursor);
  if (given) return [createAs(cursor, head, given, context)];
  cursor.reset(start);
  const sequences: string[] = [];
  const columns: string[] = [];
  cursor.parenthesized(() => {
    if (isConstraint(cursor)) skipConstraint(cursor);
    else columns.push(columnDefinition(cursor, context, sequences));
  });
  skipAttributes(cursor);
  return [...sequences, `${head} (${columns.join(", ")})`];
}

/** `(a, b) AS query`: names without types. */
function namesOnly(cursor: Cursor): readonly Name[] | undefined {
  let ahead = 1;
  while (cursor.isName(ahead) && cursor.isSymbol(",", ahead + 1)) ahead += 2;
  if (!cursor.isName(ahead) || !cursor.isSymbol(")", ahead + 1)) return undefined;
  return cursor.parenthesized(() => cursor.name());
}

function createAs(cursor: Cursor, head: string, given: readonly Name[], context: Context): string {
  skipAttributes(cursor);
  cursor.expect("as");
  const query = compileQuery(parseQuery(cursor), scoped(context));
  return `${head} AS ${named(query, given)}`;
}

/** A query whose columns have their names and types. */
function named(
  { sql, columns }: { sql: string; columns: readonly Column[] },
  given: readonly Name[],
): string {
  const cells = columns.map(({ name, type }, at) => {
    const shown = given[at]?.text ?? name ?? "?column?";
    return `CAST(q_.c${at} AS ${storage(type)}) AS ${quoteIdentifier(shown)}`;
  });
  return `SELECT ${cells.join(", ")} FROM (${sql}) AS q_(${columns.map((_column, at) => `c${at}`).join(", ")})`;
}

function createView(cursor: Cursor, replace: boolean, context: Context): readonly string[] {
  const names = qualifiedName(cursor);
  const given = cursor.isSymbol("(") ? cursor.parenthesized(() => cursor.name()) : [];
  cursor.expect("as");
  const query = compileQuery(parseQuery(cursor), scoped(context));
  cursor.take("with no schema binding");
  return [
    `CREATE ${replace ? "OR REPLACE " : ""}VIEW ${newPath(names, false)} AS ${named(query, given)}`,
  ];
}

/** LIKE copies types, lengths and NOT NULL; defaults only where asked for. */
function likeDefinitions(cursor: Cursor, catalog: Catalog): readonly string[] {
  const { definitions } = existing(cursor, catalog);
  const including =
    cursor.oneOf("including defaults", "excluding defaults") === "including defaults";
  return definitions.map(({ sql, fallback }) =>
    including && fallback !== undefined ? `${sql} DEFAULT ${fallback}` : sql,
  );
}

/** The table that comes next, which must be there. */
function existing(cursor: Cursor, catalog: Catalog): RedshiftTable {
  const { at } = cursor;
  const { names } = newName(cursor);
  const found = catalog.find(names);
  if (found && found.database !== "pg_catalog") return found;
  const [table = "", schema = "public"] = [...names].reverse().map(({ text }) => text);
  throw fault(at, redshiftWords.unknownTable(schema, table));
}

/** `DROP TABLE | VIEW | SCHEMA [IF EXISTS] name, … [CASCADE | RESTRICT]` */
export function drop(cursor: Cursor, catalog: Catalog): Translation {
  const { at } = cursor;
  const what = cursor.peek(1).text.toUpperCase();
  cursor.expect("drop");
  const kind = cursor.oneOf("table", "view", "schema");
  if (kind === undefined)
    throw new SqlFault("0A000", at, `DROP ${what} is not supported by the local Redshift`);
  const guarded = cursor.take("if exists");
  const paths = cursor.list(() => {
    if (kind === "schema") return quoteIdentifier(cursor.name().text);
    const start = cursor.place;
    const { names, hash } = newName(cursor);
    const found = catalog.find(names);
    if (found ?? guarded) return found?.path ?? newPath(names, hash);
    cursor.reset(start);
    return existing(cursor, catalog).path;
  });
  const how = cursor.oneOf("cascade", "restrict") === "cascade" ? " CASCADE" : "";
  const guard = guarded ? "IF EXISTS " : "";
  const steps = paths.map((path) => `DROP ${what} ${guard}${path}${how}`);
  return { kind: `DROP ${what}`, steps };
}

/** A table by its path in DuckDB. */
drop.target = (cursor: Cursor, catalog: Catalog): { readonly sql: string } => ({
  sql: existing(cursor, catalog).path,
});

/** `ALTER TABLE t ADD | DROP | RENAME …` */
export function alterTable(cursor: Cursor, context: Context, catalog: Catalog): Translation {
  const { at } = cursor;
  const words = `ALTER ${cursor.peek(1).text.toUpperCase()}`;
  cursor.expect("alter");
  if (!cursor.take("table"))
    throw new SqlFault("0A000", at, `${words} is not supported by the local Redshift`);
  const { path } = existing(cursor, catalog);
  return { kind: "ALTER TABLE", steps: [`ALTER TABLE ${path} ${alteration(cursor, context)}`] };
}

function alteration(cursor: Cursor, context: Context): string {
  const { at } = cursor;
  if (cursor.take("add")) {
    cursor.take("column");
    return `ADD COLUMN ${columnDefinition(cursor, context, [])}`;
  }
  if (cursor.take("drop")) {
    cursor.take("column");
    const name = quoteIdentifier(cursor.name().text);
    cursor.oneOf("cascade", "restrict");
    return `DROP COLUMN ${name}`;
  }
  if (cursor.take("rename to")) return `RENAME TO ${quoteIdentifier(cursor.name().text)}`;
  if (cursor.take("rename")) {
    cursor.take("column");
    const from = quoteIdentifier(cursor.name().text);
    cursor.expect("to");
    return `RENAME COLUMN ${from} TO ${quoteIdentifier(cursor.name().text)}`;
  }
  const what = cursor.peek().text.toUpperCase();
  throw new SqlFault("0A000", at, `ALTER TABLE … ${what} is not supported by the local Redshift`);
}
