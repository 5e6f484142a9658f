import type { SortedMap } from "../sorted-map";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import type { InputOf } from "../../gateway/model/apis";
import type { Bucket, Buckets, StoredObject } from "./storage/buckets";
import { compareKeys } from "./storage/names";
import { onBucket } from "./permissions";

/** What all three ways of listing take. */
type ListInput = Pick<
  InputOf<"s3", "ListObjects">,
  "Bucket" | "Prefix" | "Delimiter" | "MaxKeys" | "EncodingType"
>;

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
function encoder({
  EncodingType,
}: {
  readonly EncodingType?: string | undefined;
}): (text: string) => string {
  if (EncodingType === undefined) return (text) => text;
  if (EncodingType !== "url") {
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}

function limitOf({ MaxKeys = MAX_KEYS }: ListInput): number {
  if (Number.isInteger(MaxKeys) && MaxKeys >= 0) return Math.min(MaxKeys, MAX_KEYS);
  throw new AwsError("InvalidArgument", "Argument max-keys must be an integer from 0 up");
}

function common(input: ListInput, found: Page, encode: (text: string) => string) {
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

function version2(bucket: Bucket, input: InputOf<"s3", "ListObjectsV2">) {
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

function version1(bucket: Bucket, input: InputOf<"s3", "ListObjects">) {
  const encode = encoder(input);
  const found = page(bucket.objects, input.Marker ?? "", input, limitOf(input));
  return {
    ...common(input, found, encode),
    Marker: encode(input.Marker ?? ""),
    ...(found.truncated && { NextMarker: encode(found.last) }),
  };
}

/** Versions are not kept: every object is its own only and latest version, "null". */
function versions(bucket: Bucket, input: InputOf<"s3", "ListObjectVersions">) {
  const encode = encoder(input);
  const found = page(bucket.objects, input.KeyMarker ?? "", input, limitOf(input));
  const { Contents, ...rest } = common(input, found, encode);
  const only = { VersionId: "null", IsLatest: true, StorageClass: "STANDARD" } as const;
  return {
    ...rest,
    KeyMarker: encode(input.KeyMarker ?? ""),
    ...(found.truncated && { NextKeyMarker: encode(found.last), NextVersionIdMarker: "null" }),
    Versions: Contents.map((each) => ({ ...each, ...only })),
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
export function listOperations(buckets: Buckets): Operations<"s3"> {
  return {
    ListObjectsV2: {
      permissions: onBucket("ListBucket"),
      run: (input) => version2(buckets.get(input.Bucket), input),
    },
    ListObjects: {
      permissions: onBucket("ListBucket"),
      run: (input) => version1(buckets.get(input.Bucket), input),
    },
    ListObjectVersions: {
      permissions: onBucket("ListBucketVersions"),
      run: (input) => versions(buckets.get(input.Bucket), input),
    },
  };
}
