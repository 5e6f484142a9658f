import { AwsError } from "../../gateway/service";

export type Input = Readonly<Record<string, unknown>>;

interface TextRule {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

interface IntegerRule {
  readonly min?: number;
  readonly max?: number;
}

/** Stream, shard and consumer names. */
export const NAME: TextRule = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ };
export const HASH_KEY: TextRule = { pattern: /^(0|([1-9]\d{0,38}))$/ };
export const SEQUENCE_NUMBER: TextRule = { pattern: /^(0|([1-9]\d{0,128}))$/ };

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}

export function validation(
  value: string | number | undefined,
  member: string,
  constraint: string,
): AwsError {
  const shown = value === undefined ? "null" : `'${value}'`;
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ` +
      `Member must ${constraint}`,
  );
}

/** A member as AWS's messages name it: `StreamARN` is `streamARN`. */
function shown(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function optionalText(input: Input, name: string, rule: TextRule = {}): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") {
    throw new AwsError("SerializationException", `${name} must be a string.`);
  }
  const { min = 0, max = Infinity, pattern, oneOf } = rule;
  const fail = (constraint: string): AwsError => validation(value, shown(name), constraint);
  if (oneOf?.includes(value) === false) {
    throw fail(`satisfy enum value set: [${oneOf.join(", ")}]`);
  }
  if (value.length < min) throw fail(`have length greater than or equal to ${min}`);
  if (value.length > max) throw fail(`have length less than or equal to ${max}`);
  if (pattern?.test(value) === false) {
    const bare = pattern.source.replace(/^\^|\$$/g, "");
    throw fail(`satisfy regular expression pattern: ${bare}`);
  }
  return value;
}

export function text(input: Input, name: string, rule: TextRule = {}): string {
  const value = optionalText(input, name, rule);
  if (value === undefined) throw validation(undefined, shown(name), "not be null");
  return value;
}

export function optionalInteger(
  input: Input,
  name: string,
  { min = -Infinity, max = Infinity }: IntegerRule = {},
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new AwsError("SerializationException", `${name} must be an integer.`);
  }
  const fail = (constraint: string): AwsError => validation(value, shown(name), constraint);
  if (value < min) throw fail(`have value greater than or equal to ${min}`);
  if (value > max) throw fail(`have value less than or equal to ${max}`);
  return value;
}

export function integer(input: Input, name: string, rule: IntegerRule = {}): number {
  const value = optionalInteger(input, name, rule);
  if (value === undefined) throw validation(undefined, shown(name), "not be null");
  return value;
}

/** A timestamp in epoch seconds, as milliseconds. */
export function optionalMillis(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return value * 1000;
  throw new AwsError("SerializationException", `${name} must be a timestamp.`);
}

export function optionalObject(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new AwsError("SerializationException", `${name} must be a structure.`);
  }
  return value as Input;
}

export function texts(input: Input, name: string, max: number): readonly string[] {
  const value = input[name];
  if (value === undefined || value === null)
    throw validation(undefined, shown(name), "not be null");
  if (!Array.isArray(value) || !value.every((each): each is string => typeof each === "string")) {
    throw new AwsError("SerializationException", `${name} must be a list of strings.`);
  }
  const list = `[${value.join(", ")}]`;
  if (value.length < 1) {
    throw validation(list, shown(name), "have length greater than or equal to 1");
  }
  if (value.length > max) {
    throw validation(list, shown(name), `have length less than or equal to ${max}`);
  }
  return value;
}
