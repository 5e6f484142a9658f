import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The stacks that have a configuration file in a Pulumi project's folder. */
export function configuredStacks(folder: string): readonly string[] {
  return namesIn(folder, /^Pulumi\.(.+)\.yaml$/).sort();
}

/**
 * The stacks that a Pulumi project's folder knows: by a configuration file, or by the state in
 * files, be it that of `npm run pulumi` or the caller's own (PULUMI_BACKEND_URL).
 */
export function knownStacks(folder: string, project: string): readonly string[] {
  const { PULUMI_BACKEND_URL: backend = "" } = process.env;
  const own = backend.startsWith("file:///") ? [fileURLToPath(backend)] : [];
  const stored = [path.join(folder, ".pulumi/state"), ...own].flatMap((state) =>
    namesIn(path.join(state, ".pulumi/stacks", project), /^(.+?)\.json(?:\.gz)?(?:\.bak)?$/),
  );
  return [...new Set([...configuredStacks(folder), ...stored])].sort();
}

function namesIn(folder: string, file: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => file.exec(name)?.[1] ?? []);
}
