import type { Literal } from "./columns";

/**
 * The Data API's limits.
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html
 */
const MAX_STATEMENT_BYTES = 100_000;
const MAX_STATEMENTS = 40;

export interface Target {
  /** `table` or `schema.table`. */
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly literal: Literal }[];
  /** The column whose value identifies a row. */
  readonly mergeOn: string;
}

/** A row as SQL, `(…, …)`, and the entries that it stands for. */
export interface Tuple {
  readonly sql: string;
  readonly bytes: number;
  /** The literal of the column that rows are merged on. */
  readonly key: string;
  readonly indexes: readonly number[];
}

export type WarehouseRow = Readonly<Record<string, unknown>>;

/** A row's tuple. Throws an Error that names the column which cannot hold its value. */
export function tupleOf(target: Target, row: WarehouseRow, index: number): Tuple {
  checkKey(target.mergeOn, row);
  const values = target.columns.map(({ name, literal }) => {
    try {
      return literal(Object.hasOwn(row, name) ? row[name] : undefined);
    } catch (error) {
      const rule = error instanceof Error ? error.message : String(error);
      throw new Error(`${name} ${rule}`, { cause: error });
    }
  });
  const sql = `(${values.join(", ")})`;
  const bytes = Buffer.byteLength(sql);
  if (bytes > MAX_STATEMENT_BYTES - headBytes(target)) {
    throw new Error(`the row must be less than ${MAX_STATEMENT_BYTES} bytes of SQL`);
  }
  const key = values[target.columns.findIndex(({ name }) => name === target.mergeOn)] ?? "";
  return { sql, bytes, key, indexes: [index] };
}

function checkKey(name: string, row: WarehouseRow): void {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  if (value === undefined || value === null) {
    throw new Error(`${name} must be there, since rows are merged by it`);
  }
  // Two such keys would be one to MERGE, which then refuses the whole transaction.
  if (typeof value === "string" && value.endsWith(" ")) {
    throw new Error(`${name} must not end in a blank, which Redshift ignores when it compares`);
  }
}

/**
 * The statements of one transaction each: stage the rows in a temporary table, then merge them. `name`
 * is the stage's. Rows of one key must not come twice.
 */
export function mergeSql(target: Target, tuples: readonly Tuple[], name: string): string[] {
  const head = insertHead(target, name);
  const inserts = chunks(tuples, headBytes(target)).map(
    (chunk) => head + chunk.map((tuple) => tuple.sql).join(", "),
  );
  const stage = quote(name);
  return [
    `CREATE TEMP TABLE ${stage} (LIKE ${path(target.table)})`,
    ...inserts,
    mergeInto(target, stage),
  ];
}

/** Cuts rows into as many as one transaction's statements can stage. */
export function transactionsOf(target: Target, tuples: readonly Tuple[]): Tuple[][] {
  const inserts = chunks(tuples, headBytes(target));
  const transactions: Tuple[][] = [];
  const each = MAX_STATEMENTS - 2;
  for (let i = 0; i < inserts.length; i += each) {
    transactions.push(inserts.slice(i, i + each).flat());
  }
  return transactions;
}

function chunks(tuples: readonly Tuple[], head: number): Tuple[][] {
  const cut: Tuple[][] = [];
  let bytes = Infinity;
  for (const tuple of tuples) {
    bytes += tuple.bytes + 2;
    if (bytes > MAX_STATEMENT_BYTES) {
      cut.push([]);
      bytes = head + tuple.bytes;
    }
    cut.at(-1)?.push(tuple);
  }
  return cut;
}

/** An INSERT's bytes before its rows; the stage's name is short of a hundred. */
function headBytes(target: Target): number {
  return Buffer.byteLength(insertHead(target, "")) + 100;
}

function insertHead(target: Target, stage: string): string {
  const names = target.columns.map(({ name }) => quote(name)).join(", ");
  return `INSERT INTO ${quote(stage)} (${names}) VALUES `;
}

function mergeInto({ table, columns, mergeOn }: Target, stage: string): string {
  const names = columns.map(({ name }) => quote(name));
  const staged = names.map((name) => `${stage}.${name}`);
  const key = quote(mergeOn);
  const target = quote(table.split(".").at(-1) ?? table);
  const changed = names.filter((name) => name !== key || names.length === 1);
  const updates = changed.map((name) => `${name} = ${stage}.${name}`);
  return (
    `MERGE INTO ${path(table)} USING ${stage} ON ${target}.${key} = ${stage}.${key} ` +
    `WHEN MATCHED THEN UPDATE SET ${updates.join(", ")} ` +
    `WHEN NOT MATCHED THEN INSERT (${names.join(", ")}) VALUES (${staged.join(", ")})`
  );
}

function path(table: string): string {
  return table.split(".").map(quote).join(".");
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
