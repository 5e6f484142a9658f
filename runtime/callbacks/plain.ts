import { isLosslessNumber } from "lossless-json";

/** Deeper, a value is taken for one that holds itself. DynamoDB takes 32 levels, a record may have 64. */
const MAX_DEPTH = 100;

/** Whether a value would be awaited: a promise, or what behaves as one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  return holds && typeof (value as { then?: unknown }).then === "function";
}

/**
 * Why a value is not plain data, e.g. "at.day is a Date"; undefined when it is: strings, finite
 * numbers with or without all their digits, booleans, null, bytes, and arrays and objects of these.
 * Properties that are undefined count as absent. What is not plain would be stored as something else,
 * or not at all: a Map as {}, NaN as null.
 */
export function flawOf(value: unknown, path = "", depth = 0): string | undefined {
  const named = (flaw: string) => `${path === "" ? "it" : path} ${flaw}`;
  switch (typeof value) {
    case "string":
      return /\p{Surrogate}/u.test(value) ? named("has half a surrogate pair") : undefined;
    case "number":
      return Number.isFinite(value) ? undefined : named(`is ${value}`);
    case "boolean":
    case "bigint":
      return undefined;
    case "object":
      break;
    default:
      return named(value === undefined ? "is undefined" : `is a ${typeof value}`);
  }
  if (value === null || isLosslessNumber(value) || value instanceof Uint8Array) return undefined;
  if (isThenable(value)) return named("is a promise");
  if (depth > MAX_DEPTH) return `${path.slice(0, 40)}… is nested too deep, or holds itself`;
  return Array.isArray(value)
    ? flawInList(value, path, depth + 1)
    : flawInObject(value, path, depth + 1, named);
}

function flawInList(list: readonly unknown[], path: string, depth: number): string | undefined {
  // By index: a hole is undefined too.
  for (let i = 0; i < list.length; i += 1) {
    const flaw = flawOf(list[i], `${path}[${i}]`, depth);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function flawInObject(
  value: object,
  path: string,
  depth: number,
  named: (flaw: string) => string,
): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
    return named(`is an instance of ${typeof name === "string" && name !== "" ? name : "a class"}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) return named("has a symbol for a key");
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (inner === undefined) continue;
    if (/\p{Surrogate}/u.test(key)) return named("has a key with half a surrogate pair");
    const flaw = flawOf(inner, path === "" ? key : `${path}.${key}`, depth);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}
