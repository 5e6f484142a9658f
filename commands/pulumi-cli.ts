import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

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

/** The Pulumi CLI on a PATH; under npm this includes the `pulumi` package's in node_modules. */
export function findCli(searchPath: string = process.env.PATH ?? ""): string | undefined {
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, "pulumi")).find(isExecutable);
}

/**
 * What makes the CLI work offline, against the local cloud at `endpoint`: the local providers, and
 * all that it keeps in `folder`. A backend and a passphrase of the caller's own stay.
 */
export function cliEnvironment(folder: string, endpoint: string): NodeJS.ProcessEnv {
  const state = path.join(folder, "state");
  const home = path.join(folder, "home");
  mkdirSync(state, { recursive: true });
  withoutLogs(home);
  const providers = path.join(__dirname, "../local/provider/bin");
  return {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    // State of a cloud that goes when its gateway ends needs no copies.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...process.env,
    PATH: `${providers}${path.delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_CREDENTIAL_STORE: "plaintext",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    AWS_ENDPOINT_URL: endpoint,
  };
}

/**
 * The CLI writes a log of every operation, with the functions' code at each step: 40 MB and a third
 * of the time. It has no switch for that, but goes without where it cannot make the folder.
 */
function withoutLogs(home: string): void {
  mkdirSync(home, { recursive: true });
  const logs = path.join(home, "logs");
  if (!existsSync(logs)) writeFileSync(logs, "");
}
