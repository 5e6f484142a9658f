import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const salt = /^encryptionsalt:.*$/m;

/**
 * Copies a stack's configuration to where the CLI may write to it, and returns the copy. The CLI
 * adds a salt to the file of every stack that it makes, and formats the file anew: the one under
 * version control stays as it is. Edits to that one take effect; the copy keeps its salt. A stack
 * without a file has an empty configuration.
 */
export function stackConfig(root: string, project: string, stack: string): string {
  const name = `Pulumi.${stack}.yaml`;
  const copy = path.join(project, name);
  const tracked = path.join(root, name);
  const source = existsSync(tracked) ? readFileSync(tracked, "utf8") : "";
  const before = existsSync(copy) ? (salt.exec(readFileSync(copy, "utf8"))?.[0] ?? "") : "";
  mkdirSync(project, { recursive: true });
  copyFileSync(path.join(root, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
  writeFileSync(copy, salt.test(source) ? source : `${source.trimEnd()}\n${before}\n`);
  return copy;
}
