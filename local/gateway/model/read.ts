import { AwsError } from "../service";
import { Findings, constraintsOf } from "./rules";
import type { Constraint, Finding, Rule, Rules } from "./rules";
import { modelOf, requiredMembers, type Schema } from "./schemas";

/**
 * How scalars are written: as JSON's or CBOR's own, all of them as text, as text where they stand in a URL
 * or a header, or as a caller in this process has them, to whom a blob's text is no base64.
 */
export type Notation = "typed" | "text" | "rest" | "sdk";

/** What a service adds to what its client's schemas say. */
export interface Reading {
  readonly name: string;
  readonly rules?: Rules;
  /** The code of its validation errors, where it is none of the protocol's own. */
  readonly validationCode?: string;
  /** Its error for the first thing wrong, where it is not in the words of most services. */
  readonly refuse?: (finding: Finding) => AwsError;
  /** Operations that read blobs themselves, as the protocol has them. */
  readonly rawBlobs?: ReadonlySet<string>;
}

/** Takes a value as it came, and gives it as the SDK has it; what is wrong is added to the findings. */
type Read = (value: unknown, path: string, findings: Findings) => unknown;

const NO_RULES: Rules = {};
const readers = new WeakMap<Rules, Map<string, Read>>();
const asIs: Read = (value) => value;

/**
 * A request's input in the SDK's form: blobs as bytes, timestamps as Dates, numbers as numbers, whatever
 * the protocol wrote. Checks it against the shapes that AWS's own clients know before any operation sees
 * it: throws a SerializationException for what has another type, and the service's validation error, in
 * AWS's words, for members that are missing or break a rule. A null counts as not given, as in AWS's
 * services. Unknown members are left alone. Changes `input` in place.
 */
export function readInput(
  service: Reading,
  operation: string,
  input: object,
  notation: Notation = "typed",
): object {
  const findings = new Findings();
  const made = readerOf(service, operation, notation)(input, "", findings) as object;
  const { first } = findings;
  if (first === undefined) return made;
  const { validationCode = notation === "text" ? "ValidationError" : "ValidationException" } =
    service;
  throw service.refuse?.(first) ?? findings.error(validationCode);
}

/** What reads an operation's input, made at its first request. */
export function readerOf(service: Reading, operation: string, notation: Notation): Read {
  const { name, rules = NO_RULES, rawBlobs } = service;
  const known = readers.get(rules) ?? new Map<string, Read>();
  readers.set(rules, known);
  const key = `${name}:${operation}:${notation}`;
  let read = known.get(key);
  if (read === undefined) {
    const model = modelOf(name)?.operations.get(operation);
    const raw = rawBlobs?.has(operation) === true;
    read = model === undefined ? asIs : new Compiler(notation, rules, raw).of(model.input);
    known.set(key, read);
  }
  return read;
}

/** Turns schemas into functions, each structure once, since some hold themselves. */
class Compiler {
  private readonly made = new Map<unknown, Read>();

  constructor(
    private readonly notation: Notation,
    private readonly rules: Rules,
    private readonly rawBlobs: boolean,
  ) {}

  of(schema: Schema, rule: Rule = {}): Read {
    if (schema.isDocumentSchema() || schema.isUnitSchema()) return asIs;
    const constraints = constraintsOf(rule);
    if (schema.isListSchema()) return checked(this.list(schema, rule.each), constraints);
    if (schema.isMapSchema()) return checked(this.map(schema, rule.each), constraints);
    if (schema.isStructSchema()) return this.structure(schema);
    const scalar = this.scalar(schema);
    return checked(rule.range === undefined ? scalar : whole(scalar), constraints);
  }

  private structure(schema: Schema): Read {
    const source = schema.getSchema();
    const found = this.made.get(source);
    if (found !== undefined) return found;
    const members: [name: string, read: Read][] = [];
    const required = requiredMembers(schema);
    const read: Read = (value, path, findings) => {
      if (!isObject(value)) throw mismatch(value, "Structure", path);
      for (const [name, readMember] of members) {
        const member = value[name];
        if (member === undefined) continue;
        if (member === null) Reflect.deleteProperty(value, name);
        else if (readMember !== asIs) value[name] = readMember(member, join(path, name), findings);
      }
      for (const name of required)
        if (value[name] === undefined)
          findings.add(undefined, join(path, name), "Member must not be null");
      return value;
    };
    this.made.set(source, read);
    for (const [name, member] of schema.structIterator()) {
      const rule = this.rules[`${schema.getName() ?? ""}.${name}`] ?? this.rules[name];
      members.push([name, this.within(member).of(member, rule)]);
    }
    return read;
  }

