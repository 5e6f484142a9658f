import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { attempt, pause } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { dynamodb } from "../aws/dynamodb";
import { failureOf } from "../faults";
import type { WriteContext, WriteFailure } from "../types";
import { identityOf, spread, type Row, type TableKey } from "./rows";

/**
 * The most items of one BatchWriteItem. Its other limit, 16 MB, is out of reach: 25 of the largest
 * items are 10 MB.
 */
const CHUNK = 25;
const CHUNKS_AT_ONCE = 16;

export interface Table extends TableKey {
  readonly name: string;
}

/** Puts rows whose keys differ, replacing what stands under them; gives what could not be put. */
export async function batchWrite(
  table: Table,
  rows: readonly Row[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const chunks: Row[][] = [];
  for (let i = 0; i < rows.length; i += CHUNK) chunks.push(rows.slice(i, i + CHUNK));
  const failures = await mapBounded(chunks, CHUNKS_AT_ONCE, (chunk) =>
    writeChunk(table, chunk, context),
  );
  return failures.flat();
}

async function writeChunk(
  table: Table,
  chunk: readonly Row[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  let pending = chunk;
  for (let tries = 0; ; tries += 1) {
    try {
      pending = await send(table, pending, context);
    } catch (error) {
      return refused(table, pending, error, context);
    }
    if (pending.length === 0) return [];
    if (!(await pause(tries, context))) {
      const reason = "UnprocessedItems: DynamoDB took none of the retries in time";
      return pending.flatMap((row) => spread(row, { kind: "transient", reason }));
    }
  }
}

/** Sends one request; gives the rows that DynamoDB left unprocessed. */
async function send(
  table: Table,
  rows: readonly Row[],
  context: WriteContext,
): Promise<readonly Row[]> {
  const requests = rows.map(({ attributes }) => ({ PutRequest: { Item: attributes } }));
  const command = new BatchWriteItemCommand({ RequestItems: { [table.name]: requests } });
  const { UnprocessedItems = {} } = await attempt(context, (abortSignal) =>
    dynamodb().send(command, { abortSignal }),
  );
  // The answer may name the table by its ARN, so take whichever is there.
  const left = new Set(Object.values(UnprocessedItems).flat().map(identityIn(table)));
  return rows.filter((row) => left.has(row.identity));
}

function identityIn(table: Table) {
  return ({ PutRequest }: WriteRequest) => identityOf(PutRequest?.Item ?? {}, table);
}

/** DynamoDB refuses a request whole for one bad item: halve it until that item stands alone. */
async function refused(
  table: Table,
  rows: readonly Row[],
  error: unknown,
  context: WriteContext,
): Promise<WriteFailure[]> {
  const failure = failureOf(error);
  if (failure.kind === "transient" || rows.length === 1) {
    return rows.flatMap((row) => spread(row, failure));
  }
  const middle = Math.ceil(rows.length / 2);
  return [
    ...(await writeChunk(table, rows.slice(0, middle), context)),
    ...(await writeChunk(table, rows.slice(middle), context)),
  ];
}
