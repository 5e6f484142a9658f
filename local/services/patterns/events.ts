import { checkJsonDepth } from "../../gateway/bounds";
import { conditions, isFields, made, oneOf, type Condition, type Test } from "./conditions";
import type { Dialect } from "./dialects";

/**
 * An event pattern as a test of events: fields must all be met, lists by one of their alternatives, and a
 * list in the event by one of its elements. Throws the dialect's error for a pattern that AWS refuses.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventPattern(text: string, dialect: Dialect): Test {
  checkJsonDepth(Buffer.from(text));
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw dialect.refuse("failed to parse JSON.");
  }
  if (!isFields(pattern)) throw dialect.refuse("Filter is not an object");
  const { keys = Infinity, combinations = Infinity } = dialect;
  const size = sizeOf(pattern, 1);
  if (size.keys > keys) throw dialect.refuse(`Filter policy can not have more than ${keys} keys`);
  if (size.combinations > combinations) throw dialect.refuse("Filter policy is too complex");
  return new Compiler(dialect).fields(pattern);
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * "$or" is the operator where it has two or more patterns, none with an operator's name for a field;
 * anywhere else it is a field's name.
 * https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
 */
const isEither = (name: string, value: unknown): value is Fields[] =>
  name === "$or" &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((each) => isFields(each) && !Object.keys(each).some((key) => RESERVED.has(key)));

const RESERVED = new Set(["anything-but", ...Object.keys(conditions)]);

interface Size {
  readonly keys: number;
  readonly combinations: number;
}

function sizeOf(pattern: Fields, level: number): Size {
  let [keys, combinations] = [0, 1];
  for (const [name, value] of Object.entries(pattern)) {
    const parts = isEither(name, value)
      ? value.map((each) => sizeOf(each, level))
      : isFields(value)
        ? [sizeOf(value, level + 1)]
        : [{ keys: 1, combinations: (Array.isArray(value) ? value.length : 1) * level }];
    keys += parts.reduce((sum, part) => sum + part.keys, 0);
    combinations *= parts.reduce((sum, part) => sum + part.combinations, 0);
  }
  return { keys, combinations };
}

class Compiler {
  constructor(private readonly dialect: Dialect) {}

  fields(pattern: Fields): Test {
    const fields = Object.entries(pattern).map(([name, value]) => this.field(name, value));
    if (fields.length === 0) throw this.dialect.refuse("Empty objects are not allowed");
    const every: Test = (value) => fields.every((matches) => matches(value));
    return (value) => (Array.isArray(value) ? value.some(every) : every(value));
  }

  private field(name: string, pattern: unknown): Test {
    if (isEither(name, pattern)) return some(pattern.map((each) => this.fields(each)));
    const test = this.value(name, pattern);
    return (value) => test(isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  }

  private value(name: string, pattern: unknown): Test {
    const { nested, refuse } = this.dialect;
    if (Array.isArray(pattern)) return this.leaf(pattern);
    if (!isFields(pattern)) throw refuse(`"${name}" must be an object or an array`);
    if (nested) return this.fields(pattern);
    throw refuse("Filter policy scope MessageAttributes does not support nested filter policy");
  }

  private leaf(alternatives: readonly unknown[]): Test {
    const { refuse } = this.dialect;
    if (alternatives.length === 0) throw refuse("Empty arrays are not allowed");
    const asked = alternatives.filter(isFields);
    const values = alternatives.filter((each) => !isFields(each));
    const ofAll = asked.filter((each) => "exists" in each).map((each) => this.condition(each));
    const ofEach = asked.filter((each) => !("exists" in each)).map((each) => this.condition(each));
    if (values.length > 0) ofEach.push(made(oneOf, values, refuse));
    const each = some(ofEach);
    return some([...ofAll, (value) => (Array.isArray(value) ? value.some(each) : each(value))]);
  }

  /** One of `{ "prefix": "x" }` and its like. */
  private condition(pattern: Fields): Test {
    const [name, operand] = this.only(pattern);
    if (name === "anything-but") return this.anythingBut(operand);
    return made(this.known(name, this.dialect.conditions), operand, this.dialect.refuse);
  }

  private anythingBut(excluded: unknown): Test {
    const { refuse, negated } = this.dialect;
    const [name, operand] = isFields(excluded) ? this.only(excluded) : [undefined, excluded];
    const operands: unknown[] = Array.isArray(operand) ? operand : [operand];
    if (operands.length === 0) throw refuse("Empty arrays are not allowed");
    const condition = name === undefined ? undefined : this.known(name, negated);
    const test = condition
      ? some(operands.map((each) => made(condition, each, refuse)))
      : made(oneOf, operands, refuse);
    return (value) => value !== undefined && !test(value);
  }

  private only(pattern: Fields): readonly [string, unknown] {
    const [entry, ...more] = Object.entries(pattern);
    if (entry !== undefined && more.length === 0) return entry;
    throw this.dialect.refuse("Only one key allowed in match expression");
  }

  private known(name: string, allowed: Dialect["conditions"]): Condition {
    const found = allowed.find((each) => each === name);
    if (found === undefined) throw this.dialect.refuse(`Unrecognized match type ${name}`);
    return conditions[found];
  }
}

const some =
  (tests: readonly Test[]): Test =>
  (value) =>
    tests.some((test) => test(value));
