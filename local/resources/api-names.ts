import { isDeepStrictEqual } from "node:util";

/** Members whose own members are the user's, not the API's: they keep their names. */
const maps = new Set([
  "parameters",
  "tags",
  "columnToJsonKeyMappings",
  "skewedColumnValueLocationMaps",
]);

/** Spellings that differ by more than the first letter, by the provider's name. */
export type Spellings = Readonly<Record<string, string>>;

/** A provider's nested value as an API writes it: members in Pascal case, maps left alone. */
export function toApi(value: unknown, spellings: Spellings = {}): unknown {
  return renamed(value, (name) => spellings[name] ?? name.charAt(0).toUpperCase() + name.slice(1));
}

/** An API's nested value as the provider writes it. */
export function fromApi(value: unknown, spellings: Spellings = {}): unknown {
  const back = Object.fromEntries(Object.entries(spellings).map(([ours, api]) => [api, ours]));
  return renamed(value, (name) => back[name] ?? name.charAt(0).toLowerCase() + name.slice(1));
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => {
        const isMap =
          maps.has(name.charAt(0).toLowerCase() + name.slice(1)) && !Array.isArray(member);
        return [rename(name), isMap ? member : renamed(member, rename)];
      }),
  );
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
