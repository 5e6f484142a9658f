import { AwsError } from "./service";

const MIB = 1024 * 1024;

/**
 * What a request may ask of the gateway's only thread and of its memory. Each is far above what AWS's
 * services take themselves, and is checked before the work that it bounds.
 */
export const bounds = {
  /** Bytes of a request's body, also after its compression or framing is taken off. */
  body: 256 * MIB,
  /** A client's time for a request's headers, in milliseconds. */
  headersMs: 10_000,
  connections: 4096,
  /** Levels of lists and structures: a DynamoDB item of 32 levels has some 70 on the wire. */
  depth: 128,
  /** Bytes of a compressed body once it is unpacked; S3's objects are kept as they came. */
  unzipped: 32 * MIB,
  formParameters: 10_000,
  /** Tags of an XML document: the 10,000 parts of S3's longest have some 80,000. */
  xmlTags: 100_000,
  /** Levels of a form's parameter, `a.b.c`. */
  formDepth: 32,
  /** Bytes of every chunk of an upload but the last, at least: S3's own rule. */
  leastChunk: 8192,
  /** Bytes of an integer beyond 64 bits: reading one takes the square of its length. */
  bigInteger: 64,
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Throws on JSON with more levels than `most`, which would take a parser long and those that walk its
 * result their stack. Strings, most of a body, are skipped and not read.
 */
export function checkJsonDepth(text: Buffer, most: number = bounds.depth): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === QUOTE) at = endOfString(text, at);
    // "[" and "{", "]" and "}": the same but for one bit.
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > most) throw tooDeep();
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
}

function endOfString(text: Buffer, start: number): number {
  for (let end = text.indexOf(QUOTE, start + 1); end >= 0; end = text.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

export function tooDeep(): AwsError {
  return new AwsError(
    "SerializationException",
    `The request is nested more than ${bounds.depth} levels deep.`,
  );
}
