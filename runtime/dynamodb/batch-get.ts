import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { attempt, pause } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { dynamodb } from "../aws/dynamodb";
import type { WriteContext } from "../types";
import type { Attributes } from "./attributes";

/** The most keys of one BatchGetItem. */
const CHUNK = 100;
const CHUNKS_AT_ONCE = 8;

/** Which items to read, and which of their attributes. */
export interface Selection {
  readonly table: string;
  /** A string attribute, the table's only key. */
  readonly partitionKey: string;
  readonly attributes: readonly string[];
}

/**
 * Reads the items that exist under different keys, by their keys; consistently, so that what the
 * batch before has written is seen. Throws when they cannot all be read in time.
 */
export async function batchGet(
  selection: Selection,
  keys: readonly string[],
  context: WriteContext,
): Promise<Map<string, Attributes>> {
  const chunks: string[][] = [];
  for (let i = 0; i < keys.length; i += CHUNK) chunks.push(keys.slice(i, i + CHUNK));
  const found = await mapBounded(chunks, CHUNKS_AT_ONCE, (chunk) =>
    getChunk(selection, chunk, context),
  );
  return new Map(
    found.flat().map((item) => [item[selection.partitionKey]?.S ?? "", item] as const),
  );
}

async function getChunk(
  selection: Selection,
  keys: readonly string[],
  context: WriteContext,
): Promise<Attributes[]> {
  const items: Attributes[] = [];
  let pending = keys.map((key): Attributes => ({ [selection.partitionKey]: { S: key } }));
  for (let tries = 0; ; tries += 1) {
    const command = commandFor(selection, pending);
    const { Responses = {}, UnprocessedKeys = {} } = await attempt(context, (abortSignal) =>
      dynamodb().send(command, { abortSignal }),
    );
    items.push(...Object.values(Responses).flat());
    pending = Object.values(UnprocessedKeys).flatMap(({ Keys }) => Keys ?? []);
    if (pending.length === 0) return items;
    if (!(await pause(tries, context))) {
      throw new Error("UnprocessedKeys: DynamoDB answered none of the retries in time");
    }
  }
}

function commandFor({ table, partitionKey, attributes }: Selection, keys: Attributes[]) {
  const names = [partitionKey, ...attributes];
  return new BatchGetItemCommand({
    RequestItems: {
      [table]: {
        Keys: keys,
        ConsistentRead: true,
        ProjectionExpression: names.map((_name, i) => `#${i}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
      },
    },
  });
}
