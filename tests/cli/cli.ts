import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { findCli } from "../../commands/pulumi-cli";

/** Where a CLI that was built for this project may lie, besides PATH. */
const builtFolder = path.join(os.homedir(), ".pulumi-cli/bin");

export const searchPath = [process.env.PATH ?? "", builtFolder].join(path.delimiter);

const cli = findCli(searchPath);

/** Skips a suite, or a test, where there is no Pulumi CLI; CI must have one. */
export function needCli(context: Mocha.Context): void {
  if (cli !== undefined) return;
  if (process.env.CI !== undefined) {
    assert.fail(
      "there is no Pulumi CLI on PATH: install it as https://www.pulumi.com/docs/install says",
    );
  }
  context.skip();
}

/** How a process ended, and everything that it wrote. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

export interface Invocation {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** When the process is ended; its outcome then has code null. */
  readonly timeoutMs: number;
}

/** Runs the Pulumi CLI to its end. */
export function pulumi(args: readonly string[], invocation: Invocation): Promise<Finished> {
  assert.ok(cli);
  return run(cli, args, invocation);
}

/** Runs a command to its end, or to its timeout. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs }: Invocation,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const written: Buffer[] = [];
    const keep = (chunk: Buffer) => written.push(chunk);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const killers = [
      setTimeout(() => child.kill("SIGTERM"), timeoutMs),
      setTimeout(() => child.kill("SIGKILL"), timeoutMs + 5000),
    ];
    child.on("error", reject);
    child.on("close", (code) => {
      killers.forEach(clearTimeout);
      resolve({ code, output: Buffer.concat(written).toString("utf8") });
    });
  });
}
