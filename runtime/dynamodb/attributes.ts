import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { splitNumber } from "lossless-json";
import { digitsOf } from "../decimal";
import { isPlain } from "../plain";

export type Attributes = Record<string, AttributeValue>;

/**
 * DynamoDB's limits.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_DIGITS = 38;
const MIN_EXPONENT = -130;
const MAX_EXPONENT = 125;
const MAX_DEPTH = 32;
const MAX_NAME_BYTES = 65_535;

/**
 * A row as DynamoDB stores it: numbers with every digit, nested values as maps and lists, undefined
 * left out. Throws an Error that names the attribute which DynamoDB cannot hold exactly.
 */
export function attributesOf(row: object): Attributes {
  return mapOf(row, "", 0);
}

function mapOf(fields: object, path: string, depth: number): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    checkName(name);
    attributes[name] = attributeOf(value, path === "" ? name : `${path}.${name}`, depth);
  }
  return attributes;
}

function checkName(name: string): void {
  // The SDK would drop it without a word.
  if (name === "__proto__") throw new Error("an attribute must not be named __proto__");
  if (name === "") throw new Error("an attribute's name must not be empty");
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new Error(`an attribute's name must be at most ${MAX_NAME_BYTES} bytes long`);
  }
}

function attributeOf(value: unknown, path: string, depth: number): AttributeValue {
  if (depth > MAX_DEPTH) throw new Error(`${path} is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null || value === undefined) return { NULL: true };
  const digits = digitsOf(value);
  if (digits !== undefined) return { N: exact(digits, path) };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) {
    return { L: value.map((inner, i) => attributeOf(inner, `${path}[${i}]`, depth + 1)) };
  }
  if (isPlain(value)) return { M: mapOf(value, path, depth + 1) };
  throw new Error(`${path} must be JSON; found ${describe(value)}`);
}

function exact(digits: string, path: string): string {
  const { digits: significant, exponent } = splitNumber(digits);
  if (significant.length > MAX_DIGITS) {
    throw new Error(`${path} must have at most ${MAX_DIGITS} digits; found ${significant.length}`);
  }
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
    throw new Error(`${path} must lie between 1E-130 and 9.9E+125; found 1E${exponent}`);
  }
  return digits;
}

function describe(value: unknown): string {
  return typeof value === "object" ? (value?.constructor.name ?? "null") : `a ${typeof value}`;
}
