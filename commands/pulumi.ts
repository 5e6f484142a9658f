import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { connect } from "../local/gateway/remote";
import { cliEnvironment, findCli } from "./pulumi-cli";
import { stackConfig } from "./stack-config";

const usage = `Usage: npm run pulumi -- <any pulumi arguments>

Runs the Pulumi CLI against the local cloud: state in .pulumi/ of this folder, no account, no login.
Start the cloud first, in another terminal: npm run gateway
The stack is local unless --stack or PULUMI_STACK says otherwise.

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

const root = path.join(__dirname, "..");
const home = path.join(root, ".pulumi");

/** Commands that read or change resources; all of them take --stack and --config-file. */
const onResources = new Set([
  ...["up", "update", "preview", "pre", "refresh", "destroy", "down", "dn", "import", "watch"],
]);

async function run(args: readonly string[]): Promise<number> {
  const cli = findCli();
  if (cli === undefined) {
    process.stderr.write(
      "pulumi: there is no Pulumi CLI on PATH: install it as https://www.pulumi.com/docs/install " +
        "says, or with npm install --global pulumi\n",
    );
    return 1;
  }
  const endpoint = process.env.AWS_ENDPOINT_URL ?? "http://127.0.0.1:4566";
  const env = cliEnvironment(home, endpoint);
  const [command = "", subcommand = ""] = words(args);
  if (command === "stack" && subcommand === "rm") {
    return exitCode(cli, [...args, "--preserve-config"], env);
  }
  if (command === "stack" && creates(subcommand, args) && !args.includes("--help"))
    return createStack(cli, args, env);
  if (!onResources.has(command) || args.includes("--help")) return exitCode(cli, args, env);
  if (!(await answers(endpoint))) return 1;
  return exitCode(cli, await withStack(cli, args, env), env);
}

/** The arguments that are neither options nor their values. */
function words(args: readonly string[]): string[] {
  return args.filter((arg, i) => !arg.startsWith("-") && !valued.has(args[i - 1] ?? ""));
}

const valued = new Set([
  ...["--stack", "-s", "--cwd", "-C", "--color"],
  ...["--secrets-provider", "--copy-config-from", "--teams"],
]);

const isStackOption = (arg: string | undefined) => arg === "--stack" || arg === "-s";

/** Whether `pulumi stack` makes a stack: `init` under any of its names, or `select --create`. */
function creates(subcommand: string, args: readonly string[]): boolean {
  if (["init", "new", "create", "setup"].includes(subcommand)) return true;
  return subcommand === "select" && args.some((arg) => arg === "--create" || arg === "-c");
}

/** Makes a stack by the copy of its configuration, since the CLI writes a salt to it. */
async function createStack(cli: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const stack = namedStack(args) ?? words(args)[2] ?? "";
  const elsewhere = args.some((arg) => /^(--cwd\b|-C)/.test(arg));
  if (elsewhere || !isConfigured(stack)) return exitCode(cli, args, env);
  const project = path.join(home, "project");
  stackConfig(root, project, stack);
  const code = await exitCode(cli, [...args, "--cwd", project], env);
  if (code !== 0 || args.includes("--no-select")) return code;
  return exitCode(cli, ["stack", "select", stack], env);
}

const isConfigured = (stack: string) => existsSync(path.join(root, `Pulumi.${stack}.yaml`));

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

/** The arguments with their stack, which is made on first use, and its configuration. */
async function withStack(cli: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const named = namedStack(args);
  const stack = named ?? env.PULUMI_STACK ?? "local";
  const stacked = named === undefined ? [...args, "--stack", stack] : args;
  if (!isConfigured(stack)) return stacked;
  if (args.some((arg) => arg.startsWith("--config-file"))) return stacked;
  const project = path.join(home, "project");
  const file = stackConfig(root, project, stack);
  await exitCode(cli, ["stack", "select", "--create", stack, "--cwd", project], env, "ignore");
  return [...stacked, "--config-file", file];
}

/** Runs the CLI. Ctrl-C reaches it by way of the terminal, so that it can end in order. */
function exitCode(
  cli: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdout: "inherit" | "ignore" = "inherit",
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(cli, args, { cwd: root, env, stdio: ["inherit", stdout, "inherit"] });
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
