import { randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import { objectOf } from "../storage/buckets";
import type { Bucket, Buckets, Part, Upload } from "../storage/buckets";
import { md5, verified } from "../checksums";
import { byteRange } from "../conditions";
import { checkKey, fileOf } from "../storage/names";
import { sourceOf } from "../copy";
import { bodyOf, encryption, headersOf } from "../members";
import type { WriteInput } from "../members";
import { complete } from "./completion";
import type { CompleteInput } from "./completion";
import { listParts, listUploads } from "./lists";
import { onBucket, onObject, onObjects } from "../permissions";
import { parseTagging } from "../settings/tags";
import { discard, partFile, uploadOf } from "./uploads";
import type { UploadInput } from "./uploads";

const MAX_PARTS = 10_000;

interface PartInput extends UploadInput {
  readonly PartNumber: number;
  readonly Body?: unknown;
}

interface PartCopyInput extends PartInput {
  readonly CopySource: string;
  readonly CopySourceRange?: string;
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
      run: (input: UploadInput) => listParts(uploadOf(buckets.get(input.Bucket), input), input),
      permissions: onObject("ListMultipartUploadParts"),
    },
    ListMultipartUploads: {
      run: (input: { Bucket: string; Prefix?: string }) =>
        listUploads(buckets.get(input.Bucket), input),
      permissions: onBucket("ListBucketMultipartUploads"),
    },
  };
}
