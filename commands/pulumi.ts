import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { connect } from "../local/gateway/remote";

const usage = `Usage: npm run pulumi -- <any pulumi arguments>

Runs the Pulumi CLI against the local cloud: state in .pulumi/ of this folder, no account, no login.
Start the cloud first, in another terminal: npm run gateway

  npm run pulumi -- up --stack local --yes
  npm run pulumi -- destroy --stack local --yes
  npm run pulumi -- preview --stack local --policy-pack policies

Environment:
  AWS_ENDPOINT_URL            the gateway (default http://127.0.0.1:4566)
  PULUMI_BACKEND_URL          where state is kept (default file://<this folder>/.pulumi/state)
  PULUMI_CONFIG_PASSPHRASE    default: empty

For AWS use the CLI itself: pulumi up --stack dev
`;

const root = path.join(__dirname, "..");
const home = path.join(root, ".pulumi");

/** Commands that read or change resources. */
const needGateway = new Set(["up", "update", "preview", "pre", "refresh", "destroy", "import"]);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    // Absent or not executable: both mean that the next folder of PATH is asked.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** The CLI on PATH, or the one that the `pulumi` package put into node_modules. */
function findCli(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, "pulumi")).find(isExecutable);
}

function environment(endpoint: string): NodeJS.ProcessEnv {
  const state = path.join(home, "state");
  mkdirSync(state, { recursive: true });
  const providers = path.join(root, "local/provider/bin");
  return {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    ...process.env,
    PATH: `${providers}${path.delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: path.join(home, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_CREDENTIAL_STORE: "plaintext",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    AWS_ENDPOINT_URL: endpoint,
  };
}

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
  const command = args.find((arg) => !arg.startsWith("-")) ?? "";
  if (needGateway.has(command) && !(await answers(endpoint))) return 1;
  const env = environment(endpoint);
  if (needGateway.has(command)) await createStack(cli, args, env);
  return exitCode(cli, args, env);
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

/** A stack that has a file but was never deployed here is made on first use. */
async function createStack(cli: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const index = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  const stack = index >= 0 ? args[index + 1] : undefined;
  if (stack === undefined || !existsSync(path.join(root, `Pulumi.${stack}.yaml`))) return;
  await exitCode(cli, ["stack", "select", "--create", stack], env, "ignore");
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
    const forward = () => child.kill("SIGTERM");
    process.on("SIGINT", ignore);
    process.on("SIGTERM", forward);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

const args = process.argv.slice(2);
if (args.length === 0) process.stdout.write(usage);
else void run(args).then((code) => (process.exitCode = code));
