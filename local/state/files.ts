import { copyFileSync, existsSync, linkSync, readdirSync, statSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import path from "node:path";

/** Writes a file that is on the disk when this resolves. */
export async function writeSynced(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file whole: at any moment there is the one before or this one. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  await writeSynced(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
  await syncFile(path.dirname(file));
}

/** Has the disk take what was written to a file, or the names in a folder. */
export async function syncFile(file: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === "win32" && statSync(file).isDirectory()) return;
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A second name for a file that never changes; a copy where the file system has no such names. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "ENOSYS"].includes(code)) throw error;
    copyFileSync(from, to);
  }
}

/** The paths of all files below a folder, in order; none where it is absent. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}
