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
  readonly oneOf?: readonly string[];
  /** What is asked of each item of a list, or of each value of a map. */
  readonly each?: Rule;
}

/**
 * A service's rules, by the member of a structure (`PutRecordsRequestEntry.PartitionKey`), or by a
 * member's name wherever it stands (`StreamName`).
 */
export type Rules = Readonly<Record<string, Rule>>;

/** Says what is wrong with a value, in AWS's words; nothing where nothing is. */
export type Fault = (value: unknown) => string | undefined;

/** A rule made ready to be asked many times: all that it finds wrong with one value. */
export function faultsOf(rule: Rule): readonly Fault[] {
  const { length, range, pattern, oneOf } = rule;
  const faults: Fault[] = [];
  if (oneOf !== undefined) {
    const known = new Set<unknown>(oneOf);
    faults.push((value) =>
      known.has(value) ? undefined : `satisfy enum value set: [${oneOf.join(", ")}]`,
    );
  }
  if (length !== undefined) faults.push(bounded("length", sizeOf, length));
  if (range !== undefined) faults.push(bounded("value", Number, range));
  if (pattern !== undefined) {
    const whole = new RegExp(`^(?:${pattern})$`, "u");
    faults.push((value) =>
      whole.test(String(value)) ? undefined : `satisfy regular expression pattern: ${pattern}`,
    );
  }
  return faults;
}

function bounded(
  what: string,
  measure: (value: unknown) => number,
  [least, most]: readonly [number, number],
): Fault {
  return (value) => {
    const size = measure(value);
    if (size < least) return `have ${what} greater than or equal to ${least}`;
    return size > most ? `have ${what} less than or equal to ${most}` : undefined;
  };
}

function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Object.keys(value as object).length;
}

/** What was found wrong with a request, in AWS's words; the first hundred findings are kept. */
export class Findings {
  readonly #found: string[] = [];

  get any(): boolean {
    return this.#found.length > 0;
  }

  add(value: unknown, path: string, constraint: string): void {
    if (this.#found.length >= 100) return;
    const told = `Value ${shown(value)} at '${path}' failed to satisfy constraint: Member must `;
    this.#found.push(told + constraint);
  }

  /** The one error for all of them. */
  error(code: string): AwsError {
    const count = this.#found.length;
    const head = `${count} validation error${count === 1 ? "" : "s"} detected: `;
    return new AwsError(code, head + this.#found.join("; "));
  }
}

/** One finding that only an operation itself can make, in the same words. */
export function invalidMember(
  value: unknown,
  path: string,
  constraint: string,
  code = "ValidationException",
): AwsError {
  const findings = new Findings();
  findings.add(value, path, constraint);
  return findings.error(code);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (Array.isArray(value)) return `'[${value.map(String).join(", ").slice(0, 1000)}]'`;
  if (value instanceof Uint8Array) return `'[${value.byteLength} bytes]'`;
  return `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
}
