import { render, UnsupportedSql } from "./expressions";
import type { Dialect } from "./expressions";
import { isSymbol, isWord, nest, split, tokenize } from "./tokens";
import type { Node } from "./tokens";
import { trinoFunctions } from "./trino-functions";

/** A table as a query names it, in lower case. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** What Athena is asked to do. */
export type TrinoStatement =
  | {
      readonly kind: "select";
      /** For DuckDB, with the tables as views in schemas named like their databases. */
      readonly sql: string;
      /** Every table that may be meant; names after FROM that are none may be among them. */
      readonly tables: readonly TableName[];
      /** Columns that may be read: identifiers in the query, or all where it has a `*`. */
      readonly mentions: "all" | ReadonlySet<string>;
    }
  | { readonly kind: "show databases" }
  | { readonly kind: "show tables"; readonly database: string | undefined }
  | { readonly kind: "describe" | "show partitions"; readonly table: TableName };

const lexicon = { backslashEscapes: false };
const text = () => "VARCHAR";
const dialect: Dialect = {
  name: "Athena",
  functions: trinoFunctions,
  words: new Map([
    ["localtimestamp", "CAST(current_timestamp AS TIMESTAMP)"],
    ["integer", "INTEGER"],
  ]),
  types: new Map([
    ["varchar", text],
    ["char", text],
    ["decimal", (args: readonly string[]) => `DECIMAL(${args[0] ?? "38"}, ${args[1] ?? "0"})`],
    ["timestamp", () => "TIMESTAMP"],
    ["time", () => "TIME"],
  ]),
};

/** Translates one Athena statement. Throws UnsupportedSql or SyntaxFault. */
export function translateTrino(sql: string): TrinoStatement {
  const statements = split(nest(tokenize(sql, lexicon)), ";").filter((nodes) => nodes.length > 0);
  const [nodes, second] = statements;
  if (!nodes) throw new UnsupportedSql("mismatched input '<EOF>'");
  if (second) throw new UnsupportedSql("Only one sql statement is allowed");
  const [verb] = nodes;
  if (isWord(verb, "select", "with", "values") || verb?.kind === "group") {
    const plain = withoutCatalog(nodes);
    return {
      kind: "select",
      sql: render(plain, dialect),
      tables: tablesIn(plain),
      mentions: mentionsIn(plain),
    };
  }
  return showStatement(nodes);
}

function showStatement(nodes: readonly Node[]): TrinoStatement {
  const words = nodes.map((node) => (node.kind === "word" ? node.text : "")).slice(0, 2);
  const rest = nodes.slice(isWord(nodes[2], "in", "from") ? 3 : 2);
  const name = nameAt(rest, 0);
  if (words[0] === "show" && (words[1] === "databases" || words[1] === "schemas")) {
    return { kind: "show databases" };
  }
  if (words[0] === "show" && words[1] === "tables") {
    return { kind: "show tables", database: name?.table };
  }
  if (words.join(" ") === "show partitions" && name) {
    return { kind: "show partitions", table: name };
  }
  const described = nameAt(nodes, 1);
  if ((words[0] === "describe" || words[0] === "desc") && described) {
    return { kind: "describe", table: described };
  }
  const start = words.join(" ").trim().toUpperCase();
  throw new UnsupportedSql(`${start} is not supported by the local Athena: it reads only`);
}

/** There is one catalog: `awsdatacatalog.db.t` is `db.t`. */
function withoutCatalog(nodes: readonly Node[]): readonly Node[] {
  const kept: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (!node) break;
    const names = (node.kind === "word" || node.kind === "quoted") && isSymbol(nodes[i + 1], ".");
    if (names && node.text.toLowerCase() === "awsdatacatalog") i += 1;
    else
      kept.push(
        node.kind === "group" ? { kind: "group", nodes: withoutCatalog(node.nodes) } : node,
      );
  }
  return kept;
}

/** Words that end a list of tables. */
const afterTables = [
  "where", "group", "having", "order", "limit", "offset", "fetch", "union", "intersect", "except",
  "window", "on", "using", "select",
]; // prettier-ignore

function tablesIn(nodes: readonly Node[]): readonly TableName[] {
  const found: TableName[] = [];
  let listing = false;
  nodes.forEach((node, at) => {
    if (node.kind === "group") found.push(...tablesIn(node.nodes));
    else if (isWord(node, "from", "join")) listing = true;
    else if (isWord(node, ...afterTables)) listing = false;
    else if (listing && followsTableWord(nodes[at - 1])) {
      const name = nameAt(nodes, at);
      if (name && nodes[at + 1]?.kind !== "group") found.push(name);
    }
  });
  return found;
}

function followsTableWord(before: Node | undefined): boolean {
  return isWord(before, "from", "join") || isSymbol(before, ",");
}

function nameAt(nodes: readonly Node[], at: number): TableName | undefined {
  const [first, dot, second] = nodes.slice(at, at + 3);
  if (first?.kind !== "word" && first?.kind !== "quoted") return undefined;
  const name = first.text.toLowerCase();
  if (!isSymbol(dot, ".") || (second?.kind !== "word" && second?.kind !== "quoted")) {
    return { database: undefined, table: name };
  }
  return { database: name, table: second.text.toLowerCase() };
}

function mentionsIn(nodes: readonly Node[]): "all" | ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (list: readonly Node[]): boolean =>
    list.some((node, at) => {
      if (node.kind === "group") return visit(node.nodes);
      if (node.kind === "word" || node.kind === "quoted") names.add(node.text.toLowerCase());
      const before = list[at - 1];
      // `SELECT *`, `SELECT a.*`, `, *`; neither `count(*)` nor a product.
      return (
        isSymbol(node, "*") &&
        (isWord(before, "select", "distinct", "all") ||
          isSymbol(before, ",") ||
          isSymbol(before, "."))
      );
    });
  return visit(nodes) ? "all" : names;
}
