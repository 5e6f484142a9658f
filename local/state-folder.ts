import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mayRun, startOf } from "./processes";

/** A state folder's name says whose it is: `local-<what>-<pid>-<that process>-<random>`. */
const named = /^local-[a-z]+-(\d+)-(\d+_\d+)-\w{6}$/;

const own = new Set<string>();
let swept: Promise<void> | undefined;

/**
 * Makes a folder among the system's temporary ones that does not outlive this process: it goes with
 * `removeStateFolder`, at the latest when the process exits, and after a kill when the next process
 * makes one. `what` is of small letters.
 */
export async function makeStateFolder(what: string): Promise<string> {
  if (swept === undefined) {
    swept = sweep();
    process.once("exit", removeOwn);
  }
  await swept;
  const { pid } = process;
  const folder = await mkdtemp(path.join(tmpdir(), `local-${what}-${pid}-${startOf(pid)}-`));
  own.add(folder);
  return folder;
}

export async function removeStateFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  own.delete(folder);
}

function removeOwn(): void {
  for (const folder of own) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the folders of processes that are gone. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid, start] = named.exec(name) ?? [];
    if (pid === undefined || start === undefined || mayRun(Number(pid), start)) continue;
    // Another process may sweep at the same time, and the folder may be another user's.
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}
