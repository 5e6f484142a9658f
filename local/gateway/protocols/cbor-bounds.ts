import { bounds, tooDeep } from "../bounds";
import { AwsError } from "../service";

/** Tags of Smithy's RPC v2: a timestamp, and integers beyond 64 bits. */
const EPOCH_TAG = 1;
const BIG_INTEGER_TAGS = new Set([2, 3]);

const INDEFINITE = 31;
const BREAK = 0xff;

/** A list or a map that is being read: how many values are still to come; Infinity until a break. */
interface Open {
  left: number;
}

/**
 * Walks CBOR in one pass without making anything of it: throws where it claims more than it has, is
 * nested too deeply, or holds what no AWS client sends and a decoder would take long for.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8949 and https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function checkCbor(bytes: Buffer): void {
  const open: Open[] = [{ left: 1 }];
  let at = 0;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (top.left === 0 || (top.left === Infinity && bytes[at] === BREAK)) {
      if (top.left !== 0) at += 1;
      open.pop();
      continue;
    }
    const { major, argument, next } = head(bytes, at);
    at = next;
    top.left -= 1;
    if (major === 2 || major === 3) at = skipText(bytes, at, major, argument);
    else if (major === 4 || major === 5) {
      if (open.length > bounds.depth) throw tooDeep();
      const values = argument === Infinity ? Infinity : argument * (major === 5 ? 2 : 1);
      // Each value takes a byte at least.
      if (values !== Infinity && values > bytes.length - at) throw invalid();
      open.push({ left: values });
    } else if (major === 6) at = checkTagged(bytes, at, argument, top);
  }
  if (at !== bytes.length) throw invalid();
}

/** A tag's value is read as the list's or map's next one; a big integer's is looked at here. */
function checkTagged(bytes: Buffer, at: number, tag: number, within: Open): number {
  within.left += 1;
  if (BIG_INTEGER_TAGS.has(tag)) {
    const { major, argument } = head(bytes, at);
    if (major !== 2 || argument > bounds.bigInteger) throw invalid();
  } else if (tag !== EPOCH_TAG || head(bytes, at).major === 6) throw invalid();
  return at;
}

function skipText(bytes: Buffer, start: number, major: number, length: number): number {
  if (length !== Infinity) return within(bytes, start + length);
  let at = start;
  while (bytes[at] !== BREAK) {
    const chunk = head(bytes, at);
    if (chunk.major !== major || chunk.argument === Infinity) throw invalid();
    at = within(bytes, chunk.next + chunk.argument);
  }
  return at + 1;
}

/** A value's first bytes: its kind, and its value, length or count; Infinity where that is left open. */
function head(bytes: Buffer, at: number): { major: number; argument: number; next: number } {
  const first = bytes[at];
  if (first === undefined) throw invalid();
  const major = first >> 5;
  const short = first & 31;
  if (short < 24) return { major, argument: short, next: at + 1 };
  if (short === INDEFINITE && major >= 2 && major <= 5) {
    return { major, argument: Infinity, next: at + 1 };
  }
  if (short > 27) throw invalid();
  const size = 2 ** (short - 24);
  const next = within(bytes, at + 1 + size);
  const argument =
    size === 8 ? Number(bytes.readBigUInt64BE(at + 1)) : bytes.readUIntBE(at + 1, size);
  return { major, argument, next };
}

function within(bytes: Buffer, end: number): number {
  if (end > bytes.length) throw invalid();
  return end;
}

function invalid(): AwsError {
  return new AwsError("SerializationException", "The request body is not valid CBOR.");
}
