/**
 * Checks for `parse` callbacks. Each reads a field of a decoded object, and throws an Error that
 * names the field, what must hold, and what was found. They are serialized into the Lambda with the
 * callback: plain functions, plain Errors.
 */
import { isLosslessNumber, splitNumber, type LosslessNumber } from "lossless-json";
import { refuseFuture } from "./future";
import { readInstant } from "./instant";
import type { JsonValue } from "./types";

export type Fields = Readonly<Record<string, JsonValue>>;

/** A check of one field. */
export type Check<T> = (fields: Fields, name: string) => T;

/** The value as an object. `what` names it in the error. */
export function object(value: JsonValue | undefined, what = "the event"): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch(what, "must be a JSON object", value);
  }
  if (isLosslessNumber(value)) throw mismatch(what, "must be a JSON object", value);
  return value as Fields;
}

/** A string that is not empty; `maxBytes` counts UTF-8. */
export function text(fields: Fields, name: string, limits: { maxBytes?: number } = {}): string {
  const value = field(fields, name);
  if (typeof value !== "string" || value === "") {
    throw mismatch(name, "must be a string that is not empty", value);
  }
  const { maxBytes } = limits;
  if (maxBytes !== undefined && Buffer.byteLength(value) > maxBytes) {
    throw mismatch(name, `must be at most ${maxBytes} bytes long`, value);
  }
  return value;
}

/** One of the allowed strings. */
export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = field(fields, name);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw mismatch(name, `must be one of ${allowed.join(", ")}`, value);
  return found;
}

export function boolean(fields: Fields, name: string): boolean {
  const value = field(fields, name);
  if (typeof value !== "boolean") throw mismatch(name, "must be true or false", value);
  return value;
}

/** How many digits a decimal may have, as in DECIMAL(digits, decimals). */
export interface DecimalLimits {
  readonly digits: number;
  /** Of the digits, those after the point. */
  readonly decimals: number;
}

/**
 * A JSON number with every digit that was sent; a number in quotes is refused, so that one field has
 * one type. With `limits`, one that DECIMAL(digits, decimals) holds exactly.
 */
export function decimal(fields: Fields, name: string, limits?: DecimalLimits): LosslessNumber {
  const value = field(fields, name);
  if (!isLosslessNumber(value)) throw mismatch(name, "must be a number", value);
  if (limits !== undefined && !fitsDecimal(value.value, limits)) {
    const { digits, decimals } = limits;
    throw mismatch(name, `must fit DECIMAL(${digits},${decimals}) exactly`, value);
  }
  return value;
}

/** Whether DECIMAL(digits, decimals) holds a number, given as JSON writes it, without rounding. */
export function fitsDecimal(number: string, { digits, decimals }: DecimalLimits): boolean {
  const { digits: significant, exponent } = splitNumber(number);
  return exponent < digits - decimals && significant.length - 1 - exponent <= decimals;
}

/** A JSON number as JavaScript's nearest; refused where that would be infinite. */
export function number(fields: Fields, name: string): number {
  const nearest = Number(decimal(fields, name).value);
  if (!Number.isFinite(nearest)) {
    throw mismatch(name, "must be within a double's range", field(fields, name));
  }
  return nearest;
}

/** A whole number that JavaScript holds exactly. */
export function integer(fields: Fields, name: string): number {
  const whole = number(fields, name);
  if (!Number.isSafeInteger(whole) || !fitsDecimal(decimal(fields, name).value, INTEGER)) {
    throw mismatch(name, "must be a whole number below 2^53", field(fields, name));
  }
  return whole;
}

/**
 * A point in time, returned as it was sent: one of the forms that `readInstant` in runtime/instant.ts
 * takes. Without a zone it is UTC. Given its record's position, it may lie no more than 600 seconds, or
 * `maxFutureSeconds`, after the record's arrival.
 */
export function timestamp(
  fields: Fields,
  name: string,
  at?: { readonly arrival: string; readonly maxFutureSeconds?: number },
): string {
  const value = field(fields, name);
  if (typeof value !== "string") {
    throw mismatch(name, "must be an ISO 8601 date and time like 2024-12-21T10:00:00Z", value);
  }
  try {
    readInstant(value);
  } catch (error) {
    throw new Error(`${name} ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (at !== undefined) refuseFuture(name, value, at.arrival, at.maxFutureSeconds);
  return value;
}

/** The check's result, or undefined when the field is missing or null. */
export function optional<T>(fields: Fields, name: string, check: Check<T>): T | undefined {
  const value = field(fields, name);
  return value === undefined || value === null ? undefined : check(fields, name);
}

const INTEGER: DecimalLimits = { digits: 17, decimals: 0 };

function field(fields: Fields, name: string): JsonValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function mismatch(name: string, rule: string, found: JsonValue | undefined): Error {
  return new Error(`${name} ${rule}; found ${shown(found)}`);
}

// Not `describe`: what is a global where the closure is serialized, as in mocha, is not captured.
function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (isLosslessNumber(value)) return value.value.slice(0, 60);
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "an array" : "an object";
  }
  const whole = JSON.stringify(value);
  return whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
}
