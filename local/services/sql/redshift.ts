import { render, UnsupportedSql } from "./expressions";
import type { Dialect } from "./expressions";
import { createTable } from "./redshift-ddl";
import type { Step } from "./redshift-ddl";
import { redshiftFunctions } from "./redshift-functions";
import { isSymbol, isWord, nest, quoteString, split, tokenize } from "./tokens";
import type { Node } from "./tokens";

export type { Step } from "./redshift-ddl";

/** A Redshift statement as the DuckDB statements that do the same; the last one has the result. */
export interface Translation {
  /** The statement's first words: SELECT, INSERT, CREATE TABLE … */
  readonly kind: string;
  readonly steps: readonly Step[];
}

const words: ReadonlyMap<string, string> = new Map([
  ["sysdate", "CAST(get_current_timestamp() AS TIMESTAMP)"],
  ["public", "main"],
  ["float", "DOUBLE"],
  ["float4", "REAL"],
  ["numeric", "DECIMAL(18, 0)"],
  ["decimal", "DECIMAL(18, 0)"],
  ["nvarchar", "VARCHAR"],
  ["nchar", "VARCHAR"],
]);
const text = () => "VARCHAR";
const decimal = (args: readonly string[]) => `DECIMAL(${args[0] ?? "18"}, ${args[1] ?? "0"})`;
const types: Dialect["types"] = new Map([
  ["varchar", text],
  ["nvarchar", text],
  ["varying", () => "VARYING"],
  ["char", text],
  ["nchar", text],
  ["bpchar", text],
  ["character", text],
  ["text", text],
  ["decimal", decimal],
  ["numeric", decimal],
  ["float", (args: readonly string[]) => (Number(args[0]) <= 24 ? "REAL" : "DOUBLE")],
]);

const unchanged = ["select", "with", "insert", "update", "delete", "explain", "alter", "drop"];

/**
 * Translates one Redshift statement; `:name` parameters become literals whose type the context
 * gives, as Redshift's do. Throws UnsupportedSql or SyntaxFault.
 */
export function translateRedshift(
  sql: string,
  parameters: ReadonlyMap<string, string> = new Map(),
): Translation {
  const dialect: Dialect = {
    name: "Redshift",
    functions: redshiftFunctions,
    words,
    types,
    parameter(name) {
      const value = parameters.get(name);
      if (value === undefined) throw new UnsupportedSql(`parameter "${name}" has no value`);
      return quoteString(value);
    },
  };
  return translate(statementNodes(sql), dialect);
}

/** The names of the `:name` parameters in a statement. Throws SyntaxFault. */
export function redshiftParameters(sql: string): readonly string[] {
  const tokens = tokenize(sql, { backslashEscapes: true });
  return tokens.flatMap((token) => (token.kind === "parameter" ? [token.text] : []));
}

function statementNodes(sql: string): readonly Node[] {
  const statements = split(nest(tokenize(sql, { backslashEscapes: true })), ";").filter(
    (nodes) => nodes.length > 0,
  );
  const [first, second] = statements;
  if (!first) throw new UnsupportedSql("the statement is empty");
  if (second) throw new UnsupportedSql("cannot insert multiple commands into a prepared statement");
  return first;
}

function translate(nodes: readonly Node[], dialect: Dialect): Translation {
  const verb = nodes[0]?.kind === "word" ? nodes[0].text : "";
  if (verb === "merge") return { kind: "MERGE", steps: merge(nodes, dialect) };
  if (verb === "create") return create(nodes, dialect);
  if (verb === "truncate") {
    const name = nodes.slice(isWord(nodes[1], "table") ? 2 : 1);
    return { kind: "TRUNCATE", steps: [{ sql: `TRUNCATE ${render(name, dialect)}` }] };
  }
  if (verb === "analyze" || verb === "vacuum") {
    return { kind: verb.toUpperCase(), steps: [{ sql: "SELECT 1 WHERE false" }] };
  }
  if (!unchanged.includes(verb) && nodes[0]?.kind !== "group") throw unsupported(nodes);
  if (verb === "drop" && !isWord(nodes[1], "table", "view", "schema")) throw unsupported(nodes);
  if (verb === "alter" && !isWord(nodes[1], "table")) throw unsupported(nodes);
  const steps = [{ sql: render(withoutRedundantFrom(nodes, verb), dialect) }];
  return { kind: (verb === "with" || verb === "" ? "select" : verb).toUpperCase(), steps };
}

