import { AwsError } from "./gateway/service";

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1];

/** Seconds, or an ISO 8601 duration without years and months, e.g. "PT5M", as milliseconds. */
export function durationMs(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value * 1000;
  const match = typeof value === "string" ? DURATION.exec(value) : null;
  const parts: readonly (string | undefined)[] = match?.slice(1) ?? [];
  if (parts.some((part) => part !== undefined)) {
    const seconds = parts.map((part, at) => Number(part ?? 0) * (SECONDS[at] ?? 0));
    return seconds.reduce((sum, each) => sum + each, 0) * 1000;
  }
  throw new AwsError(
    "ValidationException",
    `${what} must be seconds, 0 or more, or an ISO 8601 duration of weeks to seconds, e.g. "PT5M".`,
  );
}
