import type { CloudClient } from "../../../gateway/service";
import type { StreamReader } from "../../kinesis/reader";
import type { Invoker } from "../../lambda";
import type { Configuration } from "../configuration";
import type { Filter } from "../filters";
import type { Time } from "./time";

/** The metrics that Lambda publishes for an event source mapping. */
export type MetricName =
  | "IteratorAge"
  | "DestinationDeliveryFailures"
  | "PolledEventCount"
  | "FilteredOutEventCount"
  | "InvokedEventCount"
  | "FailedInvokeEventCount"
  | "DroppedEventCount"
  | "OnFailureDestinationDeliveredEventCount";

/** What a mapping has done since it was created. */
export interface Tally {
  invocations: number;
  /** Records of successful invocations, those before a checkpoint included. */
  recordsDelivered: number;
  /** Records that no filter let through. */
  filtered: number;
  /** Records given up, after the destination, where there is one, has taken them. */
  discarded: number;
  /** The age of the last record of the latest invocation when it was sent, in milliseconds. */
  iteratorAgeMs: number;
}

/** What the engine knows of the mapping that it works for. */
export interface Consumer {
  /** As it is now: an update takes effect with the next batch. */
  readonly configuration: Configuration;
  readonly filter: Filter | undefined;
  readonly streamArn: string;
  /** The function's execution role. */
  readonly roleArn: string;
  readonly reader: StreamReader;
  readonly invoker: Invoker;
  readonly time: Time;
  readonly tally: Tally;
  /** Milliseconds before a stream that could not be read is tried again. */
  readonly problemMs: number;
  /** Milliseconds before the nth repetition of something that failed, from 1. */
  backoffMs(repetition: number): number;
  cloud(): CloudClient;
  /** Throws when the function's role may not read the stream. */
  authorizeRead(): void;
  metric(name: MetricName, value: number): void;
  /** Sets LastProcessingResult. */
  report(result: string): void;
}

export interface Signals {
  /** Ends waits and starts no invocation; those in flight go on. */
  readonly stop: AbortSignal;
  /** Ends invocations in flight too; their records count as not processed. */
  readonly kill: AbortSignal;
}

/** How long any wait lasts before what it waits for is looked at again. */
export const LONGEST_WAIT_MS = 30_000;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
