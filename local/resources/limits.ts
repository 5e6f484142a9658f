import type { CheckFailure, Properties } from "./kind";

/** What is wrong with a value that is there; undefined where nothing is. */
export type Limit = (value: unknown, property: string) => string | undefined;

/** What is wrong with inputs, by property. */
export type Refusals = Readonly<Record<string, string | readonly string[] | false | undefined>>;

/** A number, or text that is one, of at least and at most so much. */
export function within(least: number, most: number): Limit {
  return (value, property) =>
    Number(value) >= least && Number(value) <= most
      ? undefined
      : `expected ${property} to be in the range (${least} - ${most}), got ${String(value)}`;
}

export function oneOf(...values: readonly string[]): Limit {
  return (value, property) =>
    values.some((each) => each === value)
      ? undefined
      : `expected ${property} to be one of ${values.join(", ")}, got ${String(value)}`;
}

/** Text of a form; `reason` says in words what it must be. */
export function matching(pattern: RegExp, reason: string): Limit {
  return (value) => (typeof value === "string" && pattern.test(value) ? undefined : reason);
}

export function failures(
  inputs: Properties,
  limits: Readonly<Record<string, Limit | undefined>> = {},
  others: Refusals = {},
): CheckFailure[] {
  const limited = Object.entries(limits).map(([property, limit]) => {
    const value = inputs[property];
    return [property, value === undefined ? undefined : limit?.(value, property)] as const;
  });
  return [...limited, ...Object.entries(others)].flatMap(([property, reasons]) =>
    [reasons || []].flat().map((reason) => ({ property, reason })),
  );
}