  /** What stands in a URL or a header is text, a list of such too. */
  private within(member: Schema): Compiler {
    if (this.notation !== "rest") return this;
    const { httpHeader, httpLabel, httpQuery, httpPrefixHeaders } = member.getMergedTraits();
    const outside = [httpHeader, httpLabel, httpQuery, httpPrefixHeaders];
    const isText = outside.some((trait) => trait !== undefined);
    return new Compiler(isText ? "text" : "typed", this.rules, this.rawBlobs);
  }

  private list(schema: Schema, rule: Rule | undefined): Read {
    const readItem = this.of(schema.getValueSchema(), rule);
    return (value, path, findings) => {
      if (!Array.isArray(value)) throw mismatch(value, "List", path);
      const items: unknown[] = value;
      for (const [index, item] of items.entries())
        items[index] = readItem(item, `${path}.${index + 1}.member`, findings);
      return items;
    };
  }

  private map(schema: Schema, rule: Rule | undefined): Read {
    const readValue = this.of(schema.getValueSchema(), rule);
    return (value, path, findings) => {
      if (!isObject(value)) throw mismatch(value, "Map", path);
      for (const [name, each] of Object.entries(value))
        value[name] = readValue(each, `${path}.${name}.member`, findings);
      return value;
    };
  }

  private scalar(schema: Schema): Read {
    if (schema.isBlobSchema()) {
      if (this.rawBlobs) return rawBlob;
      return this.notation === "sdk" ? sdkBlob : blob;
    }
    return this.notation === "text" ? textual(schema) : typed(schema);
  }
}

/** What has a range is a whole number: to the schemas all numbers are alike. */
function whole(read: Read): Read {
  return (value, path, findings) => {
    const made = read(value, path, findings);
    if (!Number.isInteger(made)) throw mismatch(value, "Integer", path);
    return made;
  };
}

function checked(read: Read, constraints: readonly Constraint[]): Read {
  if (constraints.length === 0) return read;
  return (value, path, findings) => {
    const made = read(value, path, findings);
    for (const { told, broken } of constraints) if (broken(made)) findings.add(made, path, told);
    return made;
  };
}

const rawBlob = scalar("Blob", (value) => (isText(value) || isBytes(value) ? value : undefined));
const blob = scalar("Blob", (value) =>
  isText(value) ? base64Bytes(value) : isBytes(value) ? value : undefined,
);
const sdkBlob = scalar("Blob", (value) =>
  isText(value) ? Buffer.from(value) : isBytes(value) ? value : undefined,
);
const text = scalar("String", (value) => (isText(value) ? value : undefined));

function typed(schema: Schema): Read {
  if (schema.isBooleanSchema())
    return scalar("Boolean", (value) => (typeof value === "boolean" ? value : undefined));
  if (schema.isTimestampSchema()) return scalar("Timestamp", instant);
  if (schema.isNumericSchema()) return scalar("Number", (value) => numberOf(value, isText(value)));
  return schema.isStringSchema() ? text : asIs;
}

function textual(schema: Schema): Read {
  if (schema.isBooleanSchema())
    return scalar("Boolean", (value) =>
      /^(true|false)$/i.test(String(value)) ? /^t/i.test(String(value)) : undefined,
    );
  if (schema.isTimestampSchema()) return scalar("Timestamp", instant);
  if (schema.isNumericSchema())
    return scalar("Number", (value) => (value === "" ? undefined : numberOf(Number(value), false)));
  return text;
}

/** JSON has no numbers for these three, which it writes as text. */
function numberOf(value: unknown, isWord: boolean): number | undefined {
  if (isWord) return /^-?Infinity$|^NaN$/.test(String(value)) ? Number(value) : undefined;
  return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
}

/** Seconds since the epoch, or one of the texts that protocols write. */
function instant(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  const number = typeof value === "number" || /^-?\d+(\.\d+)?$/.test(String(value));
  const date = new Date(number ? Number(value) * 1000 : String(value));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function base64Bytes(value: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0
    ? Buffer.from(value, "base64")
    : undefined;
}

function scalar(type: string, convert: (value: unknown) => unknown): Read {
  return (value, path) => {
    const made = convert(value);
    if (made === undefined) throw mismatch(value, type, path);
    return made;
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isBytes(value);
}

function mismatch(value: unknown, type: string, path: string): AwsError {
  const kind = Array.isArray(value) ? "list" : typeof value;
  const found = value === null ? "null" : `${article(kind)} ${kind}`;
  return new AwsError(
    "SerializationException",
    `${path === "" ? "The request" : path} must be ${article(type)} ${type}, not ${found}.`,
  );
}

const article = (noun: string): string => (/^[aeiou]/i.test(noun) ? "an" : "a");

/** A member as AWS's messages name it: `StreamARN` is `streamARN`. */
function join(path: string, name: string): string {
  const shown = name.charAt(0).toLowerCase() + name.slice(1);
  return path === "" ? shown : `${path}.${shown}`;
}