/** `DELETE t` and `DELETE FROM t` are one in Redshift. */
function withoutRedundantFrom(nodes: readonly Node[], verb: string): readonly Node[] {
  if (verb !== "delete" || isWord(nodes[1], "from")) return nodes;
  return [...nodes.slice(0, 1), { kind: "word", text: "from" }, ...nodes.slice(1)];
}

function unsupported(nodes: readonly Node[]): UnsupportedSql {
  const start = nodes
    .slice(0, 2)
    .map((node) => (node.kind === "group" ? "(" : node.text.toUpperCase()))
    .join(" ");
  return new UnsupportedSql(`${start} is not supported by the local Redshift`);
}

function create(nodes: readonly Node[], dialect: Dialect): Translation {
  const at = nodes.findIndex((node) => isWord(node, "table", "view", "schema"));
  const before = nodes.slice(1, at);
  const allowed = ["local", "temp", "temporary", "or", "replace", "if", "not", "exists"];
  if (at < 0 || before.some((node) => !isWord(node, ...allowed))) throw unsupported(nodes);
  const kind = isWord(nodes[at], "table") ? "TABLE" : isWord(nodes[at], "view") ? "VIEW" : "SCHEMA";
  const rest = nodes.slice(at + 1);
  if (kind !== "TABLE") {
    return { kind: `CREATE ${kind}`, steps: [{ sql: render(nodes, dialect) }] };
  }
  // `CREATE TABLE #x` is temporary too.
  const hash = isSymbol(rest[0], "#");
  const temporary = hash || before.some((node) => isWord(node, "temp", "temporary"));
  const exists = rest.slice(0, 3).map((node) => (node.kind === "word" ? node.text : ""));
  const guarded = exists.join(" ") === "if not exists";
  const head = `CREATE ${temporary ? "TEMP " : ""}TABLE${guarded ? " IF NOT EXISTS" : ""}`;
  const steps = createTable(head, rest.slice((hash ? 1 : 0) + (guarded ? 3 : 0)), dialect);
  return { kind: "CREATE TABLE", steps };
}

/**
 * MERGE as Redshift runs it: an error where two source rows match one target row (DuckDB would
 * take either), and REMOVE DUPLICATES as replace-and-insert.
 */
function merge(nodes: readonly Node[], dialect: Dialect): readonly Step[] {
  const position = (word: string) => nodes.findIndex((node) => isWord(node, word));
  const using = position("using");
  const on = position("on");
  const when = position("when");
  const remove = position("remove");
  const end = when >= 0 ? when : remove;
  if (!isWord(nodes[1], "into") || using < 0 || on < using || end < on) {
    throw new UnsupportedSql("MERGE needs INTO, USING, ON, and WHEN or REMOVE DUPLICATES");
  }
  const target = render(nodes.slice(2, using), dialect);
  const source = render(nodes.slice(using + 1, on), dialect);
  const condition = render(nodes.slice(on + 1, end), dialect);
  if (when < 0) {
    return [
      { sql: `DELETE FROM ${target} USING ${source} WHERE ${condition}` },
      { sql: `INSERT INTO ${target} SELECT DISTINCT * FROM ${source}` },
    ];
  }
  const alias = nodes[using - 1];
  const row = alias && alias.kind !== "group" ? `"${alias.text}".rowid` : "rowid";
  const twice = `SELECT 1 FROM ${target} JOIN ${source} ON ${condition} GROUP BY ${row} HAVING count(*) > 1`;
  const fault = "error('Found multiple matches to update the same tuple.')";
  return [
    { sql: `SELECT CASE WHEN EXISTS (${twice}) THEN ${fault} END` },
    { sql: render(nodes, dialect) },
  ];
}
