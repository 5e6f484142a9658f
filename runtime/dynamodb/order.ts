import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { compareNumber } from "lossless-json";
import { instantOf } from "../instant";

/** What a number counts since 1970, where it is a time. */
export type TimeUnit = "seconds" | "milliseconds";

const DAY_MS = 24 * 3600 * 1000;
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Compares as DynamoDB does: numbers by value, strings by their bytes, never one with the other. */
export function isGreater(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a?.N !== undefined && b?.N !== undefined) return compareNumber(a.N, b.N) > 0;
  if (a?.S === undefined || b?.S === undefined) return false;
  return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S)) > 0;
}

/** The time, ISO 8601, that a value stands for; undefined when it is none. */
export function timeOf(value: AttributeValue | undefined, unit?: TimeUnit): string | undefined {
  if (value?.S !== undefined) return instantOf(value.S) && value.S;
  if (value?.N === undefined || unit === undefined) return undefined;
  const ms = Number(value.N) * (unit === "seconds" ? 1000 : 1);
  return new Date(Math.max(0, Math.min(ms, LAST_MS))).toISOString();
}

/**
 * A value of the same form that no true one exceeds: the end of tomorrow, which leaves room for zones,
 * and what is allowed beyond. Undefined where the value is no time, or one whose text is in no order.
 */
export function beyondNow(
  value: AttributeValue,
  unit: TimeUnit | undefined,
  maxFutureSeconds: number,
): AttributeValue | undefined {
  const ms = Date.now() + 2 * DAY_MS + maxFutureSeconds * 1000;
  if (timeOf(value, unit) === undefined) return undefined;
  if (value.N !== undefined) return { N: String(unit === "seconds" ? Math.ceil(ms / 1000) : ms) };
  const inOrder = /^\d{4}-/.test(value.S ?? "");
  return inOrder ? { S: new Date(ms).toISOString() } : undefined;
}
