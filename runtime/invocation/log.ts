import type { Stray } from "../callbacks/strays";
import type { Received } from "./event";
import type { Outcome, Written } from "./outcome";
import type { Rejection } from "./prepare";
import type { Owner } from "./quarantine";
import type { Entry } from "../types";

/** The CloudWatch namespace of every pipeline's metrics; dimensions `pipeline` and `consumer`. */
export const NAMESPACE = "StreamPipelines";

const METRICS = [
  { Name: "Received", Unit: "Count" },
  { Name: "Written", Unit: "Count" },
  { Name: "Quarantined", Unit: "Count" },
  { Name: "Failed", Unit: "Count" },
  { Name: "DurationMs", Unit: "Milliseconds" },
];

/** Only where it counts something, since a consumer without a latest row has no use for the metric. */
const LATE = { Name: "Late", Unit: "Count" };

const MAX_REASONS = 5;

/** An invocation, once it is over. */
export interface Invocation extends Owner {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly durationMs: number;
  readonly records: readonly Received[];
  readonly rejected: readonly Entry<Rejection>[];
  readonly sinks: readonly Written[];
  readonly outcome: Outcome;
  /** How much came after something newer. */
  readonly lateCount: number;
  readonly warnings: readonly string[];
}

/**
 * The invocation's log line, in CloudWatch's embedded metric format, from which the metrics are
 * made. `Failed` counts the records handed back for redelivery; `Written` (items, over all sinks)
 * and `Quarantined` count what lies before them, so that sums over invocations count nothing twice.
 * `Late` counts what came after something newer.
 * A record's content never shows: for a rejected one, position and stage point to its quarantine.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logLine(invocation: Invocation): string {
  const { records, outcome } = invocation;
  const written = Object.fromEntries(
    invocation.sinks.map((sink) => [sink.name, stored(sink, outcome)]),
  );
  return JSON.stringify({
    _aws: {
      Timestamp: invocation.endedAt,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [["pipeline", "consumer"]],
          Metrics: invocation.lateCount > 0 ? [...METRICS, LATE] : METRICS,
        },
      ],
    },
    pipeline: invocation.pipeline,
    consumer: invocation.consumer,
    Received: records.length,
    Written: Object.values(written).reduce((sum, count) => sum + count, 0),
    Quarantined: before(outcome, invocation.rejected).length,
    Failed: records.length - outcome.checkpoint,
    ...(invocation.lateCount > 0 && { Late: invocation.lateCount }),
    DurationMs: Math.round(invocation.durationMs * 10) / 10,
    requestId: invocation.requestId,
    shard: records[0]?.at.shardId,
    lowestSequenceNumber: records[0]?.at.sequenceNumber,
    highestSequenceNumber: records.at(-1)?.at.sequenceNumber,
    written,
    reasons: reasonsOf(invocation),
    ...(invocation.warnings.length > 0 && { warnings: firstOf(invocation.warnings) }),
  });
}

/**
 * The line of a fault that a callback left behind and that showed too late to quarantine its record,
 * which may be stored by now: the container goes on, and the metric `StrayFaults` counts it.
 */
export function strayLine(owner: Owner, { stage, callback, at }: Stray): string {
  return JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [["pipeline", "consumer"]],
          Metrics: [{ Name: "StrayFaults", Unit: "Count" }],
        },
      ],
    },
    pipeline: owner.pipeline,
    consumer: owner.consumer,
    StrayFaults: 1,
    warnings: [
      `${stage}: ${callback} left a fault behind that nobody awaits; its record, ` +
        `${at.shardId}:${at.sequenceNumber}, was done with by then`,
    ],
  });
}

function stored(sink: Written, outcome: Outcome): number {
  const failed = new Set(sink.failures.map((failure) => failure.index));
  return before(outcome, sink.entries).filter((entry) => !failed.has(entry.index)).length;
}

function before<T>(outcome: Outcome, entries: readonly Entry<T>[]): Entry<T>[] {
  return entries.filter((entry) => entry.index < outcome.checkpoint);
}

function reasonsOf({ outcome, records, rejected }: Invocation): string[] {
  const failures = outcome.failures.map(
    ({ index, reason }) => `failed ${records[index]?.at.sequenceNumber ?? index}: ${reason}`,
  );
  const rejections = rejected.map(
    ({ at, item }) => `quarantined ${at.sequenceNumber} at ${item.stage}`,
  );
  return [...firstOf(failures), ...firstOf(rejections)];
}

function firstOf(lines: readonly string[]): string[] {
  return lines.slice(0, MAX_REASONS).map((line) => line.slice(0, 300));
}
