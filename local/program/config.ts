import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";

export interface ProjectConfig {
  readonly project: string;
  /** The program's file or folder within the project's, as Pulumi.yaml's `main` has it. */
  readonly main: string;
  /** Namespaced keys (`project:key`, `aws:region`) to the text that the Pulumi SDK reads. */
  readonly config: Record<string, string>;
}

type Section = Record<string, unknown>;

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readYaml(file: string): Section {
  if (!existsSync(file)) throw new Error(`there is no ${file}`);
  const content = load(readFileSync(file, "utf8"));
  if (!isSection(content)) throw new Error(`${file} must hold a YAML mapping`);
  return content;
}

/** The project's name, as Pulumi.yaml has it. */
export function readProjectName(folder: string): string {
  return String(readYaml(path.join(folder, "Pulumi.yaml")).name);
}

/** The default of a key in Pulumi.yaml's `config`, in its short or its typed form. */
function projectDefault(declared: unknown): unknown {
  if (!isSection(declared)) return declared;
  return declared.value ?? declared.default;
}

function asText(value: unknown, key: string): string {
  if (isSection(value) && "secure" in value) {
    throw new Error(`${key} is encrypted: the local cloud cannot read secrets of a stack file`);
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * A stack's configuration as the Pulumi CLI would pass it: Pulumi.yaml's defaults under
 * Pulumi.<stack>.yaml, or alone without a stack. Throws an Error when a file is not there.
 */
export function readConfig(folder: string, stack: string | undefined): ProjectConfig {
  const projectFile = readYaml(path.join(folder, "Pulumi.yaml"));
  const project = String(projectFile.name);
  const stackFile = stack === undefined ? {} : readYaml(path.join(folder, `Pulumi.${stack}.yaml`));
  const config: Record<string, string> = {};
  const put = (key: string, value: unknown) => {
    if (value === undefined) return;
    config[key.includes(":") ? key : `${project}:${key}`] = asText(value, key);
  };
  const declared = isSection(projectFile.config) ? projectFile.config : {};
  for (const [key, value] of Object.entries(declared)) put(key, projectDefault(value));
  const given = isSection(stackFile.config) ? stackFile.config : {};
  for (const [key, value] of Object.entries(given)) put(key, value);
  return { project, main: typeof projectFile.main === "string" ? projectFile.main : ".", config };
}
