import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { unzipSync } from "fflate";

import { AwsError, bytes } from "../../gateway/service";
import type { CloudClient } from "../../gateway/service";
import { invalid } from "./function";
import type { Code } from "./function";

export interface CodeInput {
  /** A blob: base64 or bytes. */
  readonly ZipFile?: unknown;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly ImageUri?: string;
}

const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 262_144_000;

async function fromS3(cloud: CloudClient, bucket: string, key: string): Promise<Buffer> {
  try {
    const { Body } = await cloud.call<{ Body: string | Uint8Array }>("s3", "GetObject", {
      Bucket: bucket,
      Key: key,
    });
    return typeof Body === "string" ? Buffer.from(Body, "utf8") : Buffer.from(Body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

/** The archive's bytes, sent with the request or read from S3. */
export async function archiveOf(input: CodeInput, cloud: CloudClient): Promise<Buffer> {
  if (input.ImageUri !== undefined) {
    throw invalid("The local cloud runs zip archives, not container images.");
  }
  if (input.ZipFile !== undefined) {
    const zip = bytes(input.ZipFile);
    if (zip.length > MAX_ZIP_BYTES) {
      throw new AwsError(
        "RequestEntityTooLargeException",
        `Request must be smaller than ${MAX_ZIP_BYTES} bytes for the CreateFunction operation`,
        413,
      );
    }
    return zip;
  }
  if (input.S3Bucket !== undefined && input.S3Key !== undefined) {
    return fromS3(cloud, input.S3Bucket, input.S3Key);
  }
  throw invalid("Please provide a source for function code.");
}

function unzip(zip: Buffer): Record<string, Uint8Array> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip);
  } catch {
    throw invalid(
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
  }
  const size = Object.values(files).reduce((sum, file) => sum + file.length, 0);
  if (size === 0) throw invalid("Uploaded file must be a non-empty zip");
  if (size > MAX_UNZIPPED_BYTES) {
    throw invalid(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
  }
  const outside = Object.keys(files).find(
    (name) => name.startsWith("/") || /(^|[/\\])\.\.([/\\]|$)/.test(name),
  );
  if (outside !== undefined) {
    throw invalid(
      `The archive's entry ${outside} would be written outside of the function's folder.`,
    );
  }
  return files;
}

/** Unpacks a deployment package into a folder of its own, named after what it holds. */
export async function unpack(zip: Buffer, parent: string): Promise<Code> {
  const files = unzip(zip);
  const digest = createHash("sha256").update(zip).digest();
  const folder = join(parent, digest.toString("hex").slice(0, 16));
  for (const [name, data] of Object.entries(files)) {
    const path = join(folder, "task", name);
    await mkdir(name.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!name.endsWith("/")) await writeFile(path, data);
  }
  const zipPath = join(folder, "code.zip");
  await writeFile(zipPath, zip);
  return {
    folder: join(folder, "task"),
    zipPath,
    sha256: digest.toString("base64"),
    size: zip.length,
  };
}
