import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createCloud } from "../../local/cloud";
import type { CloudClient } from "../../local/gateway/service";
import { run } from "../cli/cli";

interface Tool {
  /** A command that succeeds where the tool is there. */
  readonly check: readonly [command: string, ...args: string[]];
  /** What Debian calls it; .ci/run installs it. */
  readonly debian: string;
}

const tools = {
  python: { check: ["python3", "-c", "import ensurepip, venv"], debian: "python3-venv" },
  go: { check: ["go", "version"], debian: "golang-go" },
  java: { check: ["javac", "-version"], debian: "default-jdk-headless" },
  maven: { check: ["mvn", "-version"], debian: "maven" },
} as const satisfies Readonly<Record<string, Tool>>;

const succeeds = ([command, ...args]: Tool["check"]) => spawnSync(command, args).status === 0;

/** Whether .ci/run could install what is missing. */
const installs = () => process.getuid?.() === 0 && succeeds(["apt-get", "--version"]);

/** Skips a suite where a tool is absent; CI must have it on every machine that can. */
export function need(context: Mocha.Context, ...names: readonly (keyof typeof tools)[]): void {
  const absent = names.map((name) => tools[name]).filter(({ check }) => !succeeds(check));
  if (absent.length === 0) return;
  if (process.env.CI !== undefined && installs())
    assert.fail(`CI needs ${absent.map(({ debian }) => debian).join(", ")}`);
  context.skip();
}

/** Skips a suite, and says why, where a registry of packages does not deliver: that is no fault here. */
export async function fetched<Result>(
  context: Mocha.Context,
  fetch: () => Promise<Result>,
): Promise<Result> {
  try {
    return await fetch();
  } catch (error) {
    process.stderr.write(`skipped, what it needs could not be fetched: ${String(error)}\n`);
    return context.skip();
  }
}

const cache = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"),
  "aws-streaming-pipelines",
);

export const here = (...names: readonly string[]) => path.join(__dirname, ...names);

/** A folder of the user's cache for what a file names, filled once. */
export async function cached(
  name: string,
  file: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
  const folder = path.join(cache, `${name}-${digest}`);
  const filled = path.join(folder, "filled");
  if (existsSync(filled)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await fill(folder);
  writeFileSync(filled, "");
  return folder;
}

/** Drives a local cloud of its own. */
export async function withCloud<Result>(
  drive: (env: NodeJS.ProcessEnv, cloud: CloudClient) => Promise<Result>,
): Promise<Result> {
  const cloud = await createCloud();
  return drive(clientEnvironment(cloud.endpoint), cloud.client).finally(() => cloud.stop());
}

/** The tester's environment without the tester's AWS, and with a local cloud for one. */
export function clientEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Runs a command that must succeed, within a bound, and returns what it wrote. */
export async function succeed(
  command: string,
  args: readonly string[],
  { seconds, ...more }: { seconds: number; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const invocation = { cwd: __dirname, env: process.env, timeoutMs: seconds * 1000, ...more };
  const { code, output } = await run(command, args, invocation);
  assert.equal(code, 0, `${command} ${args.join(" ")}\n${output}`);
  return output;
}
