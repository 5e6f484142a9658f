import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";

/** Ends processes that this one has started, should this one be killed before it can do so itself. */
export interface Reaper {
  add(pid: number | undefined): void;
  remove(pid: number | undefined): void;
  /** Ends the watching process; the others are left alone. */
  stop(): void;
}

/**
 * Ends a process that leads a group of its own, with every process that it has started; not where
 * there are no groups (Windows).
 */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/** Reads `+<pid>` and `-<pid>` lines; at their end, which is this process's, kills who is left. */
const WATCH = `
  const left = new Set(); let rest = "";
  process.on("SIGINT", () => {}).on("SIGTERM", () => {}).on("SIGHUP", () => {});
  process.stdin.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\\n"); rest = lines.pop();
    for (const line of lines) left[line[0] === "+" ? "add" : "delete"](Number(line.slice(1)));
  }).on("end", () => { for (const pid of left) for (const one of [-pid, pid]) try { process.kill(one, "SIGKILL"); } catch {} });`;

/** The watching process is started with the first that it has to watch. */
export function createReaper(): Reaper {
  let watcher: ChildProcess | undefined;
  const tell = (line: string): void => {
    watcher?.stdin?.write(`${line}\n`);
  };
  return {
    add(pid) {
      if (pid === undefined) return;
      if (watcher === undefined) {
        // In a group of its own, so that a terminal's Ctrl-C leaves it be.
        watcher = spawn(process.execPath, ["-e", WATCH], {
          env: {},
          detached: true,
          stdio: ["pipe", "ignore", "ignore"],
        });
        // Without it functions still run; they would only outlive a kill of this process.
        watcher.on("error", () => undefined);
        watcher.stdin?.on("error", () => undefined);
        watcher.unref();
        (watcher.stdin as Socket | null)?.unref();
      }
      tell(`+${pid}`);
    },
    remove(pid) {
      if (pid !== undefined) tell(`-${pid}`);
    },
    stop() {
      watcher?.stdin?.end();
      watcher = undefined;
    },
  };
}
