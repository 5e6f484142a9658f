import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mayRun, startOf } from "../processes";
import { StateError } from "./error";

/** A lock's name says whose it is: `lock-<pid>-<that process>`. */
const named = /^lock-(\d+)-(\d+_\d+)$/;

export const isLock = (name: string): boolean => named.test(name);

/**
 * Takes a folder for this process, and returns what gives it back. Each process first makes a lock of its
 * own and then looks for others', so that of two at once at least one sees the other; those of processes
 * that are gone are removed. Throws a StateError where another process has it.
 */
export function lock(folder: string): () => void {
  refuseOthers(folder);
  const own = path.join(folder, `lock-${process.pid}-${startOf(process.pid)}`);
  try {
    writeFileSync(own, "", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new StateError(`${folder} is in use by this process`);
  }
  const unlock = (): void => {
    rmSync(own, { force: true });
  };
  try {
    refuseOthers(folder, own);
  } catch (error) {
    unlock();
    throw error;
  }
  process.once("exit", unlock);
  return () => {
    process.off("exit", unlock);
    unlock();
  };
}

function refuseOthers(folder: string, own?: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid = "", start = ""] = named.exec(name) ?? [];
    const file = path.join(folder, name);
    if (pid === "" || file === own) continue;
    if (!mayRun(Number(pid), start)) rmSync(file, { force: true });
    else if (Number(pid) !== process.pid) throw new StateError(inUse(folder, pid, file));
  }
}

const inUse = (folder: string, pid: string, file: string): string =>
  `${folder} is in use by the process ${pid}: stop that, or choose another folder. ` +
  `If it ran in a container that is gone, remove ${file}`;
