import type { Operation } from "../../gateway/service";
import { AwsError } from "../../gateway/service";
import { objectOf, removeObject } from "./storage/buckets";
import type { Bucket, Buckets, ObjectHeaders, StoredObject } from "./storage/buckets";
import { md5, verified } from "./checksums";
import { byteRange, checkRead, checkWrite } from "./conditions";
import type { Conditions } from "./conditions";
import { checkKey, fileOf } from "./storage/names";
import { onObject, onObjects } from "./permissions";
import { parseTagging } from "./tags";

export interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
}

export interface WriteInput extends ObjectInput, ObjectHeaders {
  readonly Metadata?: Readonly<Record<string, string>>;
  /** Tags as a query string: `a=1&b=2`. */
  readonly Tagging?: string;
}

export interface PutInput extends WriteInput, Conditions {
  /** Text stands for its UTF-8 bytes. */
  readonly Body?: unknown;
}

interface GetInput extends ObjectInput, Conditions {
  readonly Range?: string;
  readonly ChecksumMode?: string;
}

interface CopyInput extends WriteInput {
  /** `bucket/key`, percent-encoded, with or without a leading slash. */
  readonly CopySource: string;
  readonly MetadataDirective?: "COPY" | "REPLACE";
  readonly TaggingDirective?: "COPY" | "REPLACE";
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
}

interface DeletesInput {
  readonly Bucket: string;
  readonly Delete: {
    readonly Objects: readonly { readonly Key: string }[];
    readonly Quiet?: boolean;
  };
}

const HEADERS = [
  "ContentType",
  "ContentEncoding",
  "ContentDisposition",
  "ContentLanguage",
  "CacheControl",
  "Expires",
  "StorageClass",
  "WebsiteRedirectLocation",
  "ServerSideEncryption",
  "SSEKMSKeyId",
] as const satisfies readonly (keyof ObjectHeaders)[];

/** The members of an input that are kept with the object. */
export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const given = HEADERS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return { ServerSideEncryption: "AES256", ...(Object.fromEntries(given) as ObjectHeaders) };
}

export function bodyOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // What JSON makes of a Buffer.
  const { type, data } = body as { type?: unknown; data?: unknown };
  if (type === "Buffer" && Array.isArray(data)) return Buffer.from(data as number[]);
  throw new AwsError("InvalidArgument", "Body must be text or bytes.");
}

export function objectOperations(buckets: Buckets): Record<string, Operation> {
  return {
    PutObject: {
      run: (input: PutInput) => put(buckets.get(input.Bucket), input),
      permissions: onObject("PutObject"),
    },
    GetObject: {
      run: (input: GetInput) => get(buckets.get(input.Bucket), input),
      permissions: onObject("GetObject"),
    },
    HeadObject: {
      run: (input: GetInput) => head(buckets.get(input.Bucket), input),
      permissions: onObject("GetObject"),
    },
    DeleteObject: {
      run: ({ Bucket, Key }: ObjectInput) => {
        removeObject(buckets.get(Bucket), Key);
        return {};
      },
      permissions: onObject("DeleteObject"),
    },
    DeleteObjects: {
      run: (input: DeletesInput) => removeAll(buckets.get(input.Bucket), input),
      permissions: ({ Bucket, Delete }: DeletesInput) =>
        onObjects(
          "DeleteObject",
          Bucket,
          Delete.Objects.map(({ Key }) => Key),
        ),
    },
    CopyObject: {
      run: (input: CopyInput) => copy(buckets, input),
      permissions: (input: CopyInput) => {
        const source = sourceOf(input.CopySource);
        return [
          ...onObjects("GetObject", source.Bucket, [source.Key]),
          ...onObjects("PutObject", input.Bucket, [input.Key]),
        ];
      },
    },
  };
}

