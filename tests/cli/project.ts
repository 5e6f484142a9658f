import assert from "node:assert/strict";
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { dump } from "js-yaml";
import { cliEnvironment } from "../../commands/pulumi-cli";
import { pulumi, searchPath, type Finished } from "./cli";
import { readChanges, type Changes } from "./events";

const root = path.join(__dirname, "../..");

/** What the program needs besides itself. */
const linked = ["components", "node_modules", "package.json", "runtime", "scenarios"];

export interface Outcome extends Finished, Changes {}

type Operation = "preview" | "up" | "refresh" | "destroy";

/** Every operation ends by then, so that a test that fails does not hang. */
const timeoutMs = 500_000;

/** A copy of the project in a folder of its own, with a backend and a CLI home of its own. */
export class Project {
  private readonly program: string;
  private readonly env: NodeJS.ProcessEnv;
  private operations = 0;

  private constructor(
    private readonly folder: string,
    endpoint: string,
    more: NodeJS.ProcessEnv,
  ) {
    this.program = path.join(folder, "index.ts");
    const kept = path.join(folder, ".pulumi");
    const env = cliEnvironment(kept, endpoint);
    this.env = {
      ...env,
      // Whatever the caller has set for stacks of their own.
      PULUMI_BACKEND_URL: `file://${path.join(kept, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_DEBUG_COMMANDS: "true",
      PATH: [env.PATH, searchPath].join(path.delimiter),
      ...more,
    };
  }

  /** `more` are environment variables over those that the CLI needs. */
  static async create(endpoint: string, more: NodeJS.ProcessEnv = {}): Promise<Project> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "pulumi-project-"));
    for (const name of linked) symlinkSync(path.join(root, name), path.join(folder, name));
    const own = readdirSync(root).filter((name) => name.endsWith(".ts"));
    for (const name of ["Pulumi.yaml", "tsconfig.json", ...own])
      copyFileSync(path.join(root, name), path.join(folder, name));
    const project = new Project(folder, endpoint, more);
    project.reset();
    return project;
  }

  /** Where it keeps its state, as PULUMI_BACKEND_URL has it. */
  get backend(): string {
    return this.env.PULUMI_BACKEND_URL ?? "";
  }

  /** Changes one text of the program, as a user would. */
  edit(before: string, after: string): void {
    const source = readFileSync(this.program, "utf8");
    assert.equal(source.split(before).length, 2, `index.ts should have ${before} once`);
    this.write(source.replace(before, () => after));
  }

  /** Puts statements before the program's own. */
  prepend(statements: string): void {
    this.write(statements + readFileSync(this.program, "utf8"));
  }

  /** Undoes every edit. */
  reset(): void {
    copyFileSync(path.join(root, "index.ts"), this.program);
  }

  /** Replaces the program. */
  write(source: string): void {
    writeFileSync(this.program, source);
  }

  /** Makes a stack with the configuration of `local` and of `config`. */
  async stack(name: string, config: Readonly<Record<string, unknown>>): Promise<void> {
    this.configure(name, config);
    const { code, output } = await this.cli("stack", "init", name);
    assert.equal(code, 0, output);
  }

  /** Writes a stack's file; keys without a namespace are the project's. */
  configure(name: string, config: Readonly<Record<string, unknown>>): void {
    const entries = Object.entries(config);
    const qualified = entries.map(([key, value]) => [
      key.includes(":") ? key : `aws-streaming-pipelines:${key}`,
      value,
    ]);
    const file = path.join(this.folder, `Pulumi.${name}.yaml`);
    writeFileSync(file, dump({ config: Object.fromEntries(qualified) as object }));
  }

  /** Runs an operation without questions. */
  async run(operation: Operation, stack: string, ...flags: string[]): Promise<Outcome> {
    this.operations += 1;
    const log = path.join(this.folder, `events-${this.operations}.json`);
    const unasked = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    const common = ["--stack", stack, "--non-interactive", "--color", "never", "--event-log", log];
    const finished = await this.cli(operation, ...common, ...unasked, ...flags);
    return { ...finished, ...readChanges(log) };
  }

  /** Runs an operation that must succeed. */
  async succeeds(operation: Operation, stack: string, ...flags: string[]): Promise<Outcome> {
    const outcome = await this.run(operation, stack, ...flags);
    assert.equal(outcome.code, 0, outcome.output);
    return outcome;
  }

  /** The stack's outputs of its last `up`. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const { code, output } = await this.cli("stack", "output", "--json", "--stack", stack);
    assert.equal(code, 0, output);
    return JSON.parse(output) as Record<string, unknown>;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private cli(...args: string[]): Promise<Finished> {
    return pulumi(args, { cwd: this.folder, env: this.env, timeoutMs });
  }
}
