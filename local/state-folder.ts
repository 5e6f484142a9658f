import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

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

/** Whether a process that started then may still run: those of another container are not seen. */
function mayRun(pid: number, start: string): boolean {
  if (start.split("_")[0] !== namespace()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(pid) === start;
}

/**
 * Tells a process from a later one of the same number: its container's namespace, and when it
 * started, in ticks since boot (proc_pid_stat(5), field 22). Zeros where there is no /proc.
 */
function startOf(pid: number): string {
  const stat = fromProc(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return `${namespace()}_${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0"}`;
}

function namespace(): string {
  return /\d+/.exec(fromProc(() => readlinkSync("/proc/self/ns/pid")))?.[0] ?? "0";
}

function fromProc(read: () => string): string {
  try {
    return read();
  } catch {
    // macOS and Windows have no /proc, and a process may just have ended.
    return "";
  }
}