async function put(bucket: Bucket, input: PutInput): Promise<object> {
  checkKey(input.Key);
  checkWrite(input, bucket.objects.get(input.Key));
  const body = bodyOf(input.Body);
  const bodyMd5 = md5(body);
  const checksums = verified({ ...input }, body, bodyMd5);
  const object: StoredObject = {
    key: input.Key,
    size: body.length,
    etag: `"${bodyMd5.toString("hex")}"`,
    modified: new Date(),
    headers: headersOf(input),
    metadata: input.Metadata ?? {},
    checksums,
    tags: parseTagging(input.Tagging),
  };
  await bucket.files.write(fileOf(input.Key), body, {
    // Again, for another writer may have come first.
    before: () => {
      checkWrite(input, bucket.objects.get(input.Key));
    },
    after: () => {
      bucket.objects.set(input.Key, object);
    },
  });
  return { ETag: object.etag, ...checksums, ...encryption(object) };
}

export function encryption({ headers }: Pick<StoredObject, "headers">): object {
  const { ServerSideEncryption, SSEKMSKeyId } = headers;
  return { ServerSideEncryption, ...(SSEKMSKeyId && { SSEKMSKeyId }) };
}

function describe(object: StoredObject): object {
  return {
    ...object.headers,
    ContentType: object.headers.ContentType ?? "binary/octet-stream",
    AcceptRanges: "bytes",
    ETag: object.etag,
    LastModified: object.modified,
    Metadata: object.metadata,
    ...(object.tags.size > 0 && { TagCount: object.tags.size }),
  };
}

function located(bucket: Bucket, input: GetInput) {
  const object = objectOf(bucket, input.Key);
  checkRead(input, object);
  const range = byteRange(input.Range, object.size);
  const whole = range === undefined;
  const { start, length } = range ?? { start: 0, length: object.size };
  const output = {
    ...describe(object),
    ContentLength: length,
    ...(!whole && { ContentRange: `bytes ${start}-${start + length - 1}/${object.size}` }),
    // A checksum is of the whole object: with a range a client would hold it against a part.
    ...(whole && input.ChecksumMode === "ENABLED" && object.checksums),
  };
  return { output, start, length };
}

async function get(bucket: Bucket, input: GetInput): Promise<object> {
  const { output, start, length } = located(bucket, input);
  return { Body: await bucket.files.read(fileOf(input.Key), start, length), ...output };
}

function head(bucket: Bucket, input: GetInput): object {
  return located(bucket, input).output;
}

function removeAll(bucket: Bucket, { Delete }: DeletesInput): object {
  if (Delete.Objects.length > 1000) {
    throw new AwsError("MalformedXML", "DeleteObjects takes at most 1000 keys.");
  }
  for (const { Key } of Delete.Objects) removeObject(bucket, Key);
  return Delete.Quiet === true ? {} : { Deleted: Delete.Objects.map(({ Key }) => ({ Key })) };
}

export function sourceOf(copySource: string): ObjectInput {
  const [path = ""] = copySource.replace(/^\//, "").split("?versionId=");
  const decoded = decodeURIComponent(path);
  const slash = decoded.indexOf("/");
  if (slash < 1) throw new AwsError("InvalidArgument", "Copy Source must mention the source key");
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1) };
}

async function copy(buckets: Buckets, input: CopyInput): Promise<object> {
  const from = sourceOf(input.CopySource);
  const sourceBucket = buckets.get(from.Bucket);
  const bucket = buckets.get(input.Bucket);
  checkKey(input.Key);
  const source = objectOf(sourceBucket, from.Key);
  checkRead({ IfMatch: input.CopySourceIfMatch, IfNoneMatch: input.CopySourceIfNoneMatch }, source);
  const replace = input.MetadataDirective === "REPLACE";
  if (!replace && from.Bucket === input.Bucket && from.Key === input.Key) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without " +
        "changing the object's metadata, storage class, website redirect location or encryption " +
        "attributes.",
    );
  }
  const object: StoredObject = {
    ...source,
    key: input.Key,
    modified: new Date(),
    headers: replace ? headersOf(input) : source.headers,
    metadata: replace ? (input.Metadata ?? {}) : source.metadata,
    tags: input.TaggingDirective === "REPLACE" ? parseTagging(input.Tagging) : source.tags,
  };
  const body = await sourceBucket.files.read(fileOf(from.Key), 0, source.size);
  await bucket.files.write(fileOf(input.Key), body, {
    after: () => {
      bucket.objects.set(input.Key, object);
    },
  });
  const result = { ETag: object.etag, LastModified: object.modified };
  return { CopyObjectResult: result, ...encryption(object) };
}
