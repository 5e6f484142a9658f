import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

import { asset } from "@pulumi/pulumi";
import { unzipSync, Zip, ZipPassThrough } from "fflate";

type Files = Record<string, Buffer>;

async function folderFiles(folder: string, prefix: string): Promise<Files> {
  const files: Files = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      Object.assign(files, await folderFiles(path, `${prefix}${entry.name}/`));
    } else {
      files[prefix + entry.name] = await readFile(path);
    }
  }
  return files;
}

async function pathFiles(path: string): Promise<Files> {
  if ((await stat(path)).isDirectory()) return folderFiles(path, "");
  if (!/\.(zip|jar)$/i.test(path)) {
    throw new Error(
      `${path} is not a folder and not a zip: the local cloud reads no other archive`,
    );
  }
  const files = Object.entries(unzipSync(await readFile(path)));
  return Object.fromEntries(
    files.filter(([name]) => !name.endsWith("/")).map(([name, data]) => [name, Buffer.from(data)]),
  );
}

/** What Pulumi's assets and archives hold, by the kind that they are. */
interface Contents {
  readonly text?: string | Promise<string>;
  readonly path?: string | Promise<string>;
  readonly assets?: asset.AssetMap | Promise<asset.AssetMap>;
}

async function assetBytes(value: unknown): Promise<Buffer> {
  const { text, path } = value as Contents;
  if (text !== undefined) return Buffer.from(await text);
  if (path !== undefined) return readFile(await path);
  throw new Error("an asset must be a StringAsset or a FileAsset to be read locally");
}

/**
 * The files of a Pulumi archive by their path in it: an AssetArchive with assets and archives inside,
 * or a FileArchive of a folder or a zip. Rejects for what must be fetched from elsewhere.
 */
export async function archiveFiles(code: unknown): Promise<Files> {
  const { assets, path } = (asset.Archive.isInstance(code) ? code : {}) as Contents;
  if (path !== undefined) return pathFiles(await path);
  if (assets === undefined) {
    throw new Error("code must be an AssetArchive or a FileArchive to run locally");
  }
  const files: Files = {};
  for (const [name, value] of Object.entries(await assets)) {
    if (asset.Archive.isInstance(value)) {
      const inner = await archiveFiles(value);
      for (const [path, data] of Object.entries(inner)) files[`${name}/${path}`] = data;
    } else {
      files[name] = await assetBytes(value);
    }
  }
  return files;
}

/** A file of a zip, deflated by zlib: ten times sooner than in JavaScript. */
class Deflated extends ZipPassThrough {
  override readonly compression = 8;
  override readonly mtime = new Date(1980, 0, 1);

  protected override process(data: Uint8Array, final: boolean): void {
    // Little compression: the zip stays on this machine.
    this.ondata(null, deflateRawSync(data, { level: 1 }), final);
  }
}

/** Where a function's or a layer's archive comes from, as the API takes it. */
export async function codeInput(from: {
  readonly code?: unknown;
  readonly s3Bucket?: string | undefined;
  readonly s3Key?: string | undefined;
}): Promise<{ ZipFile?: Uint8Array; S3Bucket?: string | undefined; S3Key?: string | undefined }> {
  const { code, s3Bucket: S3Bucket, s3Key: S3Key } = from;
  if (code === undefined) return { S3Bucket, S3Key };
  return { ZipFile: deterministicZip(await archiveFiles(code)) };
}

/** A zip that depends on nothing but its files: the same files give the same bytes. */
export function deterministicZip(files: Readonly<Record<string, Buffer>>): Buffer {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const name of Object.keys(files).sort()) {
    const file = new Deflated(name);
    zip.add(file);
    file.push(files[name] ?? Buffer.alloc(0), true);
  }
  zip.end();
  return Buffer.concat(chunks);
}
