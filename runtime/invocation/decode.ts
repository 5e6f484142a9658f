import { parse } from "lossless-json";
import type { JsonValue } from "../types";

/** Deeper values are refused before parsing, which recurses. DynamoDB itself holds 32 levels. */
const MAX_DEPTH = 64;

/** The first bytes of a record aggregated by the Kinesis Producer Library. */
const AGGREGATED = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes a record: base64, strict UTF-8, JSON with every number as it was written. Throws an Error
 * that says what is wrong; it never holds the record's text, so it may be logged.
 */
export function decode(data: string): JsonValue {
  const bytes = Buffer.from(data, "base64");
  if (bytes.subarray(0, 4).equals(AGGREGATED)) {
    throw new Error(
      "aggregated by the Kinesis Producer Library: set AggregationEnabled=false in the producer",
    );
  }
  const text = textOf(bytes);
  checkDepth(text);
  const value = valueOf(text);
  if (/\\u[dD][89a-fA-F]/.test(text)) {
    checkSurrogates(value);
  }
  return value;
}

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error("not UTF-8");
  }
}

function valueOf(text: string): JsonValue {
  try {
    return parse(text) as JsonValue;
  } catch (error) {
    const duplicate = error instanceof Error && error.message.startsWith("Duplicate key");
    const position =
      error instanceof Error ? /at position \d+$/.exec(error.message)?.[0] : undefined;
    const what = duplicate ? "JSON with a key given twice" : "not JSON";
    throw new Error(position === undefined ? what : `${what} (${position})`, { cause: error });
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Error(`JSON nested deeper than ${MAX_DEPTH} levels`);
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}

/** Half a surrogate pair has no UTF-8 form: a sink would store another text than was sent. */
function checkSurrogates(value: JsonValue): void {
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new Error("JSON with half a surrogate pair");
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      checkSurrogates(key);
      checkSurrogates(inner as JsonValue);
    }
  }
}
