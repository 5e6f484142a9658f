import type { BatchResponse, Received } from "./event";
import type { Entry, WriteFailure } from "../types";

/** What a sink, or the quarantine, did with its part of a batch. */
export interface Written {
  readonly name: string;
  readonly wholeBatch: boolean;
  readonly entries: readonly Entry<unknown>[];
  readonly failures: readonly WriteFailure[];
}

/** What became of a batch. Everything before the checkpoint is done with, and nothing from it on. */
export interface Outcome {
  /** Index in the batch of the first record to be delivered again; the batch's length if none. */
  readonly checkpoint: number;
  /** Transient failures by themselves, in the batch's order. */
  readonly failures: readonly WriteFailure[];
}

/**
 * Where delivery must resume: at the lowest sequence number that failed for now. A writer that
 * stores a whole batch at once has stored what lies past that point too, under a key that only the
 * same batch overwrites, so then its batch is asked for again from its first entry.
 */
export function settle(records: readonly Received[], written: readonly Written[]): Outcome {
  const failures = written.flatMap(({ failures }) =>
    failures.filter((failure) => failure.kind === "transient"),
  );
  const ordered = failures.sort((a, b) => a.index - b.index);
  const lowest = ordered[0]?.index ?? records.length;
  return { checkpoint: wholeBatches(lowest, written), failures: ordered };
}

function wholeBatches(checkpoint: number, written: readonly Written[]): number {
  const cut = written.filter(
    ({ wholeBatch, entries }) =>
      wholeBatch &&
      entries.some((entry) => entry.index >= checkpoint) &&
      entries.some((entry) => entry.index < checkpoint),
  );
  if (cut.length === 0) return checkpoint;
  const first = Math.min(...cut.map(({ entries }) => entries[0]?.index ?? checkpoint));
  return wholeBatches(first, written);
}

/** The response that ReportBatchItemFailures reads: one identifier, the checkpoint's. */
export function responseTo(records: readonly Received[], { checkpoint }: Outcome): BatchResponse {
  const resume = records[checkpoint];
  return {
    batchItemFailures: resume === undefined ? [] : [{ itemIdentifier: resume.at.sequenceNumber }],
  };
}
