import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../gateway/service";
import { invalid } from "../../lambda/function";
import type { Configuration, Settings } from "../configuration";
import type { Dependencies } from "../mapping";
import { compileBodyFilter } from "./filter";

const QUEUE_ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]{1,80}(\.fifo)?$/;

export const isQueue = (eventSourceArn: string): boolean => QUEUE_ARN.test(eventSourceArn);

/** Settings of a queue's mapping; all others are of streams. */
const OWN = new Set([
  "BatchSize",
  "EventSourceArn",
  "EventSourceMappingArn",
  "FilterCriteria",
  "FunctionArn",
  "FunctionResponseTypes",
  "MaximumBatchingWindowInSeconds",
  "MetricsConfig",
  "ScalingConfig",
  "UUID",
]);

/** Inputs that a request for a queue must not have. */
const STREAM_ONLY = [
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "ParallelizationFactor",
  "TumblingWindowInSeconds",
] as const;

type Given = { readonly [N in (typeof STREAM_ONLY)[number] | "StartingPosition"]?: unknown } & {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
};

/** Throws InvalidParameterValueException for what a request says that only streams have. */
export function checkQueueInput(input: Given): void {
  if (input.StartingPosition !== undefined) {
    throw invalid("StartingPosition is not valid for SQS event sources.");
  }
  const foreign = STREAM_ONLY.find((name) => input[name] !== undefined);
  if (foreign !== undefined) {
    throw invalid(`Unsupported ${foreign} parameter for given event source mapping type.`);
  }
}

const MOST_FIFO_BATCH = 10;

/**
 * Throws InvalidParameterValueException for a size, a window or filters that the queue cannot have.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 */
export function checkQueueSettings(
  settings: Settings & Pick<Configuration, "EventSourceArn">,
): void {
  const { BatchSize: size, MaximumBatchingWindowInSeconds: window, FilterCriteria } = settings;
  if (settings.EventSourceArn.endsWith(".fifo")) {
    if (size > MOST_FIFO_BATCH) {
      throw invalid(`Batch size ${size} is invalid: FIFO queues take at most ${MOST_FIFO_BATCH}.`);
    }
    if (window > 0) throw invalid("Batching window is not supported for FIFO queues");
  }
  if (size > 10 && window < 1) {
    throw invalid(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  for (const { Pattern = "" } of FilterCriteria?.Filters ?? []) compileBodyFilter([Pattern]);
}

/** What the API tells of a queue's mapping. */
export function queueConfiguration(configuration: Configuration): EventSourceMappingConfiguration {
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => OWN.has(name)));
}

/** Actions that a function's role needs on a queue. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const QUEUE_ACTIONS = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const;

/**
 * Throws InvalidParameterValueException, in the words of the real service, for a queue that is not there or
 * that the function's role may not read.
 */
export function checkQueueAccess(
  dependencies: Pick<Dependencies, "queues" | "authorizeRead" | "roleOf">,
  queueArn: string,
  functionArn: string,
): void {
  try {
    dependencies.authorizeRead(dependencies.roleOf(functionArn), queueArn);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const action = QUEUE_ACTIONS.find((each) => why.includes(`sqs:${each}`)) ?? QUEUE_ACTIONS[0];
    throw invalid(
      `The provided execution role does not have permissions to call ${action} on SQS (${why})`,
    );
  }
  try {
    dependencies.queues.describe(queueArn);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(
      `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: ${error.message}`,
    );
  }
}

/** Throws InvalidParameterValueException where a message would come again while its function runs. */
export function checkVisibility(visibilityTimeout: number, functionTimeout: number): void {
  if (visibilityTimeout >= functionTimeout) return;
  throw invalid(
    `Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${functionTimeout} seconds`,
  );
}
