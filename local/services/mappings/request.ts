import type { DestinationConfig, FilterCriteria } from "@aws-sdk/client-lambda";
import type { InputOf } from "../../gateway/model/apis";
import { invalidMember } from "../../gateway/model/rules";
import { AwsError } from "../../gateway/service";
import { invalid } from "../lambda/function";
import { defaultSettings } from "./configuration";
import type { Configuration, Settings, Start } from "./configuration";
import { compileFilter } from "./filters";

export type CreateInput = InputOf<"lambda", "CreateEventSourceMapping">;
export type UpdateInput = InputOf<"lambda", "UpdateEventSourceMapping">;
type SettingsInput = Pick<CreateInput, keyof Settings>;

const names = [
  "BatchSize",
  "MaximumBatchingWindowInSeconds",
  "ParallelizationFactor",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "BisectBatchOnFunctionError",
  "TumblingWindowInSeconds",
  "FunctionResponseTypes",
  "MetricsConfig",
] as const satisfies readonly (keyof Settings)[];

/** What a request says, over what holds without it. */
function merged(current: Settings, input: SettingsInput): Settings {
  const { MaximumRecordAgeInSeconds: age = -1 } = input;
  if (age >= 0 && age < 60) {
    throw invalid(
      `MaximumRecordAgeInSeconds is invalid: ${age}. It must be -1 (no limit) or between 60 and 604800 seconds.`,
    );
  }
  const given = names
    .filter((name) => input[name] !== undefined)
    .map((name) => [name, input[name]] as const);
  return {
    ...current,
    ...Object.fromEntries(given),
    ...(input.DestinationConfig && { DestinationConfig: destination(input.DestinationConfig) }),
    ...(input.FilterCriteria && { FilterCriteria: filters(input.FilterCriteria) }),
  };
}

function destination({ OnSuccess, OnFailure }: DestinationConfig): Settings["DestinationConfig"] {
  if (OnSuccess?.Destination !== undefined) {
    throw invalid("Unsupported DestinationConfig parameter for given event source mapping type.");
  }
  const { Destination = "" } = OnFailure ?? {};
  if (Destination === "") return { OnFailure: {} };
  if (/^arn:[^:]+:(s3:::[^/]+|sns:[^:]+:\d{12}:.+)$/.test(Destination)) {
    return { OnFailure: { Destination } };
  }
  if (/^arn:[^:]+:sqs:/.test(Destination)) {
    throw new AwsError(
      "NotImplementedException",
      `The local cloud has no SQS: use an S3 bucket or an SNS topic instead of ${Destination} as on-failure destination.`,
      501,
    );
  }
  throw invalid(`The destination ARN ${Destination} is invalid.`);
}

function filters({ Filters = [] }: FilterCriteria): FilterCriteria {
  if (Filters.length > 5) throw invalid("You can specify at most 5 filters per event source.");
  for (const { Pattern } of Filters) {
    if (Pattern === undefined) throw invalid("Invalid filter pattern definition.");
    compileFilter([Pattern]);
  }
  return { Filters };
}

/** A request's starting position, which a stream needs. */
function startOf({ StartingPosition, StartingPositionTimestamp }: CreateInput): Start {
  if (StartingPosition === undefined) {
    const code = "InvalidParameterValueException";
    throw invalidMember(undefined, "startingPosition", "not be null", code);
  }
  if (StartingPosition !== "AT_TIMESTAMP") {
    if (StartingPositionTimestamp === undefined) return { StartingPosition };
    throw invalid("StartingPositionTimestamp is only valid with AT_TIMESTAMP StartingPosition.");
  }
  if (StartingPositionTimestamp !== undefined) {
    return { StartingPosition, StartingPositionTimestamp };
  }
  throw invalid("StartingPositionTimestamp is required with AT_TIMESTAMP StartingPosition.");
}

/** The settings and starting position that a CreateEventSourceMapping request asks for. */
export function created(input: CreateInput): Settings & Start {
  const start = startOf(input);
  return { ...merged(defaultSettings, input), ...start };
}

/** A mapping's configuration after an UpdateEventSourceMapping request. */
export function updated(
  current: Configuration,
  input: UpdateInput,
  FunctionArn: string,
): Configuration {
  return { ...current, ...merged(current, input), FunctionArn };
}

/** The name and, where given, the qualifier of a function named by name, ARN or partial ARN. */
export function functionKey(nameOrArn: string): string {
  return nameOrArn.replace(/^.*:?function:/, "");
}
