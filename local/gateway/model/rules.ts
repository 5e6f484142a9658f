import { AwsError } from "../service";

/**
 * What AWS asks of a member besides its type. Length counts characters, bytes, items or entries. The
 * SDK's schemas do not carry these: they stand in the services' API references.
 */
export interface Rule {
  readonly length?: readonly [least: number, most: number];
  readonly range?: readonly [least: number, most: number];
  /** A regular expression for the whole text, as AWS's messages print it. */
  readonly pattern?: string;
  readonly oneOf?: readonly (string | number)[];
  /** What is asked of each item of a list, or of each value of a map. */
  readonly each?: Rule;
  /** What is asked of each key of a map. */
  readonly keys?: Rule;
}

/**
 * A service's rules, by the member of a structure (`PutRecordsRequestEntry.PartitionKey`), or by a
 * member's name wherever it stands (`StreamName`).
 */
export type Rules = Readonly<Record<string, Rule>>;

/** A constraint in AWS's words, and whether a value breaks it. */
export interface Constraint {
  readonly told: string;
  readonly broken: (value: unknown) => boolean;
}

/** A rule made ready to be asked many times. */
export function constraintsOf(rule: Rule): readonly Constraint[] {
  const { length, range, pattern, oneOf, keys } = rule;
  const constraints = [...bounds("length", sizeOf, length), ...bounds("value", Number, range)];
  if (oneOf !== undefined) {
    const known = new Set<unknown>(oneOf);
    const told = `Member must satisfy enum value set: [${oneOf.join(", ")}]`;
    constraints.unshift({ told, broken: (value) => !known.has(value) });
  }
  if (pattern !== undefined) {
    const whole = new RegExp(`^(?:${pattern})$`, "u");
    const told = `Member must satisfy regular expression pattern: ${pattern}`;
    constraints.push({ told, broken: (value) => !whole.test(String(value)) });
  }
  if (keys !== undefined) {
    const each = constraintsOf(keys);
    const told = `Map keys must satisfy constraint: [${each.map(({ told }) => told).join(", ")}]`;
    const wrong = (key: string): boolean => each.some(({ broken }) => broken(key));
    constraints.push({ told, broken: (value) => Object.keys(value as object).some(wrong) });
  }
  return constraints;
}

function bounds(
  what: string,
  measure: (value: unknown) => number,
  range: readonly [least: number, most: number] | undefined,
): Constraint[] {
  if (range === undefined) return [];
  const [least, most] = range;
  const told = (bound: string): string => `Member must have ${what} ${bound}`;
  return [
    { told: told(`less than or equal to ${most}`), broken: (value) => measure(value) > most },
    { told: told(`greater than or equal to ${least}`), broken: (value) => measure(value) < least },
  ];
}

function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Object.keys(value as object).length;
}

/** A member that breaks a constraint; one that is missing has no value. */
export interface Finding {
  readonly value: unknown;
  /** The member as AWS's messages name it, e.g. `records.1.member.data`. */
  readonly path: string;
  readonly constraint: string;
}

/** What was found wrong with a request, in AWS's words; the first hundred findings are kept. */
export class Findings {
  readonly #found: Finding[] = [];

  get first(): Finding | undefined {
    return this.#found[0];
  }

  add(value: unknown, path: string, constraint: string): void {
    if (this.#found.length >= 100) return;
    this.#found.push({ value, path, constraint });
  }

  /** The one error for all of them. */
  error(code: string): AwsError {
    const count = this.#found.length;
    const head = `${count} validation error${count === 1 ? "" : "s"} detected: `;
    return new AwsError(code, head + this.#found.map(told).join("; "));
  }
}

const told = ({ value, path, constraint }: Finding): string =>
  `Value ${shown(value)} at '${path}' failed to satisfy constraint: ${constraint}`;

/** One finding that only an operation itself can make, in the same words. */
export function invalidMember(
  value: unknown,
  path: string,
  constraint: string,
  code = "ValidationException",
): AwsError {
  const findings = new Findings();
  findings.add(value, path, `Member must ${constraint}`);
  return findings.error(code);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (Array.isArray(value)) return `'[${value.map(String).join(", ").slice(0, 1000)}]'`;
  if (value instanceof Uint8Array) return `'[${value.byteLength} bytes]'`;
  return `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
}
