import type { DestinationConfig, FilterCriteria } from "@aws-sdk/client-lambda";
import type { InputOf } from "../../gateway/model/apis";
import { invalidMember } from "../../gateway/model/rules";
import { invalid } from "../lambda/function";
import { defaultSettings } from "./configuration";
import type { Configuration, Settings, Start } from "./configuration";
import { compileFilter } from "./filters";
import { checkQueueInput, checkQueueSettings, isQueue } from "./queue/settings";

export type CreateInput = InputOf<"lambda", "CreateEventSourceMapping">;
export type UpdateInput = InputOf<"lambda", "UpdateEventSourceMapping">;
type SettingsInput = Pick<CreateInput, keyof Settings>;

/** What CreateEventSourceMapping assumes for a queue. */
const QUEUE_BATCH_SIZE = 10;

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
  "ScalingConfig",
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
  if (/^arn:[^:]+:(s3:::[^/]+|s[nq]s:[^:]+:\d{12}:.+)$/.test(Destination)) {
    return { OnFailure: { Destination } };
  }
  throw invalid(`The destination ARN ${Destination} is invalid.`);
}

function filters({ Filters = [] }: FilterCriteria): FilterCriteria {
  if (Filters.length > 5) throw invalid("You can specify at most 5 filters per event source.");
  for (const { Pattern } of Filters) {
    if (Pattern === undefined) throw invalid("Invalid filter pattern definition.");
  }
  return { Filters };
}

/** Throws for what a mapping of this event source cannot have. */
function checked<Of extends Settings & Pick<Configuration, "EventSourceArn">>(settings: Of): Of {
  if (isQueue(settings.EventSourceArn)) checkQueueSettings(settings);
  else {
    for (const { Pattern = "" } of settings.FilterCriteria?.Filters ?? []) compileFilter([Pattern]);
  }
  return settings;
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
export function created(input: CreateInput, EventSourceArn: string) {
  if (!isQueue(EventSourceArn)) {
    const start = startOf(input);
    return checked({ ...merged(defaultSettings, input), ...start, EventSourceArn });
  }
  checkQueueInput(input);
  const settings = merged({ ...defaultSettings, BatchSize: QUEUE_BATCH_SIZE }, input);
  // A queue gives what is in it: no position is asked for, or told.
  return checked({ ...settings, StartingPosition: "TRIM_HORIZON" as const, EventSourceArn });
}

/** A mapping's configuration after an UpdateEventSourceMapping request. */
export function updated(
  current: Configuration,
  input: UpdateInput,
  FunctionArn: string,
): Configuration {
  if (isQueue(current.EventSourceArn)) checkQueueInput(input);
  return checked({ ...current, ...merged(current, input), FunctionArn });
}

/** The name and, where given, the qualifier of a function named by name, ARN or partial ARN. */
export function functionKey(nameOrArn: string): string {
  return nameOrArn.replace(/^.*:?function:/, "");
}
