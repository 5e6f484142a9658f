import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { attempt } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { dynamodb } from "../aws/dynamodb";
import { failureOf } from "../faults";
import { MAX_FUTURE_SECONDS } from "../future";
import type { WriteContext, WriteFailure } from "../types";
import { beyondNow, isGreater, type TimeUnit } from "./order";
import { spread, type Row, type TableKey } from "./rows";

const PUTS_AT_ONCE = 32;

/** A table whose rows stay the latest by an attribute. */
export interface LatestTable extends TableKey {
  readonly name: string;
  readonly keepLatestBy: string;
  readonly latestUnit?: TimeUnit;
  readonly maxFutureSeconds?: number;
}

/** One row a key, the one with the greatest attribute; of equal ones the first. Older ones are late. */
export function latestOf(
  rows: readonly Row[],
  attribute: string,
): { latest: readonly Row[]; late: number } {
  const byKey = new Map<string, Row>();
  let late = 0;
  for (const row of rows) {
    const known = byKey.get(row.identity);
    const isNewer =
      known === undefined || isGreater(row.attributes[attribute], known.attributes[attribute]);
    if (known !== undefined && isGreater(known.attributes[attribute], row.attributes[attribute])) {
      late += 1;
    }
    const indexes = [...(known?.indexes ?? []), ...row.indexes];
    byKey.set(row.identity, { ...(isNewer ? row : known), indexes });
  }
  return { latest: [...byKey.values()], late };
}

/**
 * Puts each row unless the table already holds one, under the same key, whose attribute is as great:
 * that one is newer, or this very row delivered again, and the entry counts as written. A row that is
 * yet to come, from before such were refused, is replaced.
 */
export async function putLatest(
  table: LatestTable,
  rows: readonly Row[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const failures = await mapBounded(rows, PUTS_AT_ONCE, async (row) => {
    try {
      if (!(await putIfNewer(table, row, context))) context.countLate(1);
      return [];
    } catch (error) {
      return spread(row, failureOf(error));
    }
  });
  return failures.flat();
}

/** Whether the row stands in the table now, or another that is as new; false if a newer one does. */
async function putIfNewer(
  { name, keepLatestBy, latestUnit, maxFutureSeconds = MAX_FUTURE_SECONDS, ...key }: LatestTable,
  row: Row,
  context: WriteContext,
): Promise<boolean> {
  const value = row.attributes[keepLatestBy];
  if (value === undefined) throw new Error(`A row without ${keepLatestBy} must not come this far.`);
  const beyond = beyondNow(value, latestUnit, maxFutureSeconds);
  const command = new PutItemCommand({
    TableName: name,
    Item: row.attributes,
    ConditionExpression:
      "attribute_not_exists(#latest) OR #latest < :value" +
      (beyond === undefined ? "" : " OR #latest > :beyond"),
    ExpressionAttributeNames: { "#latest": keepLatestBy },
    ExpressionAttributeValues: { ":value": value, ...(beyond && { ":beyond": beyond }) },
  });
  try {
    await attempt(context, (abortSignal) => dynamodb().send(command, { abortSignal }));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const stored = await storedValue(name, key, row, keepLatestBy, context);
    return !isGreater(stored, value);
  }
}

async function storedValue(
  table: string,
  { partitionKey, sortKey }: TableKey,
  { attributes }: Row,
  attribute: string,
  context: WriteContext,
) {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  const command = new GetItemCommand({
    TableName: table,
    Key: Object.fromEntries(Object.entries(attributes).filter(([name]) => keys.includes(name))),
    ConsistentRead: true,
    ProjectionExpression: "#latest",
    ExpressionAttributeNames: { "#latest": attribute },
  });
  const { Item } = await attempt(context, (abortSignal) =>
    dynamodb().send(command, { abortSignal }),
  );
  return Item?.[attribute];
}
