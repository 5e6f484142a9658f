import type { Column } from "../../sql/core/context";
import type { Session } from "../../sql/duckdb";
import { quoteIdentifier } from "../../sql/core/lexer";
import type { ColumnDefinition } from "../statements/statement";
import { QueryFault } from "../faults";
import { duckdbType, hiveType } from "../types";

/** A query's columns as a table would have them. Throws QueryFault where it can have no such column. */
export function hiveColumns(columns: readonly Column[]): ColumnDefinition[] {
  return columns.map(({ name, type }, at) => ({
    Name: (name ?? `_col${at}`).toLowerCase(),
    Type: hiveType(type),
  }));
}

/** Throws QueryFault where a column has no name of its own, or another's. */
export function checkNames(columns: readonly ColumnDefinition[]): void {
  const seen = new Set<string>();
  columns.forEach(({ Name }, at) => {
    if (/^_col\d+$/.test(Name)) {
      const told = `line 1:1: Column name not specified at position ${at + 1}`;
      throw new QueryFault("MISSING_COLUMN_NAME", told);
    }
    if (seen.has(Name)) {
      const told = `line 1:1: Column name '${Name}' specified more than once`;
      throw new QueryFault("DUPLICATE_COLUMN_NAME", told);
    }
    seen.add(Name);
  });
}

/** Where a query's rows wait to be written. */
export const rowsTable = "temp.main.athena_rows";

/** Runs a query into `rowsTable` with a table's columns, and counts its rows. */
export async function keepRows(
  sql: string,
  columns: readonly ColumnDefinition[],
  session: Session,
): Promise<number> {
  const names = columns.map((_column, at) => `c${at}`);
  const cells = columns.map(
    ({ Name, Type }, at) =>
      `CAST(${names[at] ?? ""} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`,
  );
  await session.run(
    `CREATE TEMP TABLE athena_rows AS SELECT ${cells.join(", ")} FROM (${sql}) AS q(${names.join(", ")})`,
  );
  const { rows } = await session.run(`SELECT count(*) FROM ${rowsTable}`);
  return Number(rows[0]?.[0] ?? 0);
}
