import type { StoredRecord } from "../../kinesis/reader";
import type { InvokeResult } from "../../lambda";

/** What an invocation did to its batch. */
export interface Outcome {
  /** How many records, from the first, are processed; all of them, or up to the checkpoint. */
  readonly processed: number;
  /** A tumbling window's state after the invocation, as JSON. */
  readonly state?: string;
}

export interface Expected {
  readonly reportsItemFailures: boolean;
  readonly tumbling: boolean;
}

function parsed(payload: string): unknown {
  if (payload === "") return null;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/**
 * The place of the lowest reported sequence number, which is the checkpoint. Nothing listed is
 * success; an identifier that is empty, misnamed or not of this batch fails the whole batch.
 */
function checkpoint(failures: unknown, records: readonly StoredRecord[]): number {
  if (failures === undefined || failures === null) return records.length;
  if (!Array.isArray(failures)) return 0;
  const places = new Map(records.map((record, index) => [record.sequenceNumber, index]));
  let lowest = records.length;
  for (const failure of failures as readonly unknown[]) {
    const identifier = member(failure, "itemIdentifier");
    const place = typeof identifier === "string" ? places.get(identifier) : undefined;
    if (place === undefined) return 0;
    lowest = Math.min(lowest, place);
  }
  return lowest;
}

/**
 * Reads a function's answer (Lambda developer guide, "Configuring partial batch response" and
 * "Implementing stateful Kinesis Data Streams processing").
 */
export function outcomeOf(
  result: InvokeResult,
  records: readonly StoredRecord[],
  expected: Expected,
): Outcome {
  if (result.functionError !== undefined) return { processed: 0 };
  if (!expected.tumbling && !expected.reportsItemFailures) return { processed: records.length };
  const response = parsed(result.payload);
  if (response === undefined) return { processed: 0 };
  const processed = expected.reportsItemFailures
    ? checkpoint(member(response, "batchItemFailures"), records)
    : records.length;
  if (!expected.tumbling) return { processed };
  const state = member(response, "state");
  if (typeof state !== "object" || state === null) return { processed: 0 };
  return { processed, state: JSON.stringify(state) };
}
