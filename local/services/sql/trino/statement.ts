import type { Body, Query, Relation } from "../core/ast";
import { Cursor } from "../core/cursor";
import { parseQuery } from "../core/parse-query";
import { trinoGrammar } from "./grammar";

/** A table as a query names it, in lower case. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** A query, and every table that it may mean; names of WITH may be among them. Throws SqlFault. */
export function parseSelect(sql: string): {
  readonly query: Query;
  readonly tables: readonly TableName[];
} {
  const cursor = new Cursor(sql, trinoGrammar);
  const query = parseQuery(cursor);
  cursor.takeSymbol(";");
  if (cursor.peek().kind !== "end") cursor.fail("<EOF>");
  return { query, tables: tablesIn(query) };
}

/** The tables that a query may mean, wherever in it they stand. */
function tablesIn(query: Query): readonly TableName[] {
  const found: TableName[] = [];
  // Queries stand in expressions, too; a walk over all that the tree holds finds each of them.
  const pending: unknown[] = [query];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== "object" || node === null) continue;
    if (isNamed(node)) {
      const names = node.name.map(({ text }) => text);
      found.push({ database: names.at(-2), table: names.at(-1) ?? "" });
    }
    for (const value of Object.values<unknown>({ ...node })) pending.push(value);
  }
  return found;
}

type Named = Extract<Relation | Body, { kind: "named" | "table" }>;

function isNamed(node: object): node is Named {
  return "kind" in node && (node.kind === "named" || node.kind === "table");
}
