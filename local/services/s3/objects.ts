import type { DeleteObjectsOutput } from "@aws-sdk/client-s3";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import type { Operations } from "../../gateway/service";
import { AwsError, status } from "../../gateway/service";
import { objectOf, removeObject } from "./storage/buckets";
import type { Bucket, Buckets, StoredObject } from "./storage/buckets";
import { md5, verified } from "./checksums";
import { byteRange, checkRead, checkWrite } from "./conditions";
import { checkKey, fileOf } from "./storage/names";
import { copy, onCopy } from "./copy";
import { bodyBytes, encryption, headersOf } from "./members";
import { onObject, onObjects } from "./permissions";
import { parseTagging } from "./storage/tags";

type GetInput = InputOf<"s3", "GetObject"> | InputOf<"s3", "HeadObject">;

export function objectOperations(buckets: Buckets): Operations<"s3"> {
  return {
    PutObject: {
      permissions: onObject("PutObject"),
      run: (input) => put(buckets.get(input.Bucket), input),
    },
    GetObject: {
      permissions: onObject("GetObject"),
      run: (input) => get(buckets.get(input.Bucket), input),
    },
    HeadObject: {
      permissions: onObject("GetObject"),
      run: (input) => located(buckets.get(input.Bucket), input).output,
    },
    DeleteObject: {
      permissions: onObject("DeleteObject"),
      run({ Bucket, Key }) {
        removeObject(buckets.get(Bucket), Key);
        return {};
      },
    },
    DeleteObjects: {
      permissions: ({ Bucket, Delete }) =>
        onObjects(
          "DeleteObject",
          Bucket,
          Delete.Objects.map(({ Key }) => Key),
        ),
      run: (input) => removeAll(buckets.get(input.Bucket), input),
    },
    CopyObject: {
      permissions: onCopy,
      run: (input) => copy(buckets, input),
    },
  };
}

async function put(
  bucket: Bucket,
  input: InputOf<"s3", "PutObject">,
): Promise<OutputOf<"s3", "PutObject">> {
  checkKey(input.Key);
  checkWrite(input, bucket.objects.get(input.Key));
  const body = bodyBytes(input.Body);
  const bodyMd5 = md5(body);
  const checksums = verified(input, body, bodyMd5);
  const object: StoredObject = {
    key: input.Key,
    size: body.length,
    etag: `"${bodyMd5.toString("hex")}"`,
    modified: bucket.now(),
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

function describe(object: StoredObject) {
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

async function get(bucket: Bucket, input: GetInput): Promise<OutputOf<"s3", "GetObject">> {
  const { output, start, length } = located(bucket, input);
  return { Body: await bucket.files.read(fileOf(input.Key), start, length), ...output };
}

function removeAll(
  bucket: Bucket,
  { Delete }: InputOf<"s3", "DeleteObjects">,
): DeleteObjectsOutput {
  if (Delete.Objects.length > 1000) {
    throw new AwsError("MalformedXML", "DeleteObjects takes at most 1000 keys.");
  }
  for (const { Key } of Delete.Objects) removeObject(bucket, Key);
  return Delete.Quiet === true ? {} : { Deleted: Delete.Objects.map(({ Key }) => ({ Key })) };
}
