import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import type { Bucket, Upload } from "../storage/buckets";

/** The answer to ListParts. */
export function listParts(
  upload: Upload,
  input: InputOf<"s3", "ListParts">,
): OutputOf<"s3", "ListParts"> {
  const after = Number(input.PartNumberMarker ?? 0);
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
    PartNumberMarker: String(after),
    ...(truncated && { NextPartNumberMarker: String(parts.at(-1)?.number) }),
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

/** The answer to ListMultipartUploads: all uploads, in one page. */
export function listUploads(
  bucket: Bucket,
  { Prefix = "" }: InputOf<"s3", "ListMultipartUploads">,
): OutputOf<"s3", "ListMultipartUploads"> {
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
