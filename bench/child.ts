import { spawn } from "node:child_process";
import path from "node:path";

const root = path.join(__dirname, "..");

/** The arguments with which Node runs a TypeScript file of this repository. */
export const typescriptArguments = ["--no-deprecation", "-r", path.join(root, "register.cjs")];

export interface ChildOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The child is ended after this. Default 120,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs `node` with arguments and returns what it printed. Rejects, with what it wrote to standard
 * error, when it fails or takes too long.
 */
export async function runNode(args: readonly string[], options: ChildOptions = {}) {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs ?? 120_000,
  });
  const printed: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) {
    const complaint = Buffer.concat(complaints).toString();
    throw new Error(`node ${args.join(" ")} ended with ${String(code)}: ${complaint}`);
  }
  return Buffer.concat(printed).toString();
}

/** Runs a TypeScript file of this repository, and parses the JSON that it prints last. */
export async function runScript<T>(
  file: string,
  args: readonly string[] = [],
  options: ChildOptions = {},
): Promise<T> {
  const printed = await runNode([...typescriptArguments, file, ...args], options);
  const last = printed.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(last) as T;
}
