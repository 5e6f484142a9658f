import { literalsOf } from "./columns";
import type { Target } from "./statements";

export interface WarehouseOptions {
  /** `table` or `schema.table`. */
  readonly table: string;
  /** By name, in the order in which they are written. */
  readonly columns: Readonly<Record<string, { readonly type: string }>>;
  /** The column whose value identifies a row: a redelivery updates it. */
  readonly mergeOn: string;
}

/** The table with its columns' literals. Throws when `mergeOn` is none of the columns. */
export function targetOf({ table, columns, mergeOn }: WarehouseOptions): Target {
  if (!Object.hasOwn(columns, mergeOn)) {
    throw new Error(
      `Rows of ${table} cannot be merged on ${mergeOn}: it is not one of its columns.`,
    );
  }
  const named = Object.entries(columns).map(([name, { type }]) => ({
    name,
    literal: literalsOf(type),
  }));
  return { table, columns: named, mergeOn };
}
