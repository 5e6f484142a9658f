import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";

const expression = /!\{([^}]*)\}/g;
/** Java's DateTimeFormatter letters that prefixes use, in UTC. */
const datePatterns: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => String(date.getUTCFullYear()),
  yy: (date) => pad(date.getUTCFullYear() % 100),
  MM: (date) => pad(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  dd: (date) => pad(date.getUTCDate()),
  d: (date) => String(date.getUTCDate()),
  HH: (date) => pad(date.getUTCHours()),
  H: (date) => String(date.getUTCHours()),
  mm: (date) => pad(date.getUTCMinutes()),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => pad(date.getUTCSeconds()),
  s: (date) => String(date.getUTCSeconds()),
};

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

export function hasExpressions(prefix: string): boolean {
  return prefix.includes("!{");
}

/** Throws InvalidArgumentException for expressions that are unknown or not allowed here. */
export function checkExpressions(prefix: string, allowed: readonly string[]): void {
  for (const [whole, body = ""] of prefix.matchAll(expression)) {
    const [namespace = "", value = ""] = body.split(/:(.*)/s);
    const name = namespace === "timestamp" ? "timestamp" : value;
    const known = namespace === "timestamp" || namespace === "firehose";
    if (!known || !allowed.includes(name)) {
      throw new AwsError("InvalidArgumentException", `${whole} is not allowed in this prefix.`);
    }
    if (namespace === "timestamp") formatDate(value, new Date(0));
  }
}

/** Formats by a Java pattern; quoted text stands for itself. */
export function formatDate(pattern: string, date: Date): string {
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (letters, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    const format = datePatterns[letters];
    if (format) return format(date);
    throw new AwsError(
      "InvalidArgumentException",
      `Date pattern ${letters} is not implemented by the local Firehose.`,
    );
  });
}

/** A prefix for an object whose oldest record arrived at `date`. */
export function evaluatePrefix(prefix: string, date: Date, errorType?: string): string {
  const evaluated = prefix.replace(expression, (_whole, body: string) => {
    const [namespace = "", value = ""] = body.split(/:(.*)/s);
    if (namespace === "timestamp") return formatDate(value, date);
    return value === "error-output-type" ? (errorType ?? "") : randomString();
  });
  // Where a prefix says nothing of time, Firehose adds the hour.
  return prefix.includes("!{timestamp:")
    ? evaluated
    : evaluated + formatDate("yyyy/MM/dd/HH/", date);
}

/** The prefix of records that failed, with Firehose's own layout where none is configured. */
export function evaluateErrorPrefix(
  destination: { readonly prefix: string; readonly errorPrefix: string | undefined },
  date: Date,
  errorType: string,
): string {
  const { prefix, errorPrefix } = destination;
  if (errorPrefix) return evaluatePrefix(errorPrefix, date, errorType);
  return evaluatePrefix(`${prefix}${errorType}/`, date, errorType);
}

function randomString(): string {
  return randomBytes(9).toString("base64url").replace(/[-_]/g, "x").slice(0, 11);
}

/** `<stream>-<version>-YYYY-MM-DD-HH-MM-SS-<UUID>`, as Firehose names its objects. */
export function objectName(streamName: string, version: string, date: Date): string {
  return `${streamName}-${version}-${formatDate("yyyy-MM-dd-HH-mm-ss", date)}-${randomUUID()}`;
}
