import { existsSync } from "node:fs";
import path from "node:path";

/** A Pulumi program, and how it comes up in a local cloud. */
export interface Program {
  readonly folder: string;
  readonly stack: string;
  readonly configuration: string | undefined;
}

/**
 * This project's own: names as the `dev` stack has them, so that the labs' commands work unchanged;
 * configuration of the `local` stack, so that nobody waits a minute for a buffer.
 */
export const ownProgram: Program = {
  folder: path.join(__dirname, ".."),
  stack: "dev",
  configuration: "local",
};

/** The folder that `--cwd` gives, from where npm was called; this project's own without it. */
export function projectFolder(cwd: string | undefined): string {
  return cwd === undefined
    ? ownProgram.folder
    : path.resolve(process.env.INIT_CWD ?? process.cwd(), cwd);
}

/** Whether a folder's project has a file of a stack's configuration. */
export const isConfigured = (folder: string, stack: string): boolean =>
  existsSync(path.join(folder, `Pulumi.${stack}.yaml`));

/** The program of `--cwd` as its stack `local`, whose file need not be there. */
export function programIn(cwd: string | undefined): Program {
  const folder = projectFolder(cwd);
  if (folder === ownProgram.folder) return ownProgram;
  return {
    folder,
    stack: "local",
    configuration: isConfigured(folder, "local") ? "local" : undefined,
  };
}
