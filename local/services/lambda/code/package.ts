import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { invalid } from "../function";
import { MAX_UNZIPPED_BYTES, unzip } from "./archive";

/** An archive on disk, and what is told of it. */
export interface Archive {
  readonly zipPath: string;
  /** Base64. */
  readonly sha256: string;
  readonly size: number;
  readonly unzippedSize: number;
}

/** A layer that a function has, as it was when the function was given it. */
export interface LayerReference {
  readonly arn: string;
  readonly size: number;
  readonly unzippedSize: number;
}

/** The layers of a function, in their order, and the folders whose contents are laid one over the other. */
export interface Layers {
  readonly references: readonly LayerReference[];
  readonly folders: readonly string[];
}

/** A function's deployment package and its layers, unpacked on disk until nothing uses them. */
export class Package {
  private users = 0;

  constructor(
    private readonly root: string,
    readonly archive: Archive,
    /** The function's own files. */
    readonly folder: string,
    readonly layers: readonly LayerReference[],
    /** What Lambda has under /opt; absent without layers. */
    readonly opt?: string,
  ) {}

  hold(): void {
    this.users += 1;
  }

  /** Removes the files, once they are no longer held by anyone. */
  async release(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return;
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  /** The layers, to lay under another package. */
  get under(): Layers {
    return { references: this.layers, folders: this.opt === undefined ? [] : [this.opt] };
  }
}

/** Writes an archive and its contents into a folder. */
export async function unpack(zip: Buffer, root: string, folder: string): Promise<Archive> {
  await mkdir(folder, { recursive: true });
  const unzippedSize = await unzip(zip, folder);
  const zipPath = join(root, "code.zip");
  await writeFile(zipPath, zip);
  const sha256 = createHash("sha256").update(zip).digest("base64");
  return { zipPath, sha256, size: zip.length, unzippedSize };
}

/**
 * Unpacks a deployment package over its layers, in a folder of its own. Node.js finds the layers' modules,
 * CommonJS or ES, as it finds any in the folders above: after the function's own, before the SDK.
 * https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export async function makePackage(
  zip: Buffer,
  { references, folders }: Layers,
  runtime: string,
  parent: string,
): Promise<Package> {
  const root = join(parent, randomUUID().slice(0, 8));
  const folder = join(root, "code", "task");
  try {
    const archive = await unpack(zip, root, folder);
    const layered = references.reduce((sum, layer) => sum + layer.unzippedSize, 0);
    checkSize(archive.unzippedSize + layered);
    if (references.length === 0) return new Package(root, archive, folder, references);
    const opt = join(root, "opt");
    await layOver(folders, opt);
    const modules = join(opt, "nodejs");
    const major = runtime.replace(".x", "").replace("nodejs", "node");
    await link(join(modules, "node_modules"), join(root, "node_modules"));
    await link(join(modules, major, "node_modules"), join(root, "code", "node_modules"));
    return new Package(root, archive, folder, references, opt);
  } catch (error) {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

function checkSize(size: number): void {
  if (size <= MAX_UNZIPPED_BYTES) return;
  throw invalid(
    `Function code combined with layers exceeds the maximum allowed size of ${MAX_UNZIPPED_BYTES} bytes. The actual size is ${size} bytes.`,
  );
}

async function layOver(folders: readonly string[], opt: string): Promise<void> {
  await mkdir(opt, { recursive: true });
  for (const folder of folders) {
    try {
      await cp(folder, opt, { recursive: true });
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (!code.startsWith("ERR_FS_CP_")) throw error;
      throw invalid("The layers have a file and a folder of the same name.");
    }
  }
}

async function link(modules: string, path: string): Promise<void> {
  if (existsSync(modules)) await symlink(modules, path, "junction");
}
