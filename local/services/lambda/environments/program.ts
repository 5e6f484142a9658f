import { mkdir, symlink, writeFile } from "node:fs/promises";
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

async function provide(root: string): Promise<void> {
  const sdk = require.resolve("@aws-sdk/client-kinesis/package.json");
  const modules = dirname(dirname(dirname(sdk)));
  await mkdir(join(root, "node_modules"));
  for (const scope of PROVIDED) {
    await symlink(join(modules, scope), join(root, "node_modules", scope), "junction");
  }
}

/**
 * Makes a temporary folder with the runtime program, bundled once to plain JavaScript so that an
 * instance starts without a TypeScript loader. Remove it with `removeTaskFolder`. Python is looked for
 * on `searchPath`, until it is found.
 */
export async function makeTaskFolder(searchPath: string): Promise<TaskFolder> {
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
  await provide(root);
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
