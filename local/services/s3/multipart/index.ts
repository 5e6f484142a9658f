import { randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { objectOf } from "../storage/buckets";
import type { Bucket, Buckets, Part, Upload } from "../storage/buckets";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { md5, verified, type Checksums } from "../checksums";
import { byteRange } from "../conditions";
import { checkKey, fileOf } from "../storage/names";
import { onCopy, sourceOf } from "../copy";
import { bodyBytes, encryption, headersOf } from "../members";
import { complete } from "./completion";
import { listParts, listUploads } from "./lists";
import { onBucket, onObject } from "../permissions";
import { parseTagging } from "../storage/tags";
import { discard, partFile, uploadOf } from "./uploads";

const MAX_PARTS = 10_000;

type PartInput = Omit<InputOf<"s3", "UploadPart">, "ChecksumAlgorithm">;

function create(
  bucket: Bucket,
  input: InputOf<"s3", "CreateMultipartUpload">,
): OutputOf<"s3", "CreateMultipartUpload"> {
  checkKey(input.Key);
  const upload: Upload = {
    id: randomUUID().replaceAll("-", ""),
    key: input.Key,
    initiated: bucket.now(),
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
): Promise<{ part: Part; checksums: Checksums }> {
  const upload = uploadOf(bucket, input);
  const number = input.PartNumber;
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    const message = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`;
    throw new AwsError("InvalidArgument", message);
  }
  const body = bodyBytes(input.Body);
  const digest = md5(body);
  const checksums = verified(input, body, digest);
  const part: Part = {
    number,
    size: body.length,
    etag: `"${digest.toString("hex")}"`,
    md5: digest,
    modified: bucket.now(),
  };
  await bucket.files.write(partFile(upload, number), body, {
    before: () => uploadOf(bucket, input),
    after: () => upload.parts.set(number, part),
  });
  return { part, checksums };
}

async function copyPart(
  buckets: Buckets,
  input: InputOf<"s3", "UploadPartCopy">,
): Promise<OutputOf<"s3", "UploadPartCopy">> {
  const from = sourceOf(input.CopySource);
  const source = buckets.get(from.Bucket);
  const { size } = objectOf(source, from.Key);
  const { start, length } = byteRange(input.CopySourceRange, size) ?? { start: 0, length: size };
  const Body = await source.files.read(fileOf(from.Key), start, length);
  const { part } = await addPart(buckets.get(input.Bucket), { ...input, Body });
  return { CopyPartResult: { ETag: part.etag, LastModified: part.modified } };
}

/** Multipart uploads; ListMultipartUploads answers all of them in one page. */
export function multipartOperations(buckets: Buckets): Operations<"s3"> {
  return {
    CreateMultipartUpload: {
      permissions: onObject("PutObject"),
      run: (input) => create(buckets.get(input.Bucket), input),
    },
    UploadPart: {
      permissions: onObject("PutObject"),
      async run(input) {
        const { part, checksums } = await addPart(buckets.get(input.Bucket), input);
        return { ETag: part.etag, ...checksums };
      },
    },
    UploadPartCopy: {
      permissions: onCopy,
      run: (input) => copyPart(buckets, input),
    },
    CompleteMultipartUpload: {
      permissions: onObject("PutObject"),
      run: (input) => complete(buckets.get(input.Bucket), input),
    },
    AbortMultipartUpload: {
      permissions: onObject("AbortMultipartUpload"),
      run(input) {
        const bucket = buckets.get(input.Bucket);
        discard(bucket, uploadOf(bucket, input));
        return {};
      },
    },
    ListParts: {
      permissions: onObject("ListMultipartUploadParts"),
      run: (input) => listParts(uploadOf(buckets.get(input.Bucket), input), input),
    },
    ListMultipartUploads: {
      permissions: onBucket("ListBucketMultipartUploads"),
      run: (input) => listUploads(buckets.get(input.Bucket), input),
    },
  };
}
