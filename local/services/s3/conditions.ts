import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../gateway/service";
import type { StoredObject } from "./storage/buckets";

/** Conditional members of reads, of which writes have the first two. */
export type Conditions = Pick<
  GetObjectCommandInput,
  "IfMatch" | "IfNoneMatch" | "IfModifiedSince" | "IfUnmodifiedSince"
>;

/** HTTP's dates have whole seconds. */
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

function names(header: string, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "").replaceAll('"', "");
  return header.split(",").some((tag) => tag.trim() === "*" || bare(tag) === bare(etag));
}

function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new AwsError("PreconditionFailed", message, 412, { Condition: condition });
}

/** Throws PreconditionFailed (412) or NotModified (304), in the order of RFC 9110 §13.2.2. */
export function checkRead(conditions: Conditions, { etag, modified }: StoredObject): void {
  const at = seconds(modified);
  if (conditions.IfMatch !== undefined) {
    if (!names(conditions.IfMatch, etag)) throw preconditionFailed("If-Match");
  } else if (
    conditions.IfUnmodifiedSince !== undefined &&
    at > seconds(conditions.IfUnmodifiedSince)
  ) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const unchanged =
    conditions.IfNoneMatch === undefined
      ? conditions.IfModifiedSince !== undefined && at <= seconds(conditions.IfModifiedSince)
      : names(conditions.IfNoneMatch, etag);
  if (unchanged) throw new AwsError("NotModified", "Not Modified", 304);
}

/** Conditional writes: `IfNoneMatch: "*"` creates only, `IfMatch` replaces only what it names. */
export function checkWrite(conditions: Conditions, existing: StoredObject | undefined): void {
  if (
    conditions.IfNoneMatch !== undefined &&
    existing &&
    names(conditions.IfNoneMatch, existing.etag)
  ) {
    throw preconditionFailed("If-None-Match");
  }
  if (conditions.IfMatch === undefined) return;
  if (!existing) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (!names(conditions.IfMatch, existing.etag)) throw preconditionFailed("If-Match");
}

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The bytes that a Range header names, or undefined when it is to be ignored (malformed or of
 * several ranges, as S3 does). Throws InvalidRange (416).
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start >= size || (first === "" && last === "0")) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      RangeRequested: header,
      ActualObjectSize: size,
    });
  }
  return { start, length: end - start + 1 };
}
