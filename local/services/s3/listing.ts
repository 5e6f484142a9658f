import type { SortedMap } from "../sorted-map";
import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { Bucket, Buckets, StoredObject } from "./storage/buckets";
import { compareKeys } from "./storage/names";
import { onBucket } from "./permissions";

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly EncodingType?: string;
  /** V1. */
  readonly Marker?: string;
  /** V2. */
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly FetchOwner?: boolean;
}

const MAX_KEYS = 1000;

interface Page {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or common prefix on the page. */
  readonly last: string;
}

/** The next page of keys after `after`; keys that share what comes before a delimiter are one. */
function page(
  keys: SortedMap<StoredObject>,
  after: string,
  { Prefix = "", Delimiter = "" }: ListInput,
  limit: number,
): Page {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let last = after;
  const range = compareKeys(after, Prefix) < 0 ? { gte: Prefix } : { gt: after };
  for (const [key, object] of keys.entries(range)) {
    if (!key.startsWith(Prefix)) {
      if (compareKeys(key, Prefix) > 0) break;
      continue;
    }
    const cut = Delimiter === "" ? -1 : key.indexOf(Delimiter, Prefix.length);
    const group = cut < 0 ? undefined : key.slice(0, cut + Delimiter.length);
    if (group !== undefined && group === last) continue;
    if (objects.length + prefixes.length >= limit)
      return { objects, prefixes, truncated: limit > 0, last };
    if (group === undefined) objects.push(object);
    else prefixes.push(group);
    last = group ?? key;
  }
  return { objects, prefixes, truncated: false, last };
}

/** Percent-encodes what XML cannot hold, as `encoding-type=url` asks; slashes stay. */
function encoder(input: { readonly EncodingType?: string }): (text: string) => string {
  if (input.EncodingType === undefined) return (text) => text;
  if (input.EncodingType !== "url") {
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}

function limitOf({ MaxKeys = MAX_KEYS }: ListInput): number {
  if (Number.isInteger(MaxKeys) && MaxKeys >= 0) return Math.min(MaxKeys, MAX_KEYS);
  throw new AwsError("InvalidArgument", "Argument max-keys must be an integer from 0 up");
}

function common(input: ListInput, found: Page, encode: (text: string) => string): object {
  return {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ""),
    ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
    MaxKeys: limitOf(input),
    ...(input.EncodingType && { EncodingType: input.EncodingType }),
    IsTruncated: found.truncated,
    Contents: found.objects.map(({ key, modified, etag, size, headers }) => ({
      Key: encode(key),
      LastModified: modified,
      ETag: etag,
      Size: size,
      StorageClass: headers.StorageClass ?? "STANDARD",
    })),
    ...(found.prefixes.length > 0 && {
      CommonPrefixes: found.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  };
}

function version2(bucket: Bucket, input: ListInput): object {
  const encode = encoder(input);
  const token = input.ContinuationToken;
  const after = token === undefined ? (input.StartAfter ?? "") : decodeToken(token);
  const found = page(bucket.objects, after, input, limitOf(input));
  return {
    ...common(input, found, encode),
    KeyCount: found.objects.length + found.prefixes.length,
    ...(token !== undefined && { ContinuationToken: token }),
    ...(input.StartAfter !== undefined && { StartAfter: encode(input.StartAfter) }),
    ...(found.truncated && { NextContinuationToken: encodeToken(found.last) }),
  };
}

function version1(bucket: Bucket, input: ListInput): object {
  const encode = encoder(input);
  const found = page(bucket.objects, input.Marker ?? "", input, limitOf(input));
  return {
    ...common(input, found, encode),
    Marker: encode(input.Marker ?? ""),
    ...(found.truncated && { NextMarker: encode(found.last) }),
  };
}

/** Versions are not kept: every object is its own only and latest version, "null". */
function versions(bucket: Bucket, input: ListInput & { KeyMarker?: string }): object {
  const encode = encoder(input);
  const found = page(bucket.objects, input.KeyMarker ?? "", input, limitOf(input));
  const { Contents, ...rest } = common(input, found, encode) as { Contents: readonly object[] };
  return {
    ...rest,
    KeyMarker: encode(input.KeyMarker ?? ""),
    ...(found.truncated && { NextKeyMarker: encode(found.last), NextVersionIdMarker: "null" }),
    Versions: Contents.map((each) => ({ ...each, VersionId: "null", IsLatest: true })),
  };
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, "base64url").toString();
  if (encodeToken(key) === token) return key;
  throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
}

/** ListObjectsV2, ListObjects and ListObjectVersions. */
export function listOperations(buckets: Buckets): Record<string, Operation> {
  const listing = (
    list: (bucket: Bucket, input: ListInput) => object,
    action: string,
  ): Operation => ({
    run: (input: ListInput) => list(buckets.get(input.Bucket), input),
    permissions: onBucket(action),
  });
  return {
    ListObjectsV2: listing(version2, "ListBucket"),
    ListObjects: listing(version1, "ListBucket"),
    ListObjectVersions: listing(versions, "ListBucketVersions"),
  };
}
