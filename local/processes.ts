import { readFileSync, readlinkSync } from "node:fs";

/** Whether a process that started then may still run: those of another container are not seen. */
export function mayRun(pid: number, start: string): boolean {
  if (start.split("_")[0] !== namespace()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const [state] = statOf(pid);
  // It was killed, and its parent has not asked yet how it ended.
  return state !== "Z" && startOf(pid) === start;
}

/**
 * Tells a process from a later one of the same number: its container's namespace, and when it
 * started, in ticks since boot (proc_pid_stat(5), field 22). Zeros where there is no /proc.
 */
export function startOf(pid: number): string {
  return `${namespace()}_${statOf(pid)[19] ?? "0"}`;
}

/** What the system knows of a process, from its state on. */
function statOf(pid: number): string[] {
  const stat = fromProc(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
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
