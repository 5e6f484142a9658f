import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { zipSync, type Zippable } from "fflate";

/** What a function's deployment package weighs. */
export interface Weight {
  readonly entries: number;
  /** Unzipped. */
  readonly bytes: number;
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

export async function weigh(folder: string): Promise<Weight> {
  const files = await filesOf(folder);
  let bytes = 0;
  for (const file of files) bytes += (await stat(file)).size;
  return { entries: files.length, bytes };
}

/** The size of the folder's zip archive, as it would be uploaded. */
export async function zippedBytes(folder: string): Promise<number> {
  const contents: Zippable = {};
  for (const file of await filesOf(folder)) {
    contents[path.relative(folder, file)] = await readFile(file);
  }
  return zipSync(contents, { level: 6 }).length;
}
