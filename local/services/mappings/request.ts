import { defaultSettings, type Configuration, type Settings } from "./configuration";
import {
  checkBatching,
  checkSettings,
  destinationOf,
  patternsOf,
  startOf,
  type SettingsInput,
} from "./validation";

export interface CreateInput extends SettingsInput {
  readonly EventSourceArn?: unknown;
  readonly FunctionName?: unknown;
  readonly Enabled?: unknown;
  readonly StartingPosition?: unknown;
  readonly StartingPositionTimestamp?: unknown;
  readonly Tags?: unknown;
}

export interface UpdateInput extends SettingsInput {
  readonly UUID?: unknown;
  readonly FunctionName?: unknown;
  readonly Enabled?: unknown;
}

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

/** What a request says, over what holds without it. Throws for values out of limits. */
function merged(current: Settings, input: SettingsInput): Settings {
  checkSettings(input);
  const given = names
    .filter((name) => input[name] !== undefined && input[name] !== null)
    .map((name) => [name, input[name]] as const);
  const settings: Settings = { ...current, ...Object.fromEntries(given) };
  const { DestinationConfig: destinations, FilterCriteria: criteria } = input;
  return { ...settings, ...destination(destinations), ...filters(criteria) };
}

function destination(config: unknown): Partial<Settings> {
  if (config === undefined || config === null) return {};
  const arn = destinationOf(config);
  return { DestinationConfig: { OnFailure: arn === undefined ? {} : { Destination: arn } } };
}

function filters(criteria: unknown): Partial<Settings> {
  if (criteria === undefined || criteria === null) return {};
  const Filters = patternsOf(criteria).map((Pattern) => ({ Pattern }));
  return { FilterCriteria: { Filters } };
}

/** The settings and starting position that a CreateEventSourceMapping request asks for. */
export function created(
  input: CreateInput,
): Omit<Configuration, "UUID" | "EventSourceMappingArn" | "EventSourceArn" | "FunctionArn"> {
  const start = startOf(input);
  const settings = merged(defaultSettings, input);
  // The default of 100 goes without a window; a size that is asked for does not.
  if (input.BatchSize !== undefined && input.BatchSize !== null) {
    checkBatching(settings.BatchSize, settings.MaximumBatchingWindowInSeconds);
  }
  return { ...settings, ...start };
}

/** A mapping's configuration after an UpdateEventSourceMapping request. */
export function updated(
  current: Configuration,
  input: UpdateInput,
  functionArn: string,
): Configuration {
  const next = { ...current, ...merged(current, input), FunctionArn: functionArn };
  const batching = (of: Settings): string => `${of.BatchSize}/${of.MaximumBatchingWindowInSeconds}`;
  const unchanged = [current, defaultSettings].some((of) => batching(of) === batching(next));
  if (!unchanged) {
    checkBatching(next.BatchSize, next.MaximumBatchingWindowInSeconds);
  }
  return next;
}

/** The name and, where given, the qualifier of a function named by name, ARN or partial ARN. */
export function functionKey(nameOrArn: string): string {
  return nameOrArn.replace(/^.*:?function:/, "");
}
