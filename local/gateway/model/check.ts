import { AwsError } from "../service";
import { inputOf, requiredMembers, type Schema } from "./schemas";

/** How a protocol writes scalars: as JSON's or CBOR's own, or all of them as text. */
export type Notation = "typed" | "text";

/** Throws a SerializationException; adds to `missing` the paths of members that must be there. */
type Check = (value: unknown, path: string, missing: string[]) => void;

const checks = new Map<string, Check>();
const nothing: Check = () => undefined;

/**
 * Checks a request's input against the shape that AWS's own clients know of it, before any operation
 * sees it: types, and members that must be there. A member that is null counts as not given, as in
 * AWS's services, and is taken out. Unknown members are left alone.
 */
export function checkInput(
  service: string,
  operation: string,
  input: object,
  notation: Notation = "typed",
): void {
  const key = `${service}:${operation}:${notation}`;
  let check = checks.get(key);
  if (check === undefined) {
    const schema = inputOf(service, operation);
    check = schema === undefined ? nothing : new Compiler(notation).check(schema);
    checks.set(key, check);
  }
  const missing: string[] = [];
  check(input, "", missing);
  // DynamoDB has words of its own for these, and its engine speaks them.
  if (missing.length > 0 && service !== "dynamodb") throw incomplete(service, notation, missing);
}

/** Turns schemas into functions, each once, since some hold themselves. */
class Compiler {
  private readonly made = new Map<unknown, Check>();

  constructor(private readonly notation: Notation) {}

  check(schema: Schema): Check {
    if (schema.isDocumentSchema() || schema.isUnitSchema()) return nothing;
    const { httpHeader, httpLabel, httpQuery, httpPayload } = schema.getMergedTraits();
    if (httpPayload === 1) return nothing;
    const inUrl = [httpHeader, httpLabel, httpQuery].some((trait) => trait !== undefined);
    const text = this.notation === "text" || inUrl;
    // Lists and maps in a URL come as their own service reads them.
    if (schema.isListSchema()) return inUrl ? nothing : this.list(schema);
    if (schema.isMapSchema()) return inUrl ? nothing : this.map(schema);
    if (schema.isStructSchema()) return this.structure(schema);
    return text ? textual(schema) : typed(schema);
  }

  private structure(schema: Schema): Check {
    const source = schema.getSchema();
    const found = this.made.get(source);
    if (found !== undefined) return found;
    const members: [name: string, check: Check][] = [];
    const required = requiredMembers(schema);
    const check: Check = (value, path, missing) => {
      if (!isObject(value)) throw mismatch(value, "Structure", path);
      for (const [name, checkMember] of members) {
        const member = value[name];
        if (member === undefined) continue;
        if (member === null) Reflect.deleteProperty(value, name);
        else checkMember(member, join(path, name), missing);
      }
      for (const name of required)
        if (value[name] === undefined) missing.push(join(path, shown(name)));
    };
    this.made.set(source, check);
    for (const [name, member] of schema.structIterator()) members.push([name, this.check(member)]);
    return check;
  }

  private list(schema: Schema): Check {
    const member = this.check(schema.getValueSchema());
    return (value, path, missing) => {
      if (!Array.isArray(value)) {
        if (this.notation === "text" && value === "") return;
        throw mismatch(value, "List", path);
      }
      value.forEach((each: unknown, index) => {
        member(each, `${path}.${index + 1}.member`, missing);
      });
    };
  }

  private map(schema: Schema): Check {
    const member = this.check(schema.getValueSchema());
    return (value, path, missing) => {
      if (!isObject(value)) {
        if (this.notation === "text" && value === "") return;
        throw mismatch(value, "Map", path);
      }
      for (const [name, each] of Object.entries(value))
        member(each, `${path}.${name}.member`, missing);
    };
  }
}

function typed(schema: Schema): Check {
  if (schema.isBlobSchema()) return isOne("Blob", (value) => isText(value) || isBytes(value));
  if (schema.isBooleanSchema()) return isOne("Boolean", (value) => typeof value === "boolean");
  if (schema.isTimestampSchema())
    return isOne("Timestamp", (value) => isNumber(value) || isText(value) || value instanceof Date);
  if (schema.isNumericSchema())
    return isOne("Number", (value) => isNumber(value) || /^-?Infinity$|^NaN$/.test(String(value)));
  if (schema.isStringSchema()) return isOne("String", isText);
  return nothing;
}

function textual(schema: Schema): Check {
  if (schema.isBooleanSchema())
    return isOne("Boolean", (value) => /^(true|false)$/i.test(String(value)));
  if (schema.isNumericSchema())
    return isOne("Number", (value) => isText(value) && value !== "" && !isNaN(Number(value)));
  return isOne("String", isText);
}

function isOne(type: string, holds: (value: unknown) => boolean): Check {
  return (value, path) => {
    if (!holds(value)) throw mismatch(value, type, path);
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number";
const isBytes = (value: unknown): boolean => value instanceof Uint8Array;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isBytes(value);
}

function mismatch(value: unknown, type: string, path: string): AwsError {
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  return new AwsError(
    "SerializationException",
    `${path === "" ? "The request" : path} must be a ${type}, not ${found}.`,
  );
}

/** AWS's words for members that are not there, and the code under which each service says them. */
function incomplete(service: string, notation: Notation, missing: readonly string[]): AwsError {
  const faults = missing.map(
    (path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected`;
  const code = CODES[service] ?? (notation === "text" ? "ValidationError" : "ValidationException");
  return new AwsError(code, `${count}: ${faults.join("; ")}`);
}

const CODES: Readonly<Record<string, string>> = {
  athena: "InvalidRequestException",
  ec2: "MissingParameter",
  glue: "InvalidInputException",
  logs: "InvalidParameterException",
  sns: "InvalidParameter",
};

function join(path: string, name: string): string {
  return path === "" ? shown(name) : `${path}.${shown(name)}`;
}

/** A member as AWS's messages name it: `StreamARN` is `streamARN`. */
function shown(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
