import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { build } from "esbuild";
import { makeStateFolder, removeStateFolder } from "../../../state-folder";

/** Where functions live on this machine, and the program that every instance runs. */
export interface TaskFolder {
  readonly root: string;
  readonly program: string;
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
 * instance starts without a TypeScript loader. Remove it with `removeTaskFolder`.
 */
export async function makeTaskFolder(): Promise<TaskFolder> {
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
  return { root, program };
}

export function removeTaskFolder(folder: TaskFolder): Promise<void> {
  return removeStateFolder(folder.root);
}
