import { BlockList, isIP } from "node:net";
import { linearPattern } from ".";

/** Whether a value, absent as undefined, is what is asked for. */
export type Test = (value: unknown) => boolean;

/** Makes a condition's test of what stands with it. Throws an Error that says why it cannot. */
export type Condition = (operand: unknown) => Test;

export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

const onText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === "string" && test(value);

/** A condition on texts whose operand is a text. */
const textual =
  (name: string, make: (operand: string) => (text: string) => boolean): Condition =>
  (operand) => {
    if (typeof operand !== "string") throw new Error(`${name} match pattern must be a string`);
    return onText(make(operand));
  };

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

/** A number's comparison with another; undefined for what is no operator. */
export function comparison(operator: string, bound: number): Test | undefined {
  const compare = COMPARISONS[operator];
  return compare && ((value) => typeof value === "number" && compare(value, bound));
}

/** `["=", 5]`, or a lower and an upper bound, `[">", 0, "<=", 5]`. */
function numeric(terms: unknown): Test {
  if (!Array.isArray(terms)) throw new Error("Value of numeric must be an array.");
  if (terms.length === 0) throw new Error("Invalid member in numeric match: ]");
  if (terms.length > 4) throw new Error("Too many elements in numeric expression");
  const tests: Test[] = [];
  for (let at = 0; at < terms.length; at += 2) {
    const operator = String(terms[at]);
    const bound: unknown = terms[at + 1];
    if (typeof bound !== "number") throw new Error(`Value of ${operator} must be numeric`);
    const test = comparison(operator, bound);
    if (test === undefined) throw new Error(`Unrecognized numeric range operator: ${operator}`);
    if (terms.length > 2 && !operator.startsWith(at === 0 ? ">" : "<")) {
      throw new Error(`Bad numeric range operator: ${operator}`);
    }
    tests.push(test);
  }
  if (terms.length > 2 && terms[1] >= terms[3]) throw new Error("Bottom must be less than top");
  return (value) => tests.every((test) => test(value));
}

function within(subnet: string): (text: string) => boolean {
  const [address = "", bits = "", ...more] = subnet.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits)) throw new Error(MALFORMED);
  if (Number(bits) > (family === 4 ? 32 : 128)) throw new Error(MALFORMED);
  const list = new BlockList();
  const named = (version: number) => (version === 4 ? "ipv4" : "ipv6");
  list.addSubnet(address, Number(bits), named(family));
  return (text) => isIP(text) === family && list.check(text, named(family));
}

/** `*` is any run of characters: each text between two of them is looked for once, from the left. */
function like(glob: string): (text: string) => boolean {
  const [start = "", ...parts] = glob.split("*");
  const end = parts.pop();
  if (end === undefined) return (text) => text === glob;
  return (text) => {
    let at = text.startsWith(start) ? start.length : -1;
    for (const part of parts) {
      const found = at < 0 ? -1 : text.indexOf(part, at);
      at = found < 0 ? -1 : found + part.length;
    }
    return at >= 0 && at + end.length <= text.length && text.endsWith(end);
  };
}

const MALFORMED = "Malformed CIDR, an address and its mask bits are required";

function exists(wanted: unknown): Test {
  if (typeof wanted !== "boolean") {
    throw new Error("exists match pattern must be either true or false.");
  }
  return (value) => (value !== undefined) === wanted;
}

/** One of these values, of any type. */
export function oneOf(values: readonly unknown[]): Test {
  const known = new Set(values);
  if (!values.every(isScalar)) {
    throw new Error("Match value must be String, number, true, false, or null");
  }
  return (value) => known.has(value);
}

/** What there is to ask of a value, in every pattern language of AWS's, by EventBridge's names. */
export const conditions = {
  prefix: textual("prefix", (start) => (text) => text.startsWith(start)),
  suffix: textual("suffix", (end) => (text) => text.endsWith(end)),
  "equals-ignore-case": textual("equals-ignore-case", (wanted) => {
    const lower = wanted.toLowerCase();
    return (text) => text.toLowerCase() === lower;
  }),
  wildcard: textual("wildcard", like),
  regex: textual("regex", (source) => {
    const expression = linearPattern(source);
    if (expression === undefined) throw new Error(`%${source}% is no regular expression`);
    return (text) => expression.test(text);
  }),
  cidr: textual("cidr", within),
  numeric,
  exists,
} satisfies Readonly<Record<string, Condition>>;

/** A condition's test; throws a service's own error where it cannot be made. */
export function made<Operand>(
  condition: (operand: Operand) => Test,
  operand: Operand,
  refuse: (why: string) => Error,
): Test {
  try {
    return condition(operand);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

export type ConditionName = keyof typeof conditions;
