import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";

import type { FunctionCode } from "@aws-sdk/client-lambda";
import { AwsError, type CloudClient } from "../../../gateway/service";
import { invalid } from "../function";

const MAX_ZIP_BYTES = 50 * 1024 * 1024;
/** Of a function with its layers. */
export const MAX_UNZIPPED_BYTES = 262_144_000;
const MAX_ENTRIES = 65_535;

async function fromS3(cloud: CloudClient, bucket: string, key: string): Promise<Buffer> {
  try {
    const { Body = [] } = await cloud.call("s3", "GetObject", { Bucket: bucket, Key: key });
    return Buffer.from(Body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

/** The archive's bytes, sent with the request or read from S3. */
export async function archiveOf(
  input: FunctionCode,
  cloud: CloudClient,
  operation: string,
): Promise<Buffer> {
  if (input.ImageUri !== undefined) {
    throw invalid("The local cloud runs zip archives, not container images.");
  }
  if (input.ZipFile !== undefined) {
    const zip = Buffer.from(input.ZipFile);
    if (zip.length > MAX_ZIP_BYTES) {
      throw new AwsError(
        "RequestEntityTooLargeException",
        `Request must be smaller than ${MAX_ZIP_BYTES} bytes for the ${operation} operation`,
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

/** The archive's files, told by its directory alone: nothing is unpacked to learn its size. */
async function filesOf(archive: ZipFile): Promise<{ files: Entry[]; size: number }> {
  const files: Entry[] = [];
  let size = 0;
  for await (const entry of archive.eachEntry()) {
    size += entry.uncompressedSize;
    if (size > MAX_UNZIPPED_BYTES) {
      throw invalid(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
    }
    if (files.length >= MAX_ENTRIES) {
      throw invalid(`The archive must have at most ${MAX_ENTRIES} entries`);
    }
    if (!entry.fileName.endsWith("/")) files.push(entry);
  }
  if (size === 0) throw invalid("Uploaded file must be a non-empty zip");
  return { files, size };
}

/** Programs stay programs, where the archive was made on a system that knows the difference. */
function modeOf({ externalFileAttributes }: Entry): number {
  return 0o644 | ((externalFileAttributes >>> 16) & 0o111);
}

/**
 * Unpacks an archive into a folder and tells the size of what is in it. An entry that leads out of the
 * folder, or that holds more than the archive's directory says, is refused.
 */
export async function unzip(zip: Buffer, folder: string): Promise<number> {
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true });
    const { files, size } = await filesOf(archive);
    for (const entry of files) {
      const path = join(folder, entry.fileName);
      await mkdir(dirname(path), { recursive: true });
      const output = createWriteStream(path, { mode: modeOf(entry) });
      await pipeline(await archive.openReadStreamPromise(entry), output);
    }
    return size;
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
    );
  }
}
