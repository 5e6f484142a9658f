import { spawn } from "node:child_process";
import path from "node:path";
import { readProjectName } from "../local/program/config";
import { connect } from "../local/gateway/remote";
import { isConfigured, ownProgram, projectFolder } from "./program";
import { cliEnvironment, findCli } from "./pulumi-cli";
import { stackConfig } from "./stack-config";

const usage = `Usage: npm run pulumi -- <any pulumi arguments>

Runs the Pulumi CLI against the local cloud: state in .pulumi/ of this folder, no account, no login.
Start the cloud first, in another terminal: npm run gateway
The stack is local unless --stack or PULUMI_STACK says otherwise; the program is this project's unless
--cwd FOLDER says otherwise.

  npm run pulumi -- up --stack local --yes
  npm run pulumi -- destroy --stack local --yes
  npm run pulumi -- preview --stack local --policy-pack policies

Environment:
  AWS_ENDPOINT_URL            the gateway (default http://127.0.0.1:4566)
  PULUMI_BACKEND_URL          where state is kept (default file://<this folder>/.pulumi/state)
  PULUMI_CONFIG_PASSPHRASE    default: empty

For AWS use the CLI itself: pulumi up --stack dev
The CLI's own help: npm run pulumi -- help
`;

const home = path.join(ownProgram.folder, ".pulumi");

/** Commands that read or change resources; all of them take --stack and --config-file. */
const onResources = new Set([
  ...["up", "update", "preview", "pre", "refresh", "destroy", "down", "dn", "import", "watch"],
]);

/** An invocation of the CLI. */
interface Call {
  readonly cli: string;
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder, which `--cwd` named. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Without what it prints, its errors apart. */
  readonly quiet?: boolean;
}

async function run(given: readonly string[]): Promise<number> {
  const cli = findCli();
  if (cli === undefined) {
    process.stderr.write(
      "pulumi: there is no Pulumi CLI on PATH: install it as https://www.pulumi.com/docs/install " +
        "says, or with npm install --global pulumi\n",
    );
    return 1;
  }
  const endpoint = process.env.AWS_ENDPOINT_URL ?? "http://127.0.0.1:4566";
  const { cwd, args } = withoutCwd(given);
  const call = { cli, env: cliEnvironment(home, endpoint), folder: projectFolder(cwd), args };
  const [command = "", subcommand = ""] = words(args);
  if (command === "stack" && subcommand === "rm") return exitCode(call, "--preserve-config");
  if (command === "stack" && creates(subcommand, args) && !args.includes("--help"))
    return createStack(call);
  if (!onResources.has(command) || args.includes("--help")) return exitCode(call);
  if (!(await answers(endpoint))) return 1;
  return exitCode(call, ...(await stackOptions(call)));
}

/** The folder that `--cwd` or `-C` names, and the arguments without it. */
function withoutCwd(args: readonly string[]): { cwd: string | undefined; args: readonly string[] } {
  const at = args.findIndex((arg) => /^(--cwd(=|$)|-C)/.test(arg));
  const [option] = args.slice(at, at + 1);
  if (at < 0 || option === undefined) return { cwd: undefined, args };
  const joined = option.replace(/^(--cwd|-C)=?/, "");
  const count = joined === "" ? 2 : 1;
  return {
    cwd: joined === "" ? args[at + 1] : joined,
    args: [...args.slice(0, at), ...args.slice(at + count)],
  };
}

/** The arguments that are neither options nor their values. */
function words(args: readonly string[]): string[] {
  return args.filter((arg, i) => !arg.startsWith("-") && !valued.has(args[i - 1] ?? ""));
}

const valued = new Set([
  ...["--stack", "-s", "--color", "--secrets-provider", "--copy-config-from", "--teams"],
]);

const isStackOption = (arg: string | undefined) => arg === "--stack" || arg === "-s";

/** Whether `pulumi stack` makes a stack: `init` under any of its names, or `select --create`. */
function creates(subcommand: string, args: readonly string[]): boolean {
  if (["init", "new", "create", "setup"].includes(subcommand)) return true;
  return subcommand === "select" && args.some((arg) => arg === "--create" || arg === "-c");
}

/** Makes a stack by the copy of its configuration, since the CLI writes a salt to it. */
async function createStack(call: Call): Promise<number> {
  const { args, folder } = call;
  const stack = namedStack(args) ?? words(args)[2] ?? "";
  if (!isConfigured(folder, stack)) return exitCode(call);
  const project = copyFolder(folder);
  stackConfig(folder, project, stack);
  const code = await exitCode({ ...call, folder: project });
  if (code !== 0 || args.includes("--no-select")) return code;
  return exitCode({ ...call, args: ["stack", "select", stack] });
}

/** Where the CLI may write to a project's configuration. */
const copyFolder = (folder: string) =>
  folder === ownProgram.folder
    ? path.join(home, "project")
    : path.join(home, "projects", readProjectName(folder));

function namedStack(args: readonly string[]): string | undefined {
  const joined = args.find((arg) => arg.startsWith("--stack="));
  return joined?.slice("--stack=".length) ?? args[args.findIndex(isStackOption) + 1 || args.length];
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await connect(endpoint);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `pulumi: no local cloud answers at ${endpoint} (${reason}).\n` +
        "Start one in another terminal with npm run gateway, or set AWS_ENDPOINT_URL.\n",
    );
    return false;
  }
}

/** Options that name the stack, which is made on first use, and its configuration. */
async function stackOptions({ args, folder, ...call }: Call): Promise<readonly string[]> {
  const named = namedStack(args);
  const stack = named ?? call.env.PULUMI_STACK ?? "local";
  const options = named === undefined ? ["--stack", stack] : [];
  if (args.some((arg) => arg.startsWith("--config-file"))) return options;
  // A project that is new here needs no file for its stack `local`; another name may be a mistake.
  if (!isConfigured(folder, stack) && stack !== "local") return options;
  const project = copyFolder(folder);
  const file = stackConfig(folder, project, stack);
  const select = ["stack", "select", "--create", stack];
  await exitCode({ ...call, folder: project, args: select, quiet: true });
  return [...options, "--config-file", file];
}

/** Runs the CLI. Ctrl-C reaches it by way of the terminal, so that it can end in order. */
function exitCode(
  { cli, env, folder, args, quiet = false }: Call,
  ...more: string[]
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdio = ["inherit", quiet ? "ignore" : "inherit", "inherit"] as const;
    const child = spawn(cli, [...args, ...more], { cwd: folder, env, stdio: [...stdio] });
    const ignore = () => undefined;
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", ignore);
    process.on("SIGTERM", forward);
    process.on("SIGHUP", forward);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", forward);
      process.off("SIGHUP", forward);
      resolve(code ?? 1);
    });
  });
}

const args = process.argv.slice(2);
if (args.length === 0 || args[0] === "--help" || args[0] === "-h") process.stdout.write(usage);
else void run(args).then((code) => (process.exitCode = code));
