import { isDeepStrictEqual } from "node:util";

/**
 * The value of an output: as the program wrote it while it still means what is really there, so
 * that another spelling is no drift; what is really there otherwise.
 */
export function kept<Given, Real = Given>(
  given: Given | undefined,
  real: Real | undefined,
  meaning: (value: Given | Real) => unknown = (value) => value,
): Given | Real | undefined {
  if (given === undefined || given === null || real === undefined) return real;
  return isDeepStrictEqual(meaning(given), meaning(real)) ? given : real;
}

/** What is there; an empty list or mapping that nobody gave is no property. */
export function unlessEmpty<Real extends object>(given: unknown, real: Real): Real | undefined {
  return given === undefined && Object.keys(real).length === 0 ? undefined : real;
}

/** For `kept`: JSON text, whatever its white space. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** JSON given as text or as a value, as text. */
export function jsonText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** For `kept`: a list whose order means nothing. */
export function unordered(list: readonly unknown[]): unknown {
  return list.map((each) => JSON.stringify(each)).sort();
}

/**
 * What is really there, of the members that were given: what the service adds by itself is no drift.
 * Where nothing was given, all that is there.
 */
export function asGiven(given: unknown, real: unknown): unknown {
  if (given === undefined || given === null || isDeepStrictEqual(given, real)) return real;
  if (Array.isArray(given) && Array.isArray(real)) {
    const same = given.length === real.length;
    return same ? given.map((item, at) => asGiven(item, real[at])) : real;
  }
  if (!isObject(given) || !isObject(real)) return real;
  return Object.fromEntries(
    Object.entries(given).map(([name, member]) => [
      name,
      real[name] === undefined ? nothing(member) : asGiven(member, real[name]),
    ]),
  );
}

/** An empty value that the service does not give back is still what was given. */
function nothing(given: unknown): unknown {
  return given === false || given === "" || isDeepStrictEqual(given, {}) ? given : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `asGiven` of each of these members. */
export function eachAsGiven(
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
  real: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, asGiven(given[name], real[name])]));
}
