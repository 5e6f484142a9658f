import type { StoredRecord } from "../kinesis/reader";
import type { Test } from "../patterns/conditions";
import { LAMBDA } from "../patterns/dialects";
import { eventPattern } from "../patterns/events";

/** Tells whether a record goes to the function. */
export type Filter = (record: StoredRecord) => boolean;

/** A record's data as JSON; undefined when it is none, which a pattern on data never lets through. */
function decoded(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    return undefined;
  }
}

function rule(text: string): { readonly readsData: boolean; readonly matches: Test } {
  const matches = eventPattern(text, LAMBDA);
  const { data } = JSON.parse(text) as { data?: unknown };
  // Records are only filtered by their data as JSON, so a list of plain texts is refused, as by AWS.
  if (Array.isArray(data)) throw LAMBDA.refuse("A pattern on data is an object.");
  return { matches, readsData: data !== undefined };
}

/**
 * Compiles a mapping's filter patterns, of which a record must meet one. Undefined without
 * patterns: every record passes. Throws an AwsError for a pattern that AWS would refuse.
 */
export function compileFilter(patterns: readonly string[]): Filter | undefined {
  if (patterns.length === 0) return undefined;
  const rules = patterns.map(rule);
  return (record) => {
    let json: { readonly data: unknown } | undefined;
    const event = {
      kinesisSchemaVersion: "1.0",
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      approximateArrivalTimestamp: record.arrival / 1000,
      // Read for patterns on it alone.
      get data(): unknown {
        json ??= { data: decoded(record.data) };
        return json.data;
      },
    };
    return rules.some(
      ({ readsData, matches }) => (!readsData || event.data !== undefined) && matches(event),
    );
  };
}
