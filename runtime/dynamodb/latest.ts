import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { compareNumber } from "lossless-json";
import { attempt } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { dynamodb } from "../aws/dynamodb";
import { failureOf } from "../faults";
import type { WriteContext, WriteFailure } from "../types";
import { spread, type Row } from "./rows";

const PUTS_AT_ONCE = 32;

/** Which of two rows with one key stays: the later one only if its attribute is greater. */
export function newer(attribute: string) {
  return (earlier: Row, later: Row): Row =>
    isGreater(later.attributes[attribute], earlier.attributes[attribute]) ? later : earlier;
}

/** As DynamoDB compares: numbers by value, strings by their bytes, and never one with the other. */
function isGreater(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a?.N !== undefined && b?.N !== undefined) return compareNumber(a.N, b.N) > 0;
  if (a?.S === undefined || b?.S === undefined) return false;
  return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S)) > 0;
}

/**
 * Puts each row unless the table already holds one, under the same key, whose `attribute` is as great:
 * that one is newer, or this very row delivered again, and the entry counts as written.
 */
export async function putLatest(
  table: string,
  attribute: string,
  rows: readonly Row[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const failures = await mapBounded(rows, PUTS_AT_ONCE, async (row) => {
    try {
      await putIfNewer(table, attribute, row, context);
      return [];
    } catch (error) {
      return spread(row, failureOf(error));
    }
  });
  return failures.flat();
}

async function putIfNewer(table: string, attribute: string, row: Row, context: WriteContext) {
  const value = row.attributes[attribute];
  if (value === undefined) throw new Error(`A row without ${attribute} must not come this far.`);
  const command = new PutItemCommand({
    TableName: table,
    Item: row.attributes,
    ConditionExpression: "attribute_not_exists(#latest) OR #latest < :value",
    ExpressionAttributeNames: { "#latest": attribute },
    ExpressionAttributeValues: { ":value": value },
  });
  try {
    await attempt(context, (abortSignal) => dynamodb().send(command, { abortSignal }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
