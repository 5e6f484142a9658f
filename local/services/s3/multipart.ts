import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { objectOf } from "./storage/buckets";
import type { Bucket, Buckets, Part, StoredObject, Upload } from "./storage/buckets";
import { md5, verified } from "./checksums";
import { byteRange, checkWrite } from "./conditions";
import type { Conditions } from "./conditions";
import { checkKey, fileOf } from "./storage/names";
import { bodyOf, encryption, headersOf, sourceOf } from "./objects";
import type { ObjectInput, WriteInput } from "./objects";
import { onBucket, onObject, onObjects } from "./permissions";
import { parseTagging } from "./tags";

/** Every part but the last must have this many bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;

interface UploadInput extends ObjectInput {
  readonly UploadId: string;
}

interface PartInput extends UploadInput {
  readonly PartNumber: number;
  readonly Body?: unknown;
}

interface PartCopyInput extends PartInput {
  readonly CopySource: string;
  readonly CopySourceRange?: string;
}

interface CompleteInput extends UploadInput, Conditions {
  readonly MultipartUpload?: {
    readonly Parts?: readonly { readonly PartNumber: number; readonly ETag: string }[];
  };
}

interface ListPartsInput extends UploadInput {
  readonly PartNumberMarker?: number;
  readonly MaxParts?: number;
}

function uploadOf(bucket: Bucket, { UploadId, Key }: UploadInput): Upload {
  const upload = bucket.uploads.get(UploadId);
  if (upload?.key === Key) return upload;
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have " +
    "been aborted or completed.";
  throw new AwsError("NoSuchUpload", message, 404, { UploadId });
}

function partFile(upload: Upload, number: number): string {
  return join("uploads", upload.id, String(number));
}

function discard(bucket: Bucket, upload: Upload): void {
  bucket.uploads.delete(upload.id);
  bucket.files.remove(join("uploads", upload.id));
}

function create(bucket: Bucket, input: WriteInput): object {
  checkKey(input.Key);
  const upload: Upload = {
    id: randomUUID().replaceAll("-", ""),
    key: input.Key,
    initiated: new Date(),
    headers: headersOf(input),
    metadata: input.Metadata ?? {},
    tags: parseTagging(input.Tagging),
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return { Bucket: input.Bucket, Key: input.Key, UploadId: upload.id, ...encryption(upload) };
}

async function addPart(
  bucket: Bucket,
  input: PartInput,
): Promise<{ part: Part; checksums: object }> {
  const upload = uploadOf(bucket, input);
  const number = input.PartNumber;
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new AwsError("InvalidArgument", `Part number must be an integer from 1 to ${MAX_PARTS}`);
  }
  const body = bodyOf(input.Body);
  const digest = md5(body);
  const checksums = verified({ ...input }, body, digest);
  const part: Part = {
    number,
    size: body.length,
    etag: `"${digest.toString("hex")}"`,
    md5: digest,
    modified: new Date(),
  };
  await bucket.files.write(partFile(upload, number), body, {
    before: () => uploadOf(bucket, input),
    after: () => upload.parts.set(number, part),
  });
  return { part, checksums };
}

async function copyPart(buckets: Buckets, input: PartCopyInput): Promise<object> {
  const from = sourceOf(input.CopySource);
  const source = buckets.get(from.Bucket);
  const { size } = objectOf(source, from.Key);
  const { start, length } = byteRange(input.CopySourceRange, size) ?? { start: 0, length: size };
  const Body = await source.files.read(fileOf(from.Key), start, length);
  const { part } = await addPart(buckets.get(input.Bucket), { ...input, Body });
  return { CopyPartResult: { ETag: part.etag, LastModified: part.modified } };
}

/** The parts that a completion names. Throws InvalidPart, InvalidPartOrder, EntityTooSmall. */
function chosen(upload: Upload, input: CompleteInput): readonly Part[] {
  const named = input.MultipartUpload?.Parts ?? [];
  if (named.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part");
  const parts = named.map(({ PartNumber, ETag }) => {
    const part = upload.parts.get(PartNumber);
    if (part && part.etag.replaceAll('"', "") === ETag.replaceAll('"', "")) return part;
    throw new AwsError(
      "InvalidPart",
      "One or more of the specified parts could not be found. The part may not have been " +
        "uploaded, or the specified entity tag may not match the part's entity tag.",
    );
  });
  if (parts.some((part, i) => i > 0 && part.number <= (parts[i - 1]?.number ?? 0))) {
    throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  if (parts.slice(0, -1).some(({ size }) => size < MIN_PART_BYTES)) {
    throw new AwsError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
    );
  }
  return parts;
}

async function complete(bucket: Bucket, input: CompleteInput): Promise<object> {
  const upload = uploadOf(bucket, input);
  const parts = chosen(upload, input);
  const digest = createHash("md5").update(Buffer.concat(parts.map((part) => part.md5)));
  const object: StoredObject = {
    key: upload.key,
    size: parts.reduce((sum, { size }) => sum + size, 0),
    etag: `"${digest.digest("hex")}-${parts.length}"`,
    modified: new Date(),
    headers: upload.headers,
    metadata: upload.metadata,
    checksums: {},
    tags: upload.tags,
  };
  const files = parts.map(({ number }) => partFile(upload, number));
  await bucket.files.concatenate(fileOf(upload.key), files, {
    before: () => {
      uploadOf(bucket, input);
      checkWrite(input, bucket.objects.get(upload.key));
    },
    after: () => {
      bucket.objects.set(upload.key, object);
      discard(bucket, upload);
    },
  });
  const { Bucket, Key } = input;
  return { Bucket, Key, ETag: object.etag, Location: `/${Bucket}/${Key}`, ...encryption(object) };
}

function listParts(bucket: Bucket, input: ListPartsInput): object {
  const upload = uploadOf(bucket, input);
  const after = input.PartNumberMarker ?? 0;
  const limit = Math.min(input.MaxParts ?? 1000, 1000);
  const left = [...upload.parts.values()]
    .filter(({ number }) => number > after)
    .sort((a, b) => a.number - b.number);
  const parts = left.slice(0, limit);
  const truncated = left.length > parts.length;
  return {
    Bucket: input.Bucket,
    Key: input.Key,
    UploadId: upload.id,
    PartNumberMarker: after,
    ...(truncated && { NextPartNumberMarker: parts.at(-1)?.number }),
    MaxParts: limit,
    IsTruncated: truncated,
    StorageClass: "STANDARD",
    Parts: parts.map(({ number, size, etag, modified }) => ({
      PartNumber: number,
      LastModified: modified,
      ETag: etag,
      Size: size,
    })),
  };
}

function listUploads(bucket: Bucket, { Prefix = "" }: { Prefix?: string }): object {
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(Prefix));
  return {
    Bucket: bucket.name,
    Prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Uploads: uploads.map(({ id, key, initiated }) => ({
      Key: key,
      UploadId: id,
      StorageClass: "STANDARD",
      Initiated: initiated,
    })),
  };
}

