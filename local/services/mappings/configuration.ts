import type { EventSourceMappingConfiguration, OnFailure } from "@aws-sdk/client-lambda";

type Shape = EventSourceMappingConfiguration;

/**
 * What requests set of an event source mapping. Of the maximum age and retries, -1 is as long as the stream
 * keeps the record; of the tumbling window, 0 is none.
 */
export type Settings = Required<
  Pick<
    Shape,
    | "BatchSize"
    | "MaximumBatchingWindowInSeconds"
    | "ParallelizationFactor"
    | "MaximumRecordAgeInSeconds"
    | "MaximumRetryAttempts"
    | "BisectBatchOnFunctionError"
    | "TumblingWindowInSeconds"
    | "FunctionResponseTypes"
  >
> &
  Pick<Shape, "FilterCriteria" | "MetricsConfig" | "ScalingConfig"> & {
    DestinationConfig: { OnFailure: OnFailure };
  };

/** Which mapping it is, of which stream (or enhanced fan-out consumer of one) or queue to which function. */
export type Identity = Required<
  Pick<Shape, "UUID" | "EventSourceMappingArn" | "EventSourceArn" | "FunctionArn">
>;

export type Start = Required<Pick<Shape, "StartingPosition">> &
  Pick<Shape, "StartingPositionTimestamp">;

export type Configuration = Settings & Identity & Start;

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
