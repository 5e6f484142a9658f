import { rmSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { mayRun, startOf } from "../../local/processes";

/** What follows the checkpoint's name: the process, and what tells it from a later one so numbered. */
const named = /^\.(\d+)-(\d+_\d+)\.lock$/;

const own = new Set<string>();

/**
 * Takes the lock of a checkpoint, a file beside it that goes with the process; what a killed process
 * left is removed. Throws an Error while another process may have it: of two that begin at the same
 * moment both may be refused, but never do both go on. Returns what releases it.
 */
export async function lock(checkpoint: string, what: string): Promise<() => void> {
  const { pid } = process;
  const name = `${checkpoint}.${pid}-${startOf(pid)}.lock`;
  await writeFile(name, "");
  if (process.listeners("exit").every((each) => each !== releaseAll)) {
    process.on("exit", releaseAll);
  }
  own.add(name);
  try {
    await refuseIfHeld(checkpoint, name, what);
  } catch (error) {
    release(name);
    throw error;
  }
  return () => {
    release(name);
  };
}

async function refuseIfHeld(checkpoint: string, mine: string, what: string): Promise<void> {
  const folder = path.dirname(checkpoint);
  const prefix = path.basename(checkpoint);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(prefix) || entry === path.basename(mine)) continue;
    const [, pid, start] = named.exec(entry.slice(prefix.length)) ?? [];
    if (pid === undefined || start === undefined) continue;
    const other = path.join(folder, entry);
    if (mayRun(Number(pid), start)) {
      throw new Error(
        `process ${pid} is sending ${what}: wait for its end (if it runs no more, remove ${other})`,
      );
    }
    await rm(other, { force: true });
  }
}

function release(name: string): void {
  own.delete(name);
  rmSync(name, { force: true });
}

function releaseAll(): void {
  for (const name of own) release(name);
}
