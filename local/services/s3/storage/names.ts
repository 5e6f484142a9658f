import { createHash } from "node:crypto";
import { join } from "node:path";
import { AwsError } from "../../../gateway/service";

const MAX_KEY_BYTES = 1024;
/** Deeper or longer folders than this are gathered in one, to stay within file systems' limits. */
const MAX_FOLDER_LENGTH = 400;
const MAX_SEGMENT_LENGTH = 100;

/** Throws InvalidBucketName: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  if (wellFormed && !name.includes("..") && !/^\d+(\.\d+){3}$/.test(name)) return;
  throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, {
    BucketName: name,
  });
}

export function checkKey(key: string): void {
  if (key === "") throw new AwsError("InvalidArgument", "A key must not be empty.");
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return;
  throw new AwsError("KeyTooLongError", "Your key is too long", 400, {
    MaxSizeAllowed: MAX_KEY_BYTES,
    Size: Buffer.byteLength(key),
  });
}

/** Everything that a file system could take for more than a letter is percent-encoded. */
function encodeSegment(segment: string): string {
  if (segment === "" || segment === "." || segment === "..")
    return `%${segment.replaceAll(".", "%2E")}`;
  return Array.from(segment)
    .map((character) =>
      /[A-Za-z0-9._=-]/.test(character)
        ? character
        : [...Buffer.from(character)].map((byte) => `%${hex(byte)}`).join(""),
    )
    .join("");
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/**
 * Where an object's bytes are kept, relative to its bucket's folder. The key's folders stay, so
 * that a lake can be read by its partitions; the file's name begins with `~` and a hash of the key,
 * so that `a` and `a/b`, or `A` and `a` on a file system that folds case, never meet, and ends like
 * the key, so that extensions count.
 */
export function fileOf(key: string): string {
  const segments = key.split("/");
  const name = encodeSegment(segments.pop() ?? "").slice(-MAX_SEGMENT_LENGTH);
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 24);
  const folders = segments.map(encodeSegment);
  const fits =
    folders.join("/").length <= MAX_FOLDER_LENGTH &&
    folders.every((folder) => folder.length <= MAX_SEGMENT_LENGTH);
  return join("objects", ...(fits ? folders : ["%long"]), `~${hash}~${name}`);
}

/** S3 lists keys by their UTF-8 bytes, which for astral characters is not JavaScript's order. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}
