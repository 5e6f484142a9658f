import { join } from "node:path";
import { AwsError } from "../../../gateway/service";
import type { ObjectName } from "../permissions";
import type { Bucket, Upload } from "../storage/buckets";

type UploadInput = ObjectName & { readonly UploadId: string };

export function uploadOf(bucket: Bucket, { UploadId, Key }: UploadInput): Upload {
  const upload = bucket.uploads.get(UploadId);
  if (upload?.key === Key) return upload;
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have " +
    "been aborted or completed.";
  throw new AwsError("NoSuchUpload", message, 404, { UploadId });
}

export function partFile(upload: Upload, number: number): string {
  return join("uploads", upload.id, String(number));
}

export function discard(bucket: Bucket, upload: Upload): void {
  bucket.uploads.delete(upload.id);
  bucket.files.remove(join("uploads", upload.id));
}