/** Multipart uploads; ListMultipartUploads answers all of them in one page. */
export function multipartOperations(buckets: Buckets): Record<string, Operation> {
  return {
    CreateMultipartUpload: {
      run: (input: WriteInput) => create(buckets.get(input.Bucket), input),
      permissions: onObject("PutObject"),
    },
    UploadPart: {
      async run(input: PartInput) {
        const { part, checksums } = await addPart(buckets.get(input.Bucket), input);
        return { ETag: part.etag, ...checksums };
      },
      permissions: onObject("PutObject"),
    },
    UploadPartCopy: {
      run: (input: PartCopyInput) => copyPart(buckets, input),
      permissions: (input: PartCopyInput) => {
        const from = sourceOf(input.CopySource);
        return [
          ...onObjects("GetObject", from.Bucket, [from.Key]),
          ...onObjects("PutObject", input.Bucket, [input.Key]),
        ];
      },
    },
    CompleteMultipartUpload: {
      run: (input: CompleteInput) => complete(buckets.get(input.Bucket), input),
      permissions: onObject("PutObject"),
    },
    AbortMultipartUpload: {
      run: (input: UploadInput) => {
        const bucket = buckets.get(input.Bucket);
        discard(bucket, uploadOf(bucket, input));
        return {};
      },
      permissions: onObject("AbortMultipartUpload"),
    },
    ListParts: {
      run: (input: ListPartsInput) => listParts(buckets.get(input.Bucket), input),
      permissions: onObject("ListMultipartUploadParts"),
    },
    ListMultipartUploads: {
      run: (input: { Bucket: string; Prefix?: string }) =>
        listUploads(buckets.get(input.Bucket), input),
      permissions: onBucket("ListBucketMultipartUploads"),
    },
  };
}
