import type { Rows, Session } from "../../sql/duckdb";
import { translateRedshift } from "../../sql/redshift";
import type { Step, Translation } from "../../sql/redshift";
import { isWord, nest, quoteIdentifier, split, tokenize } from "../../sql/tokens";
import type { Group, Node } from "../../sql/tokens";

/** A statement that has run: what it was, and its rows or how many it touched. */
export interface Outcome {
  readonly kind: string;
  readonly rows: Rows;
}

/** Runs one Redshift statement in the session's transaction. Rejects with Redshift's error text. */
export async function runStatement(
  session: Session,
  sql: string,
  parameters: ReadonlyMap<string, string>,
): Promise<Outcome> {
  try {
    const translation = translateRedshift(sql, parameters);
    return { kind: translation.kind, rows: await runSteps(session, translation) };
  } catch (error) {
    throw new Error(`ERROR: ${redshiftMessage(error)}`, { cause: error });
  }
}

async function runSteps(session: Session, translation: Translation): Promise<Rows> {
  let last: Rows | undefined;
  for (const step of translation.steps) last = await session.run(await sqlOf(session, step));
  if (!last) throw new Error("the statement is empty");
  return last;
}

async function sqlOf(session: Session, step: Step): Promise<string> {
  if ("sql" in step) return step.sql;
  // The source is named in an empty query first, so that a missing table is the usual error.
  await session.run(`SELECT 1 FROM ${step.like} WHERE false`);
  const name = nest(tokenize(step.like, { backslashEscapes: false })).at(-1);
  const table = name && name.kind !== "group" ? name.text : "";
  const found = await session.run(
    `SELECT sql FROM duckdb_tables() WHERE lower(table_name) = '${table.replaceAll("'", "''")}'`,
  );
  const definition = found.rows[0]?.[0];
  if (typeof definition !== "string") throw new Error(`"${table}" is not a table`);
  const nodes = nest(tokenize(definition, { backslashEscapes: false }));
  const columns = nodes.find((node): node is Group => node.kind === "group");
  const kept = split(columns?.nodes ?? [], ",").map((nodes) =>
    asWritten(step.includingDefaults ? nodes : withoutDefault(nodes)),
  );
  return `${step.create} (${kept.join(", ")})`;
}

/** LIKE copies types and NOT NULL; defaults only where asked for. */
function withoutDefault(nodes: readonly Node[]): readonly Node[] {
  const at = nodes.findIndex((node) => isWord(node, "default"));
  return at < 0 ? nodes : [...nodes.slice(0, at), ...nodes.slice(at + 2)];
}

function asWritten(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (node.kind === "group") return `(${asWritten(node.nodes)})`;
      if (node.kind === "quoted") return quoteIdentifier(node.text);
      return node.kind === "string" ? `'${node.text.replaceAll("'", "''")}'` : node.text;
    })
    .join(" ");
}

const messages: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [
    /Table with name "?([^"\s]+)"? does not exist/,
    ([, name = ""]) => `relation "${name}" does not exist`,
  ],
  [
    /Table with name "([^"]+)" already exists/,
    ([, name = ""]) => `Relation "${name}" already exists`,
  ],
  [
    /CHECK constraint failed on table .* CHECK\(\(strlen\(.*\) <= (\d+)\)\)/,
    ([, length = ""]) => `Value too long for character type: character varying(${length})`,
  ],
  [
    /NOT NULL constraint failed: (\S+)\.(\S+)/,
    ([, , column = ""]) => `Cannot insert a NULL value into column ${column}`,
  ],
  [/to type DECIMAL\(.*out of range/, () => "Numeric data overflow (result precision)"],
  [/Could not cast value .* to DECIMAL/, () => "Numeric data overflow (result precision)"],
  [/Referenced column "([^"]+)"/, ([, name = ""]) => `column "${name}" does not exist`],
];

/** DuckDB's message in Redshift's words where the two are known, otherwise its first line. */
function redshiftMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  for (const [pattern, say] of messages) {
    const found = pattern.exec(text);
    if (found) return say(found);
  }
  const [line = text] = text.split("\n");
  return line.replace(/^(?:Failed to extract statements: )?[A-Z][A-Za-z ]* Error: /, "");
}
