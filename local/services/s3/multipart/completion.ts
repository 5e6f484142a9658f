import { createHash } from "node:crypto";
import { AwsError } from "../../../gateway/service";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { checkWrite } from "../conditions";
import { encryption } from "../members";
import type { Bucket, Part, StoredObject, Upload } from "../storage/buckets";
import { fileOf } from "../storage/names";
import { discard, partFile, uploadOf } from "./uploads";

/** Every part but the last must have this many bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

type CompleteInput = InputOf<"s3", "CompleteMultipartUpload">;

/** The parts that a completion names. Throws InvalidPart, InvalidPartOrder, EntityTooSmall. */
function chosen(upload: Upload, input: CompleteInput): readonly Part[] {
  const named = input.MultipartUpload?.Parts ?? [];
  if (named.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part");
  const parts = named.map(({ PartNumber = 0, ETag = "" }) => {
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

/** CompleteMultipartUpload. */
export async function complete(
  bucket: Bucket,
  input: CompleteInput,
): Promise<OutputOf<"s3", "CompleteMultipartUpload">> {
  const upload = uploadOf(bucket, input);
  const parts = chosen(upload, input);
  const digest = createHash("md5").update(Buffer.concat(parts.map((part) => part.md5)));
  const object: StoredObject = {
    key: upload.key,
    size: parts.reduce((sum, { size }) => sum + size, 0),
    etag: `"${digest.digest("hex")}-${parts.length}"`,
    modified: bucket.now(),
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
