import { AwsError } from "../../gateway/service";
import type { Settings, StartingPosition } from "./configuration";
import { compileFilter } from "./filters";

/** The settings of a request, none of them checked. */
export type SettingsInput = Readonly<Partial<Record<keyof Settings, unknown>>>;

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });
}

/** What AWS's request model refuses before Lambda itself looks at it. */
function outOfModel(member: string, value: unknown, constraint: string): AwsError {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${String(value)}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

type NumberSetting = {
  [Name in keyof Settings]-?: Settings[Name] extends number ? Name : never;
}[keyof Settings];

const numberLimits: Readonly<Record<NumberSetting, readonly [least: number, most: number]>> = {
  BatchSize: [1, 10_000],
  MaximumBatchingWindowInSeconds: [0, 300],
  ParallelizationFactor: [1, 10],
  MaximumRecordAgeInSeconds: [-1, 604_800],
  MaximumRetryAttempts: [-1, 10_000],
  TumblingWindowInSeconds: [0, 900],
};

function checkNumbers(input: SettingsInput): void {
  for (const [name, [least, most]] of Object.entries(numberLimits)) {
    const value = input[name as NumberSetting];
    if (value === undefined || value === null) continue;
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw new AwsError("SerializationException", `${name} must be an integer.`);
    }
    if (value < least) {
      throw outOfModel(name, value, `Member must have value greater than or equal to ${least}`);
    }
    if (value > most) {
      throw outOfModel(name, value, `Member must have value less than or equal to ${most}`);
    }
  }
  const age = input.MaximumRecordAgeInSeconds;
  if (typeof age === "number" && age >= 0 && age < 60) {
    throw invalid(
      `MaximumRecordAgeInSeconds is invalid: ${age}. It must be -1 (no limit) or between 60 and 604800 seconds.`,
    );
  }
}

function checkResponseTypes(value: unknown): void {
  if (value === undefined || value === null) return;
  const known = Array.isArray(value) && value.every((type) => type === "ReportBatchItemFailures");
  if (known && value.length <= 1) return;
  throw outOfModel(
    "FunctionResponseTypes",
    Array.isArray(value) ? `[${value.join(", ")}]` : value,
    "Member must satisfy enum value set: [ReportBatchItemFailures]",
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The on-failure destination of a request's DestinationConfig; undefined for none. */
export function destinationOf(config: unknown): string | undefined {
  if (memberOf(memberOf(config, "OnSuccess"), "Destination") !== undefined) {
    throw invalid("Unsupported DestinationConfig parameter for given event source mapping type.");
  }
  const destination = memberOf(memberOf(config, "OnFailure"), "Destination");
  if (destination === undefined || destination === null || destination === "") return undefined;
  const text = typeof destination === "string" ? destination : JSON.stringify(destination);
  if (/^arn:[^:]+:s3:::[^/]+$/.test(text) || /^arn:[^:]+:sns:[^:]+:\d{12}:.+$/.test(text)) {
    return text;
  }
  if (/^arn:[^:]+:sqs:/.test(text)) {
    throw new AwsError(
      "NotImplementedException",
      `The local cloud has no SQS: use an S3 bucket or an SNS topic instead of ${text} as on-failure destination.`,
      501,
    );
  }
  throw invalid(`The destination ARN ${text} is invalid.`);
}

/** The patterns of a request's FilterCriteria, checked one by one. */
export function patternsOf(criteria: unknown): readonly string[] {
  const filters = memberOf(criteria, "Filters");
  if (filters === undefined || filters === null) return [];
  if (!Array.isArray(filters)) throw invalid("Invalid filter pattern definition.");
  if (filters.length > 5) throw invalid("You can specify at most 5 filters per event source.");
  return filters.map((filter: unknown) => {
    const pattern = memberOf(filter, "Pattern");
    if (typeof pattern !== "string" || pattern.length > 4096) {
      throw invalid("Invalid filter pattern definition.");
    }
    try {
      compileFilter([pattern]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw invalid(`Invalid filter pattern definition. ${pattern}: ${why}`);
    }
    return pattern;
  });
}

/** Throws the error that AWS answers to settings out of its limits. */
export function checkSettings(input: SettingsInput): void {
  checkNumbers(input);
  checkResponseTypes(input.FunctionResponseTypes);
}

/** More than ten records a batch need a window (API reference, MaximumBatchingWindowInSeconds). */
export function checkBatching(batchSize: number, windowSeconds: number): void {
  if (batchSize <= 10 || windowSeconds >= 1) return;
  throw invalid(
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
  );
}

/** A request's starting position, which a stream needs. */
export function startOf(input: {
  readonly StartingPosition?: unknown;
  readonly StartingPositionTimestamp?: unknown;
}): { readonly StartingPosition: StartingPosition; readonly StartingPositionTimestamp?: number } {
  const { StartingPosition: position, StartingPositionTimestamp: timestamp } = input;
  if (position === undefined || position === null) {
    throw invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (position !== "TRIM_HORIZON" && position !== "LATEST" && position !== "AT_TIMESTAMP") {
    const allowed = "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]";
    throw outOfModel("StartingPosition", position, allowed);
  }
  if (position !== "AT_TIMESTAMP") {
    if (timestamp === undefined || timestamp === null) return { StartingPosition: position };
    throw invalid("StartingPositionTimestamp is only valid with AT_TIMESTAMP StartingPosition.");
  }
  const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : Number(timestamp);
  if (!Number.isFinite(seconds)) {
    throw invalid("StartingPositionTimestamp is required with AT_TIMESTAMP StartingPosition.");
  }
  return { StartingPosition: position, StartingPositionTimestamp: seconds };
}
