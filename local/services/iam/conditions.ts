import { globMatches } from "../patterns";
import type { ConditionBlock } from "../policy/statement";

/** The condition keys that this cloud knows, lower case, with their values for one request. */
export type ConditionKeys = ReadonlyMap<string, string>;

type Comparison = (expected: string, actual: string) => boolean;

const same: Comparison = (expected, actual) => expected === actual;
const sameIgnoringCase: Comparison = (expected, actual) =>
  expected.toLowerCase() === actual.toLowerCase();
const like: Comparison = (expected, actual) => globMatches(expected, actual);
const number =
  (test: (actual: number, expected: number) => boolean): Comparison =>
  (expected, actual) =>
    test(Number(actual), Number(expected));
const date =
  (test: (actual: number, expected: number) => boolean): Comparison =>
  (expected, actual) =>
    test(Date.parse(actual), Date.parse(expected));

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameIgnoringCase,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: sameIgnoringCase,
  NumericEquals: number((actual, expected) => actual === expected),
  NumericLessThan: number((actual, expected) => actual < expected),
  NumericLessThanEquals: number((actual, expected) => actual <= expected),
  NumericGreaterThan: number((actual, expected) => actual > expected),
  NumericGreaterThanEquals: number((actual, expected) => actual >= expected),
  DateEquals: date((actual, expected) => actual === expected),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
};

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function holds(operator: string, expected: readonly string[], actual: string | undefined): boolean {
  if (operator === "Null") return expected.includes(String(actual === undefined));
  const ifExists = operator.endsWith("IfExists");
  // Every key here has one value, of which any is all.
  const base = operator.replace(/^For(Any|All)Values:/, "").replace(/IfExists$/, "");
  if (actual === undefined && ifExists) return true;
  const negated = base.includes("Not");
  const comparison = COMPARISONS[base.replace("Not", "")];
  if (comparison === undefined) return false;
  if (actual === undefined) return negated;
  const any = expected.some((value) => comparison(value, actual));
  return negated ? !any : any;
}

/**
 * Whether every condition of a statement holds. A key that this cloud does not know never lets an
 * Allow through, since it may not hold on AWS; for a Deny it counts as absent from the request.
 */
export function conditionsHold(
  block: ConditionBlock | undefined,
  keys: ConditionKeys,
  effect: "Allow" | "Deny",
): boolean {
  return Object.entries(block ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, expected]) => {
      const actual = keys.get(key.toLowerCase());
      if (actual === undefined && effect === "Allow") return false;
      return holds(operator, texts(expected), actual);
    }),
  );
}
