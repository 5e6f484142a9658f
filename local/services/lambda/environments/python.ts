import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { jsonCodec } from "../runtime/codecs";
import { invalid } from "../function";
import type { Launch } from "./launch";

/** An interpreter of this machine and what it has. */
interface Python {
  readonly executable: string;
  /** E.g. "3.11.7". */
  readonly version: string;
  readonly boto3?: string;
  /** The folders of boto3 and of what it depends on, by their names. */
  readonly packages: Readonly<Record<string, string>>;
}

const PROGRAM = join(__dirname, "..", "runtime", "python");

/** An interpreter may be a shell script that looks for one, and a machine busy. */
const PROBE_MS = 60_000;

/** The first boto3 that reads AWS_ENDPOINT_URL. */
const LEAST_BOTO3 = "1.28";
const LEAST_PYTHON = "3.9";

/** https://docs.aws.amazon.com/lambda/latest/dg/python-package.html: what Lambda's runtime brings. */
const PROBE = `
import importlib.util, json, os, platform, sys
packages = {}
for name in "boto3 botocore s3transfer jmespath dateutil six urllib3".split():
    spec = importlib.util.find_spec(name)
    if spec and spec.origin:
        module = os.path.dirname(spec.origin) if spec.submodule_search_locations else spec.origin
        packages[name] = os.path.dirname(module)
found = {"executable": sys.executable, "version": platform.python_version(), "packages": packages}
if "boto3" in packages:
    import importlib.metadata
    found["boto3"] = importlib.metadata.version("boto3")
print(json.dumps(found))
`;

/** Undefined where it is no Python 3 that runs. */
function probe(command: string): Promise<Python | undefined> {
  return new Promise((resolve) => {
    // Not in a folder whose files would be taken for its modules.
    const options = { cwd: PROGRAM, timeout: PROBE_MS };
    execFile(command, ["-c", PROBE], options, (error, stdout) => {
      resolve(error === null ? (JSON.parse(stdout) as Python) : undefined);
    });
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function commandsNamed(names: readonly string[], searchPath: string): string[] {
  const folders = [...new Set(searchPath.split(delimiter).filter((folder) => folder !== ""))];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)).filter(isExecutable));
}

/** Whether a version such as "1.34.2" is not before "1.28". */
function atLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function shortcoming({ version, boto3 }: Python): string | undefined {
  if (!atLeast(version, LEAST_PYTHON)) return `is older than ${LEAST_PYTHON}`;
  if (boto3 === undefined) return "has no boto3";
  if (!atLeast(boto3, LEAST_BOTO3)) return `has boto3 ${boto3}, which is older than ${LEAST_BOTO3}`;
  return undefined;
}

const described = (python: Python): string =>
  `Python ${python.version} (${python.executable}) ${shortcoming(python) ?? "will do"}`;

/**
 * The Python of this machine that runs functions of a runtime such as "python3.12": of that version if it
 * is on the search path, else another Python 3, each with boto3, which Lambda's runtime brings. Rejects
 * with InvalidParameterValueException, which says what to install.
 */
export async function pythonLaunch(runtime: string, searchPath: string): Promise<Launch> {
  const commands = commandsNamed([runtime, "python3", "python"], searchPath);
  const found = (await Promise.all(commands.map(probe))).filter((each) => each !== undefined);
  const usable = found.filter((python) => shortcoming(python) === undefined);
  const exact = usable.find(({ version }) => `python${version}`.startsWith(`${runtime}.`));
  const chosen = exact ?? usable[0];
  if (chosen === undefined) {
    const there = [...new Set(found.map(described))];
    throw invalid(
      `The local cloud runs functions of ${runtime} with a Python on its PATH that has boto3 ${LEAST_BOTO3} or later, and found ${there.length === 0 ? "no Python 3" : `none: ${there.join("; ")}`}. ` +
        `Install Python ${runtime.slice("python".length)}, then "${runtime} -m pip install boto3"; or start the local cloud in a virtual environment that has boto3.`,
    );
  }
  const { executable, version, packages } = chosen;
  return {
    command: executable,
    // Nothing of this machine's packages but those that Lambda's runtime brings, and nothing written.
    args: () => ["-s", "-S", "-B", "-X", "utf8", PROGRAM],
    codec: jsonCodec,
    packages,
    ...(exact === undefined && {
      note: `There is no ${runtime} with boto3 on the local cloud's PATH: this function runs with Python ${version} (${executable}).`,
    }),
  };
}
