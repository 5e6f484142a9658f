import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { Writable } from "node:stream";

export const root = path.join(__dirname, "../..");

/** A command of this project in a process of its own, as `npm run` starts it. */
export class CommandProcess {
  /** Everything that it wrote, to stdout and stderr. */
  output = "";
  /** The exit code, or the signal that ended it; pending while it runs. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcess;

  constructor(
    file: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = process.env,
    stdin: "ignore" | "pipe" = "ignore",
  ) {
    const command = ["--no-deprecation", "-r", "./register.cjs", file, ...args];
    const child = spawn(process.execPath, command, {
      cwd: root,
      env,
      stdio: [stdin, "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString("utf8");
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        resolve(code ?? signal ?? "SIGKILL");
      });
    });
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Its standard input, where that is a pipe. */
  get stdin(): Writable {
    if (this.#child.stdin === null) throw new Error("standard input is no pipe");
    return this.#child.stdin;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** What matched, once the output does; fails with the output if the process ends before. */
  async shows(text: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const until = Date.now() + timeoutMs;
    const state = { running: true };
    void this.ended.then(() => {
      state.running = false;
    });
    for (;;) {
      const { running } = state;
      const found = text.exec(this.output);
      if (found !== null) return found;
      if (!running || Date.now() > until) {
        throw new Error(`${String(text)} does not show:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends the process as Ctrl-C does, and for good if that takes too long. */
  async end(): Promise<void> {
    this.signal("SIGINT");
    const late = setTimeout(() => {
      this.signal("SIGKILL");
    }, 60_000);
    await this.ended;
    clearTimeout(late);
  }
}

export interface Outcome {
  readonly code: number | NodeJS.Signals;
  readonly output: string;
}

/** Runs a command to its end. */
export async function finished(
  file: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const command = new CommandProcess(file, args, env);
  const late = setTimeout(() => {
    command.signal("SIGKILL");
  }, 120_000);
  const code = await command.ended;
  clearTimeout(late);
  return { code, output: command.output };
}

/** A local cloud with every pipeline up, and the lines that it printed. */
export async function startLocal(...args: string[]): Promise<CommandProcess> {
  const local = new CommandProcess("commands/local.ts", ["--port", "0", ...args]);
  await local.shows(/Ready\./);
  return local;
}
