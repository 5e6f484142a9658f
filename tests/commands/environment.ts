import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A folder for temporary files of a command's own, so that what it leaves there is seen. */
export class TemporaryFolder {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "of-a-command-"));
  readonly env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: this.folder };

  /** The local cloud's folders there. */
  get stateFolders(): readonly string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith("local-"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The processes that a process has started, and those that they have, by their numbers. */
export function descendantsOf(pid: number): readonly number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const all = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    all.flatMap(([child = 0, ppid]) => (ppid === parent ? [child, ...children(child)] : []));
  // The one that lists them is gone.
  return children(pid).filter(isRunning);
}

export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
