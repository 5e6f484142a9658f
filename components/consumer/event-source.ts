import type * as aws from "@pulumi/aws";
import { refuseOutside, refuseUnless } from "../arguments";

/**
 * How Lambda reads the stream: every option that the service has for Kinesis, defaulted so that no
 * record is lost and none blocks its shard for ever.
 */
export interface EventSourceOptions {
  /** TRIM_HORIZON by default: what was sent before the deployment is processed too. */
  readonly startingPosition?: "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";
  /** ISO 8601; with AT_TIMESTAMP only. */
  readonly startingPositionTimestamp?: string;
  /** Records an invocation takes at most, 1 to 10,000; the service's own default is 100. */
  readonly batchSize?: number;
  /** How long to gather a batch, 0 to 300; 0 by default: what a read brings is a batch. */
  readonly windowSeconds?: number;
  /** Invocations at once per shard, 1 to 10; records of one partition key stay in order. */
  readonly parallelizationFactor?: number;
  /** Halve a failed batch to close in on the record that fails; true by default. */
  readonly bisectOnError?: boolean;
  /** Tries after the first, 0 to 10,000; 30 by default. "forever" blocks a shard on its own risk. */
  readonly maxRetries?: number | "forever";
  /** Records older than this go to the failure bucket, 60 to 604,800; six hours by default. */
  readonly maxRecordAgeSeconds?: number | "forever";
  /**
   * Patterns that a record must match, any of them. What does not match is dropped for good, JSON
   * or not: do not filter where a bad record must be kept.
   */
  readonly filters?: readonly object[];
  /** Length of a tumbling window, 0 to 900; invocations within one share state. */
  readonly tumblingWindowSeconds?: number;
  /** False stops reading, and keeps the position; true by default. */
  readonly enabled?: boolean;
}

/** Checks the options; throws with the component, the problem and the remedy. */
export function checkEventSource(component: string, options: EventSourceOptions): void {
  const { startingPosition, startingPositionTimestamp } = options;
  refuseOutside(component, "batchSize", options.batchSize, 1, 10_000);
  refuseOutside(component, "windowSeconds", options.windowSeconds, 0, 300);
  refuseOutside(component, "parallelizationFactor", options.parallelizationFactor, 1, 10);
  refuseOutside(component, "tumblingWindowSeconds", options.tumblingWindowSeconds, 0, 900);
  refuseUnless(
    options.tumblingWindowSeconds === undefined || (options.parallelizationFactor ?? 1) === 1,
    component,
    "a tumbling window cannot be had with a parallelizationFactor above 1",
    "leave one of them out",
  );
  refuseUnless(
    (startingPosition === "AT_TIMESTAMP") === (startingPositionTimestamp !== undefined),
    component,
    "startingPosition AT_TIMESTAMP and startingPositionTimestamp belong together",
    "give both or neither",
  );
  checkBounds(component, options);
}

/** A shard must never wait for one record without end, unless somebody says so in words. */
function checkBounds(component: string, options: EventSourceOptions): void {
  const { maxRetries, maxRecordAgeSeconds } = options;
  refuseUnless(
    maxRetries !== -1,
    component,
    "maxRetries -1 retries without end and blocks the shard",
    'give a bound (30 is the default), or "forever" to say that you mean it',
  );
  refuseUnless(
    maxRecordAgeSeconds !== -1,
    component,
    "maxRecordAgeSeconds -1 lets a record block its shard for as long as it lives",
    'give a bound (21600 is the default), or "forever" to say that you mean it',
  );
  if (maxRetries !== "forever") refuseOutside(component, "maxRetries", maxRetries, 0, 10_000);
  if (maxRecordAgeSeconds !== "forever")
    refuseOutside(component, "maxRecordAgeSeconds", maxRecordAgeSeconds, 60, 604_800);
}

type MappingArgs = Omit<aws.lambda.EventSourceMappingArgs, "functionName">;

/** The mapping's properties, without the function, the stream and the destination. */
export function mappingArgs(options: EventSourceOptions): MappingArgs {
  const { filters } = options;
  return {
    startingPosition: options.startingPosition ?? "TRIM_HORIZON",
    startingPositionTimestamp: options.startingPositionTimestamp,
    batchSize: options.batchSize,
    maximumBatchingWindowInSeconds: options.windowSeconds,
    parallelizationFactor: options.parallelizationFactor ?? 1,
    bisectBatchOnFunctionError: options.bisectOnError ?? true,
    functionResponseTypes: ["ReportBatchItemFailures"],
    maximumRetryAttempts: unbounded(options.maxRetries ?? 30),
    maximumRecordAgeInSeconds: unbounded(options.maxRecordAgeSeconds ?? 21_600),
    tumblingWindowInSeconds: options.tumblingWindowSeconds,
    enabled: options.enabled ?? true,
    ...(filters !== undefined && {
      filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) },
    }),
  };
}

function unbounded(value: number | "forever"): number {
  return value === "forever" ? -1 : value;
}
