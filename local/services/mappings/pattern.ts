/** Tells whether a value of an event, absent as undefined, has what a pattern asks for. */
export type Matcher = (value: unknown) => boolean;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

function refuse(why: string): never {
  throw new Error(why);
}

function text(value: unknown, operator: string): string {
  return typeof value === "string" ? value : refuse(`${operator} takes a string`);
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

function numeric(terms: unknown): Matcher {
  if (!Array.isArray(terms) || terms.length === 0 || terms.length % 2 !== 0) {
    refuse("numeric takes pairs of a comparison and a number");
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    const compare = comparisons[String(terms[index])];
    const bound: unknown = terms[index + 1];
    if (!compare || typeof bound !== "number")
      refuse("numeric takes =, <, <=, > or >= and a number");
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function anythingBut(excluded: unknown): Matcher {
  const list: readonly unknown[] = Array.isArray(excluded) ? excluded : [excluded];
  if (list.length === 0) refuse("anything-but takes at least one value");
  const matchers = list.map((one) => (isFields(one) ? operator(one) : exactly(one)));
  return (value) => value !== undefined && !matchers.some((matches) => matches(value));
}

const operators: Readonly<Record<string, (operand: unknown) => Matcher>> = {
  prefix(operand) {
    const start = text(operand, "prefix");
    return (value) => typeof value === "string" && value.startsWith(start);
  },
  suffix(operand) {
    const end = text(operand, "suffix");
    return (value) => typeof value === "string" && value.endsWith(end);
  },
  "equals-ignore-case": (operand) => {
    const wanted = text(operand, "equals-ignore-case").toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  "anything-but": anythingBut,
  numeric,
};

function operator(pattern: Fields): Matcher {
  const [entry, ...others] = Object.entries(pattern);
  if (!entry || others.length > 0) refuse("one comparison per object");
  const make = operators[entry[0]] ?? refuse(`unknown comparison "${entry[0]}"`);
  return make(entry[1]);
}

function exactly(wanted: unknown): Matcher {
  if (!isScalar(wanted)) refuse("only strings, numbers, booleans and null can be compared");
  return (value) => value === wanted;
}

/** One alternative of a leaf. A list in the event matches when one of its elements does. */
function alternative(pattern: unknown): Matcher {
  if (isFields(pattern) && "exists" in pattern) {
    const wanted = pattern["exists"];
    if (typeof wanted !== "boolean") refuse("exists takes true or false");
    return (value) => (value !== undefined) === wanted;
  }
  const matches = isFields(pattern) ? operator(pattern) : exactly(pattern);
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

function leaf(alternatives: readonly unknown[]): Matcher {
  if (alternatives.length === 0) refuse("an empty list matches nothing");
  const matchers = alternatives.map(alternative);
  return (value) => matchers.some((matches) => matches(value));
}

function either(patterns: unknown): Matcher {
  if (!Array.isArray(patterns) || patterns.length < 2) refuse("$or takes two or more patterns");
  const matchers = patterns.map(compilePattern);
  return (value) => matchers.some((matches) => matches(value));
}

function field(name: string, pattern: unknown): Matcher {
  if (name === "$or") return either(pattern);
  const matches = Array.isArray(pattern) ? leaf(pattern) : compilePattern(pattern);
  return (value) => matches(isFields(value) ? value[name] : undefined);
}

/**
 * Compiles an event pattern (Lambda developer guide, "Filter rule syntax"): objects are met when
 * all their fields are, lists when one alternative is. Throws an Error that says what is wrong.
 */
export function compilePattern(pattern: unknown): Matcher {
  if (!isFields(pattern)) refuse("a pattern is an object whose leaves are lists");
  const fields = Object.entries(pattern).map(([name, inner]) => field(name, inner));
  if (fields.length === 0) refuse("a pattern has at least one field");
  const every: Matcher = (value) => fields.every((matches) => matches(value));
  return (value) => (Array.isArray(value) ? value.some(every) : every(value));
}
