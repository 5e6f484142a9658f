import type { BatchResponse, Received } from "./event";
import type { Entry, WriteFailure } from "../types";

/** What a sink, or the quarantine, did with its part of a batch. */
export interface Written {
  readonly name: string;
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

/** Where delivery must resume: at the lowest sequence number that failed for now. */
export function settle(records: readonly Received[], written: readonly Written[]): Outcome {
  const failures = written.flatMap(({ failures }) =>
    failures.filter((failure) => failure.kind === "transient"),
  );
  const ordered = failures.sort((a, b) => a.index - b.index);
  return { checkpoint: ordered[0]?.index ?? records.length, failures: ordered };
}

/** The response that ReportBatchItemFailures reads: one identifier, the checkpoint's. */
export function responseTo(records: readonly Received[], { checkpoint }: Outcome): BatchResponse {
  const resume = records[checkpoint];
  return {
    batchItemFailures: resume === undefined ? [] : [{ itemIdentifier: resume.at.sequenceNumber }],
  };
}
