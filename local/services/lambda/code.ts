import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";

import type { FunctionCode } from "@aws-sdk/client-lambda";
import { AwsError } from "../../gateway/service";
import type { CloudClient } from "../../gateway/service";
import { invalid } from "./function";
import type { Code } from "./function";

const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 262_144_000;
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
export async function archiveOf(input: FunctionCode, cloud: CloudClient): Promise<Buffer> {
  if (input.ImageUri !== undefined) {
    throw invalid("The local cloud runs zip archives, not container images.");
  }
  if (input.ZipFile !== undefined) {
    const zip = Buffer.from(input.ZipFile);
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

/** The archive's files, told by its directory alone: nothing is unpacked to learn its size. */
async function filesOf(archive: ZipFile): Promise<Entry[]> {
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
  return files;
}

/**
 * Unpacks an archive into a folder. An entry that leads out of the folder, or that holds more than the
 * archive's directory says, is refused.
 */
async function unzip(zip: Buffer, folder: string): Promise<void> {
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true });
    for (const entry of await filesOf(archive)) {
      const path = join(folder, entry.fileName);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path));
    }
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
    );
  }
}

/** Unpacks a deployment package into a folder of its own, named after what it holds. */
export async function unpack(zip: Buffer, parent: string): Promise<Code> {
  const digest = createHash("sha256").update(zip).digest();
  const folder = join(parent, digest.toString("hex").slice(0, 16));
  const task = join(folder, "task");
  const fresh = join(folder, `unpacking-${randomUUID()}`);
  try {
    await mkdir(fresh, { recursive: true });
    await unzip(zip, fresh);
    // The same code may be there already, and run.
    if (!existsSync(task)) await rename(fresh, task);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const zipPath = join(folder, "code.zip");
  await writeFile(zipPath, zip);
  return { folder: task, zipPath, sha256: digest.toString("base64"), size: zip.length };
}
