import { mapBounded } from "../aws/bounded";
import { PUTS_AT_ONCE, putObject } from "../aws/s3";
import { reasonOf } from "../faults";
import type { Rejection } from "./prepare";
import type { Entry, Environment, WriteContext, WriteFailure, Writer } from "../types";

/** Whose records are quarantined. */
export interface Owner {
  readonly pipeline: string;
  readonly consumer: string;
}

/**
 * Keeps rejected records in S3, one JSON object each. Key and content follow from the record alone,
 * so that a redelivery overwrites the same object with the same bytes. Environment:
 * QUARANTINE_BUCKET, QUARANTINE_PREFIX.
 */
export function openQuarantine(owner: Owner, env: Environment): Writer<Rejection> {
  const bucket = env("QUARANTINE_BUCKET");
  const prefix = env("QUARANTINE_PREFIX");
  const store = async (entry: Entry<Rejection>, context: WriteContext) => {
    const key = prefix + quarantineKey(entry);
    const body = JSON.stringify(quarantineDocument(owner, entry), null, 2) + "\n";
    await putObject({ bucket, key, body, contentType: "application/json" }, context);
  };
  return {
    write: async (entries, context) => {
      const failures = await mapBounded(entries, PUTS_AT_ONCE, async (entry) => {
        try {
          await store(entry, context);
          return [];
        } catch (error) {
          return [unwritten(entry, error)];
        }
      });
      return failures.flat();
    },
  };
}

/** A record may never be dropped: whatever keeps it out of quarantine, it is delivered again. */
function unwritten(entry: Entry<Rejection>, error: unknown): WriteFailure {
  return { index: entry.index, kind: "transient", reason: `quarantine: ${reasonOf(error)}` };
}

function quarantineKey({ at }: Entry<Rejection>): string {
  const day = at.arrival.slice(0, 10).replaceAll("-", "/");
  return `${day}/${at.shardId}-${at.sequenceNumber}.json`;
}

function quarantineDocument(owner: Owner, { item, at }: Entry<Rejection>): object {
  return {
    reason: item.reason,
    stage: item.stage,
    pipeline: owner.pipeline,
    consumer: owner.consumer,
    stream: at.stream,
    shardId: at.shardId,
    sequenceNumber: at.sequenceNumber,
    partitionKey: at.partitionKey,
    arrival: at.arrival,
    data: item.data,
  };
}
