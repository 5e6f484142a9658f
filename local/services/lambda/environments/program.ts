import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { build } from "esbuild";
import { nodeLaunch, type Launch } from "./launch";
import { pythonLaunch } from "./python";
import { makeStateFolder, removeStateFolder } from "../../../state-folder";

/** Where functions live on this machine, and how the instances of a runtime are started. */
export interface TaskFolder {
  readonly root: string;
  /** Rejects with InvalidParameterValueException where this machine lacks what the runtime needs. */
  launch(runtime: string): Promise<Launch>;
}

/** Lambda's Node.js runtimes bring the SDK along: functions find it, and no other package. */
const PROVIDED = ["@aws-sdk", "@smithy"];

/** Links the SDK's packages that are installed with this program, and the project's others. */
async function provide(root: string, project: string): Promise<void> {
  const sdk = require.resolve("@aws-sdk/client-kinesis/package.json");
  const own = dirname(dirname(dirname(sdk)));
  for (const scope of PROVIDED) {
    const links = join(root, "node_modules", scope);
    await mkdir(links, { recursive: true });
    const found = new Map<string, string>();
    for (const modules of [join(project, "node_modules"), own]) {
      const folder = join(modules, scope);
      const names = existsSync(folder) ? await readdir(folder) : [];
      for (const name of names) found.set(name, join(folder, name));
    }
    await Promise.all(
      [...found].map(([name, folder]) => symlink(folder, join(links, name), "junction")),
    );
  }
}

/**
 * Makes a temporary folder with the runtime program, bundled once to plain JavaScript so that an
 * instance starts without a TypeScript loader. Remove it with `removeTaskFolder`. Python is looked for
 * on `searchPath`, until it is found; more of AWS's SDK among the packages of the folder `project`.
 */
export async function makeTaskFolder(searchPath: string, project: string): Promise<TaskFolder> {
  const root = await makeStateFolder("lambda");
  const program = join(root, "runtime.js");
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "..", "runtime", "main.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    write: false,
  });
  await writeFile(program, outputFiles[0]?.text ?? "");
  await provide(root, project);
  const node = nodeLaunch(program);
  const pythons = new Map<string, Launch>();
  return {
    root,
    async launch(runtime) {
      if (!runtime.startsWith("python")) return node;
      const found = pythons.get(runtime) ?? (await pythonLaunch(runtime, searchPath));
      pythons.set(runtime, found);
      return found;
    },
  };
}

export function removeTaskFolder(folder: TaskFolder): Promise<void> {
  return removeStateFolder(folder.root);
}
