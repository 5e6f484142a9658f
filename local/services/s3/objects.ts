import type { Operation } from "../../gateway/service";
import { AwsError, status } from "../../gateway/service";
import { objectOf, removeObject } from "./storage/buckets";
import type { Bucket, Buckets, StoredObject } from "./storage/buckets";
import { md5, verified } from "./checksums";
import { byteRange, checkRead, checkWrite } from "./conditions";
import type { Conditions } from "./conditions";
import { checkKey, fileOf } from "./storage/names";
import { copy, sourceOf } from "./copy";
import type { CopyInput } from "./copy";
import { bodyOf, encryption, headersOf } from "./members";
import type { ObjectInput, WriteInput } from "./members";
import { onObject, onObjects } from "./permissions";
import { parseTagging } from "./settings/tags";

export interface PutInput extends WriteInput, Conditions {
  /** Text stands for its UTF-8 bytes. */
  readonly Body?: unknown;
}

interface GetInput extends ObjectInput, Conditions {
  readonly Range?: string;
  readonly ChecksumMode?: string;
}

interface DeletesInput {
  readonly Bucket: string;
  readonly Delete: {
    readonly Objects: readonly { readonly Key: string }[];
    readonly Quiet?: boolean;
  };
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
    ...(!whole && {
      ContentRange: `bytes ${start}-${start + length - 1}/${object.size}`,
      [status]: 206,
    }),
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
