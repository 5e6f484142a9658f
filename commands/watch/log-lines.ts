import { embeddedLine } from "../../local/services/cloudwatch/embedded";
import type { Fault } from "./notices";

/** A record in quarantine, by the function's log line. */
export interface Quarantined {
  readonly pipeline: string;
  readonly consumer: string;
  readonly stage: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Milliseconds since the epoch: when the invocation ended. */
  readonly at: number;
}

/** What the log line of an invocation says that went wrong. */
export interface LineFaults {
  readonly faults: readonly Fault[];
  /** At most as many as the line names. */
  readonly quarantined: readonly Quarantined[];
  /** Quarantined records, named or not. */
  readonly quarantinedCount: number;
}

const none: LineFaults = { faults: [], quarantined: [], quarantinedCount: 0 };

/** The command that shows a function's log lines, in both versions of the AWS CLI. */
export function lookAtLog(functionName: string): string {
  return (
    `aws logs filter-log-events --log-group-name /aws/lambda/${functionName} ` +
    `--query 'events[-20:].message' --output text`
  );
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Reads a message of any log; all but a pipeline's own lines say nothing. */
export function faultsOf(message: string): LineFaults {
  const line = embeddedLine(message);
  if (line === undefined) return none;
  const { pipeline, consumer } = line;
  if (typeof pipeline !== "string" || typeof consumer !== "string") return none;
  const base = { owner: `${pipeline}/${consumer}`, look: lookAtLog(`${pipeline}-${consumer}`) };
  const reasons = strings(line.reasons);
  const failed = reasons.flatMap((reason) => /^failed \S+: ([^]*)$/.exec(reason)?.[1] ?? []);
  const faults: Fault[] = [...new Set(failed)].map((reason, index) => ({
    ...base,
    kind: "delivered again after a failure",
    reason,
    // All that come again are counted once, with the first reason.
    count: index === 0 ? Math.max(1, Number(line.Failed)) : 0,
  }));
  for (const reason of strings(line.warnings)) faults.push({ ...base, kind: "warning", reason });
  const at = line._aws.Timestamp ?? Date.now();
  const quarantined = reasons.flatMap((reason) => {
    const [, sequenceNumber, stage] = /^quarantined (\d+) at (.*)$/.exec(reason) ?? [];
    if (sequenceNumber === undefined || stage === undefined) return [];
    return [{ pipeline, consumer, stage, sequenceNumber, shardId: String(line.shard), at }];
  });
  return { faults, quarantined, quarantinedCount: Number(line.Quarantined ?? 0) };
}
