import { createHash } from "node:crypto";
import type { WriteContext, WriteFailure } from "../types";
import { mergeSql, transactionsOf, type Target, type Tuple } from "./statements";
import { runTransaction, type Warehouse } from "./transaction";

/** One row a key, the last staying, which then stands for the entries of all. */
export function onePerKey(tuples: readonly Tuple[]): Tuple[] {
  const byKey = new Map<string, Tuple>();
  for (const tuple of tuples) {
    const indexes = [...(byKey.get(tuple.key)?.indexes ?? []), ...tuple.indexes];
    byKey.set(tuple.key, { ...tuple, indexes });
  }
  return [...byKey.values()];
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
