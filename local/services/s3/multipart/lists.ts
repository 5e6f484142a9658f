import type { Bucket, Upload } from "../storage/buckets";

export interface ListPartsInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly PartNumberMarker?: number;
  readonly MaxParts?: number;
}

/** The answer to ListParts. */
export function listParts(upload: Upload, input: ListPartsInput): object {
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

/** The answer to ListMultipartUploads: all uploads, in one page. */
export function listUploads(bucket: Bucket, { Prefix = "" }: { Prefix?: string }): object {
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
