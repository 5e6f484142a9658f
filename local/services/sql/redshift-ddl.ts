import { render, UnsupportedSql } from "./expressions";
import type { Dialect } from "./expressions";
import { isSymbol, isWord, quoteIdentifier, quoteString, split } from "./tokens";
import type { Group, Node } from "./tokens";

/** One DuckDB statement of a translated Redshift statement, or a table to copy the shape of. */
export type Step =
  | { readonly sql: string }
  | { readonly create: string; readonly like: string; readonly includingDefaults: boolean };

/** Characters of a text column where the DDL gives no length (Redshift: 256, CHAR: 1). */
const defaultLengths: Readonly<Record<string, number>> = {
  varchar: 256,
  nvarchar: 256,
  text: 256,
  bpchar: 256,
  char: 1,
  nchar: 1,
  character: 1,
};
const longestText = 65_535;
let sequences = 0;

/** `CREATE [TEMP] TABLE …`, given the nodes after TABLE. Keys and encodings tune Redshift alone. */
export function createTable(
  head: string,
  nodes: readonly Node[],
  dialect: Dialect,
): readonly Step[] {
  const body = nodes.findIndex((node) => node.kind === "group");
  const as = nodes.findIndex((node) => isWord(node, "as"));
  if (as >= 0 && (body < 0 || as < body || nodes[body + 1] !== undefined)) {
    return [{ sql: createAs(head, nodes, as, dialect) }];
  }
  const group = nodes[body];
  if (group?.kind !== "group") throw new UnsupportedSql("CREATE TABLE needs columns");
  const name = render(nodes.slice(0, body), dialect);
  checkAttributes(nodes.slice(body + 1));
  const items = split(group.nodes, ",");
  const [first] = items;
  if (first && isWord(first[0], "like")) {
    return [{ create: `${head} ${name}`, ...like(first, dialect) }];
  }
  const sequenceSteps: Step[] = [];
  const columns = items.filter(isColumn).map((item) => column(item, dialect, sequenceSteps));
  return [...sequenceSteps, { sql: `${head} ${name} (${columns.join(", ")})` }];
}

function createAs(head: string, nodes: readonly Node[], as: number, dialect: Dialect): string {
  const named = nodes.slice(0, as);
  const end = named.findIndex((node) => isWord(node, ...attributeWords));
  const name = end < 0 ? named : named.slice(0, end);
  if (end >= 0) checkAttributes(named.slice(end));
  return `${head} ${render(name, dialect)} AS ${render(nodes.slice(as + 1), dialect)}`;
}

function like(item: readonly Node[], dialect: Dialect) {
  const options = item.findIndex((node) => isWord(node, "including", "excluding"));
  return {
    like: render(options < 0 ? item.slice(1) : item.slice(1, options), dialect),
    includingDefaults: options >= 0 && isWord(item[options], "including"),
  };
}

const attributeWords = [
  "backup",
  "diststyle",
  "distkey",
  "compound",
  "interleaved",
  "sortkey",
  "encode",
];

/** Table attributes mean nothing to DuckDB, but a misspelt one must not pass. */
function checkAttributes(nodes: readonly Node[]): void {
  const values = ["yes", "no", "even", "key", "all", "auto", "sortkey"];
  for (const node of nodes) {
    if (node.kind === "group" || isWord(node, ...attributeWords, ...values)) continue;
    throw new UnsupportedSql(`syntax error at or near "${node.text}"`);
  }
}

/** Keys among a table's columns: informational in Redshift, so never enforced here. */
function isColumn(item: readonly Node[]): boolean {
  return !isWord(item[0], "primary", "unique", "foreign", "constraint");
}

function column(item: readonly Node[], dialect: Dialect, sequenceSteps: Step[]): string {
  const [nameNode, ...rest] = item;
  if (!nameNode || nameNode.kind === "group") throw new UnsupportedSql("a column needs a name");
  const name = quoteIdentifier(nameNode.text);
  const end = rest.findIndex((node) => isWord(node, ...columnWords));
  const typeNodes = end < 0 ? rest : rest.slice(0, end);
  const type = columnType(typeNodes, dialect);
  const check = type.bytes === undefined ? "" : ` CHECK (strlen(${name}) <= ${type.bytes})`;
  const options = end < 0 ? [] : columnOptions(rest.slice(end), dialect, sequenceSteps);
  return [`${name} ${type.sql}${check}`, ...options].join(" ");
}

function columnType(nodes: readonly Node[], dialect: Dialect): { sql: string; bytes?: number } {
  const words = nodes.flatMap((node) => (node.kind === "word" ? [node.text] : []));
  const group = nodes.find((node): node is Group => node.kind === "group");
  const base = words[0] === "character" && words[1] === "varying" ? "varchar" : (words[0] ?? "");
  const fallback = defaultLengths[base];
  if (fallback === undefined) return { sql: render(nodes, dialect) };
  const length = group?.nodes[0];
  if (isWord(length, "max")) return { sql: "VARCHAR", bytes: longestText };
  const bytes = length?.kind === "number" ? Number(length.text) : fallback;
  if (bytes < 1 || bytes > longestText) {
    throw new UnsupportedSql(`length for type ${base} cannot exceed ${longestText}`);
  }
  return { sql: "VARCHAR", bytes };
}

const columnWords = [
  "default", "identity", "generated", "encode", "distkey", "sortkey", "not", "null", "unique",
  "primary", "references", "collate",
]; // prettier-ignore

function columnOptions(nodes: readonly Node[], dialect: Dialect, sequences: Step[]): string[] {
  const options: string[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (isWord(node, "generated")) {
      i = nodes.findIndex((other, at) => at > i && isWord(other, "identity")) - 1;
      if (i < 0) throw new UnsupportedSql('syntax error at or near "generated"');
    } else if (isWord(node, "not") && isWord(nodes[i + 1], "null")) {
      options.push("NOT NULL");
      i += 1;
    } else if (isWord(node, "default")) {
      const found = nodes.findIndex((other, at) => at > i && isWord(other, ...columnWords));
      // `DEFAULT NULL` is a value, not an option.
      const end = found < 0 || found === i + 1 ? (found < 0 ? nodes.length : found + 1) : found;
      options.push(`DEFAULT (${render(nodes.slice(i + 1, end), dialect)})`);
      i = end - 1;
    } else if (isWord(node, "identity")) {
      const group = nodes[i + 1];
      options.push(identity(group?.kind === "group" ? group : undefined, dialect, sequences));
      i += 1;
    } else {
      i += ignored(node, nodes[i + 1]);
    }
  }
  return options;
}

/** How many nodes after this one belong to an option without meaning here. */
function ignored(node: Node | undefined, next: Node | undefined): number {
  if (isWord(node, "encode", "references", "collate")) return 1;
  if (isWord(node, "distkey", "sortkey", "null", "unique", "primary", "key")) return 0;
  if (node?.kind === "group" || isSymbol(node, ".")) return 0;
  const found = node ?? next;
  throw new UnsupportedSql(
    `syntax error at or near "${found && found.kind !== "group" ? found.text : ""}"`,
  );
}

function identity(group: Group | undefined, dialect: Dialect, steps: Step[]): string {
  const [seed = "1", step = "1"] = group
    ? split(group.nodes, ",").map((nodes) => render(nodes, dialect))
    : [];
  const name = `identity_${++sequences}`;
  steps.push({ sql: `CREATE SEQUENCE ${name} START ${seed} INCREMENT ${step}` });
  return `DEFAULT (nextval(${quoteString(name)}))`;
}
