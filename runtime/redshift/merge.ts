import { createHash } from "node:crypto";
import type { Entry, WriteContext, WriteFailure } from "../types";
import { mergeSql, transactionsOf, tupleSql, type Target, type Tuple } from "./statements";
import { runTransaction, type Warehouse } from "./transaction";

export type WarehouseRow = Readonly<Record<string, unknown>>;

/** Turns rows into SQL, one a key, the last staying; what a column cannot hold is invalid. */
export function tuplesOf(
  target: Target,
  entries: readonly Entry<WarehouseRow>[],
): { tuples: Tuple[]; failures: WriteFailure[] } {
  const byKey = new Map<string, Tuple>();
  const failures: WriteFailure[] = [];
  const key = target.columns.find(({ name }) => name === target.mergeOn);
  for (const { item, index } of entries) {
    try {
      const sql = tupleSql(target, item);
      const identity = key?.literal(item[target.mergeOn]) ?? "";
      const indexes = [...(byKey.get(identity)?.indexes ?? []), index];
      byKey.set(identity, { sql, bytes: Buffer.byteLength(sql), indexes });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ index, kind: "invalid", reason });
    }
  }
  return { tuples: [...byKey.values()], failures };
}

/**
 * Merges rows into the table, a transaction for each 38 statements' worth, one after another since
 * they would wait for each other's lock. `seed` tells this batch from any other.
 */
export async function merge(
  warehouse: Warehouse,
  target: Target,
  tuples: readonly Tuple[],
  seed: string,
  context: WriteContext,
): Promise<WriteFailure[]> {
  const failures: WriteFailure[] = [];
  for (const transaction of transactionsOf(target, tuples)) {
    failures.push(...(await mergeAll(warehouse, target, transaction, seed, context)));
  }
  return failures;
}

/** A transaction that fails for one row's sake is halved until that row stands alone. */
async function mergeAll(
  warehouse: Warehouse,
  target: Target,
  tuples: readonly Tuple[],
  seed: string,
  context: WriteContext,
): Promise<WriteFailure[]> {
  const sqls = mergeSql(target, tuples, stageName(seed, tuples));
  const failure = await runTransaction(warehouse, sqls, seed, context);
  if (failure === undefined) return [];
  if (failure.kind === "transient" || tuples.length === 1) {
    return tuples.flatMap(({ indexes }) => indexes.map((index) => ({ index, ...failure })));
  }
  const middle = Math.ceil(tuples.length / 2);
  return [
    ...(await mergeAll(warehouse, target, tuples.slice(0, middle), seed, context)),
    ...(await mergeAll(warehouse, target, tuples.slice(middle), seed, context)),
  ];
}

/** The same for the same rows, as the ClientToken requires, and no other batch's. */
function stageName(seed: string, tuples: readonly Tuple[]): string {
  const hash = createHash("sha256").update(seed);
  for (const { sql } of tuples) hash.update(sql);
  return `stage_${hash.digest("hex").slice(0, 16)}`;
}
