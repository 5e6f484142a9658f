import type { Rows, Session } from "../../sql/duckdb";
import { readCatalog } from "../../sql/redshift/catalog";
import { translateRedshift } from "../../sql/redshift/statement";

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
    const { kind, steps, columns } = translateRedshift(sql, await readCatalog(session), parameters);
    let rows: Rows | undefined;
    for (const step of steps) rows = await session.run(step);
    if (!rows) throw new Error("the statement is empty");
    const names = columns?.map(({ name }) => name ?? "?column?") ?? rows.names;
    return { kind, rows: { ...rows, names } };
  } catch (error) {
    throw new Error(`ERROR: ${redshiftMessage(error)}`, { cause: error });
  }
}

const integerNames: Readonly<Record<string, string>> = {
  16: "smallint",
  32: "integer",
  64: "bigint",
};

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
    /CHECK constraint failed on table .* CHECK\(\(strlen\((rtrim\()?.*\) <= (\d+)\)\)/,
    ([, trim, length = ""]) =>
      `Value too long for character type: character${trim ? "" : " varying"}(${length})`,
  ],
  [
    /NOT NULL constraint failed: (\S+)\.(\S+)/,
    ([, , column = ""]) => `Cannot insert a NULL value into column ${column}`,
  ],
  [/^Out of Range Error: .*(?:HUGEINT|DECIMAL)/, () => "Numeric data overflow (result precision)"],
  [
    /^Out of Range Error: Overflow in .* of INT(\d+)/,
    ([, bits = ""]) => `${integerNames[bits] ?? "integer"} out of range`,
  ],
  [
    /Type INT\d+ with value .* can't be cast .* type INT(\d+)/,
    ([, bits = ""]) => `${integerNames[bits] ?? "integer"} out of range`,
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
