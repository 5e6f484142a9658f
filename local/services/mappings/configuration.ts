/** An event source mapping's settings, by the names that the API gives them. */
export interface Settings {
  /** The largest number of records of one invocation. */
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  /** How many batches of one shard are processed at once. */
  readonly ParallelizationFactor: number;
  /** -1: as long as the stream keeps the record. */
  readonly MaximumRecordAgeInSeconds: number;
  /** -1: as long as the stream keeps the record. */
  readonly MaximumRetryAttempts: number;
  readonly BisectBatchOnFunctionError: boolean;
  /** 0: no tumbling window. */
  readonly TumblingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  readonly DestinationConfig: { readonly OnFailure: { readonly Destination?: string } };
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] };
  readonly MetricsConfig?: { readonly Metrics: readonly string[] };
}

export type StartingPosition = "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";

export interface Configuration extends Settings {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  /** A stream, or an enhanced fan-out consumer of one. */
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly StartingPosition: StartingPosition;
  /** Epoch seconds. */
  readonly StartingPositionTimestamp?: number;
}

export type State =
  "Creating" | "Enabling" | "Enabled" | "Disabling" | "Disabled" | "Updating" | "Deleting";

/** What CreateEventSourceMapping assumes for a Kinesis stream. */
export const defaultSettings: Settings = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  BisectBatchOnFunctionError: false,
  TumblingWindowInSeconds: 0,
  FunctionResponseTypes: [],
  DestinationConfig: { OnFailure: {} },
};

/** The stream of an event source that is an enhanced fan-out consumer, or the stream itself. */
export function streamArnOf(eventSourceArn: string): string {
  return eventSourceArn.replace(/\/consumer\/.*$/, "");
}
