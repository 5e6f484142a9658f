import { isSymbol, isWord, split, quoteIdentifier, quoteString } from "./tokens";
import type { Group, Node } from "./tokens";

/** A function of the dialect: DuckDB's name for it, or how its arguments become DuckDB's SQL. */
export type FunctionRule = string | ((args: readonly string[], nodes: readonly Node[][]) => string);

/** What a dialect accepts beside the common SQL that DuckDB reads as it stands. */
export interface Dialect {
  readonly name: string;
  readonly functions: ReadonlyMap<string, FunctionRule>;
  /** Words without parentheses that stand for an expression or a type, e.g. `sysdate`, `float`. */
  readonly words: ReadonlyMap<string, string>;
  /** Types that take arguments and are no functions, with DuckDB's spelling of them. */
  readonly types: ReadonlyMap<string, (args: readonly string[]) => string>;
  /** The text of a `:name` parameter. */
  readonly parameter?: (name: string) => string;
}

/** SQL that this product's local engines do not speak. */
export class UnsupportedSql extends Error {
  override readonly name = "UnsupportedSql";
}

/** Words before a parenthesis that do not call a function. */
const notFunctions = new Set(
  `all and any array as between by case cross distinct else end except exists filter from full
   group having in inner insert intersect interval is join lateral like limit matched materialized
   not on offset or order outer over partition select set some then union update using values when
   where with within`.split(/\s+/),
);
/** Words before a name whose parenthesis is a list of columns. */
const beforeNames = ["into", "table", "exists", "view"];

/** DuckDB's SQL for nodes in this dialect. Throws UnsupportedSql for what it does not know. */
export function render(nodes: readonly Node[], dialect: Dialect): string {
  const parts: string[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const next = nodes[i + 1];
    if (!node) break;
    if (node.kind === "word" && next?.kind === "group" && isCall(nodes, i)) {
      const ordered = withinGroup(nodes, i);
      parts.push(call(node.text, next, dialect, ordered));
      i += ordered ? 4 : 1;
    } else if (node.kind === "word" && next?.kind === "group" && dialect.types.has(node.text)) {
      parts.push(typeText(node.text, next, dialect));
      i += 1;
    } else {
      parts.push(renderNode(node, dialect, isSymbol(nodes[i - 1], ".")));
    }
  }
  return parts.join(" ");

  function isCall(all: readonly Node[], at: number): boolean {
    const node = all[at];
    const before = all[at - 1];
    if (node?.kind !== "word" || dialect.types.has(node.text)) return false;
    if (notFunctions.has(node.text)) return false;
    if (isWord(before, ...beforeNames) || isSymbol(before, ".")) return false;
    // `WITH days (a, b) AS (…)`, `(VALUES …) AS days (a, b)` and `(…) days (a, b)` name columns.
    if (isWord(before, "as") || before?.kind === "group") return false;
    return !(isWord(all[at + 2], "as") && all[at + 3]?.kind === "group");
  }
}

function renderNode(node: Node, dialect: Dialect, qualified: boolean): string {
  switch (node.kind) {
    case "group":
      return `(${render(node.nodes, dialect)})`;
    case "string":
      return quoteString(node.text);
    case "quoted":
      return quoteIdentifier(node.text);
    case "parameter":
      if (!dialect.parameter) throw new UnsupportedSql(`syntax error at or near ":${node.text}"`);
      return dialect.parameter(node.text);
    case "word":
      return qualified ? quoteIdentifier(node.text) : (dialect.words.get(node.text) ?? node.text);
    default:
      return node.text;
  }
}

function typeText(name: string, group: Group, dialect: Dialect): string {
  const rule = dialect.types.get(name);
  const args = split(group.nodes, ",").map((nodes) => render(nodes, dialect));
  return rule ? rule(args) : name;
}

function call(name: string, group: Group, dialect: Dialect, ordered?: Group): string {
  const rule = dialect.functions.get(name);
  if (rule === undefined) {
    throw new UnsupportedSql(`function ${name}() is not supported by the local ${dialect.name}`);
  }
  const nodes = group.nodes.length === 0 ? [] : split(group.nodes, ",");
  if (typeof rule !== "string") {
    return rule(
      nodes.map((argument) => render(argument, dialect)),
      nodes,
    );
  }
  const args = render(group.nodes, dialect);
  return ordered ? `${rule}(${args} ${render(ordered.nodes, dialect)})` : `${rule}(${args})`;
}

/** The `(ORDER BY …)` of `LISTAGG(x, ',') WITHIN GROUP (ORDER BY …)`, which DuckDB wants inside. */
function withinGroup(nodes: readonly Node[], at: number): Group | undefined {
  const ordering = nodes[at + 4];
  const aggregate = isWord(nodes[at], "listagg");
  const found = isWord(nodes[at + 2], "within") && isWord(nodes[at + 3], "group");
  return aggregate && found && ordering?.kind === "group" ? ordering : undefined;
}
