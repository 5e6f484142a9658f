import { compileQuery } from "../core/compile-query";
import type { Column } from "../core/context";
import { Cursor } from "../core/cursor";
import { parseQuery } from "../core/parse-query";
import { SqlFault } from "../core/fault";
import type { Catalog } from "./catalog";
import { alterTable, create, drop } from "./ddl";
import { remove, insert, update } from "./dml";
import { redshiftGrammar } from "./grammar";
import { contextOf } from "./index";
import { merge } from "./merge";

/** A Redshift statement as the DuckDB statements that do the same; the last one has the result. */
export interface Translation {
  /** The statement's first words: SELECT, INSERT, CREATE TABLE … */
  readonly kind: string;
  readonly steps: readonly string[];
  /** A query's columns. */
  readonly columns?: readonly Column[];
}

/** Compiles one statement for a session that sees these tables. Throws SqlFault in Redshift's words. */
export function translateRedshift(
  sql: string,
  catalog: Catalog,
  parameters: ReadonlyMap<string, string> = new Map(),
): Translation {
  const cursor = new Cursor(sql, redshiftGrammar);
  while (cursor.takeSymbol(";"));
  if (cursor.peek().kind === "end") throw new SqlFault("42601", 0, "the statement is empty");
  const translation = statement(cursor, contextOf(sql, catalog, parameters), catalog);
  while (cursor.takeSymbol(";"));
  if (cursor.peek().kind === "end") return translation;
  if (
    cursor.tokens.some(({ kind, text, at }) => kind === "symbol" && text === ";" && at < cursor.at)
  ) {
    throw new SqlFault(
      "42601",
      cursor.at,
      "cannot insert multiple commands into a prepared statement",
    );
  }
  return cursor.fail();
}

function statement(
  cursor: Cursor,
  context: ReturnType<typeof contextOf>,
  catalog: Catalog,
): Translation {
  const { kind, text, at } = cursor.peek();
  if (kind === "symbol" || ["select", "with", "values"].includes(text)) {
    const { sql, columns } = compileQuery(parseQuery(cursor), context);
    return { kind: "SELECT", steps: [sql], columns };
  }
  switch (text) {
    case "insert":
      return { kind: "INSERT", steps: insert(cursor, context) };
    case "update":
      return { kind: "UPDATE", steps: update(cursor, context) };
    case "delete":
      return { kind: "DELETE", steps: remove(cursor, context) };
    case "merge":
      return { kind: "MERGE", steps: merge(cursor, context) };
    case "create":
      return create(cursor, context, catalog);
    case "drop":
      return drop(cursor, catalog);
    case "alter":
      return alterTable(cursor, context, catalog);
    case "truncate": {
      cursor.next();
      cursor.take("table");
      const { sql } = drop.target(cursor, catalog);
      return { kind: "TRUNCATE", steps: [`TRUNCATE ${sql}`] };
    }
    case "analyze":
    case "vacuum":
      // Statistics and sort order tune Redshift alone.
      while (cursor.peek().kind !== "end" && !cursor.isSymbol(";")) cursor.next();
      return { kind: text.toUpperCase(), steps: ["SELECT 1 WHERE false"] };
    default:
      if (!statements.has(text)) return cursor.fail();
      throw new SqlFault("0A000", at, `${wordsAt(cursor)} is not supported by the local Redshift`);
  }
}

/** How Redshift's other statements begin. */
const statements = new Set(
  `abort attach begin call cancel close comment commit copy deallocate declare detach end execute explain
   fetch grant lock prepare refresh reindex reset revoke rollback select set show start unload use`.split(
    /\s+/,
  ),
);

export function wordsAt(cursor: Cursor): string {
  return `${cursor.peek().text} ${cursor.peek(1).text}`.toUpperCase();
}
