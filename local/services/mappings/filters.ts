import type { StoredRecord } from "../kinesis/reader";
import { compilePattern, type Matcher } from "./pattern";

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

interface Rule {
  readonly metadata: Matcher | undefined;
  readonly data: Matcher | undefined;
}

function compileRule(text: string): Rule {
  const pattern: unknown = JSON.parse(text);
  if (typeof pattern !== "object" || pattern === null || Array.isArray(pattern)) {
    throw new Error("a pattern is an object");
  }
  const { data, ...metadata } = pattern as Record<string, unknown>;
  // Records are only filtered by their data as JSON, so a list of plain texts is refused, as by AWS.
  if (data !== undefined && (typeof data !== "object" || data === null || Array.isArray(data))) {
    throw new Error("a pattern on data is an object");
  }
  const hasMetadata = Object.keys(metadata).length > 0;
  return {
    metadata: hasMetadata || data === undefined ? compilePattern(metadata) : undefined,
    data: data === undefined ? undefined : compilePattern(data),
  };
}

function metadataOf(record: StoredRecord): Record<string, unknown> {
  return {
    kinesisSchemaVersion: "1.0",
    partitionKey: record.partitionKey,
    sequenceNumber: record.sequenceNumber,
    approximateArrivalTimestamp: record.arrival / 1000,
  };
}

/**
 * Compiles a mapping's filter patterns, of which a record must meet one. Undefined without
 * patterns: every record passes. Throws an Error for a pattern that AWS would refuse.
 */
export function compileFilter(patterns: readonly string[]): Filter | undefined {
  if (patterns.length === 0) return undefined;
  const rules = patterns.map(compileRule);
  const readsData = rules.some((rule) => rule.data);
  return (record) => {
    const metadata = metadataOf(record);
    const data = readsData ? decoded(record.data) : undefined;
    return rules.some(
      (rule) =>
        (!rule.metadata || rule.metadata(metadata)) &&
        (!rule.data || (data !== undefined && rule.data(data))),
    );
  };
}
