import * as pulumi from "@pulumi/pulumi";

/**
 * Reads the stack's configuration. A wrong value ends the preview with the key, what is wrong with
 * it, and the command that mends it.
 */
export class ConfigValues {
  private readonly config = new pulumi.Config();

  /** The value as text; one left empty, as `pulumi new` does, counts as absent. */
  text(key: string): string | undefined {
    const text = this.config.get(key);
    return text === "" ? undefined : text;
  }

  choice<Value extends string>(key: string, values: readonly Value[], fallback: Value): Value {
    const text = this.text(key);
    if (text === undefined) return fallback;
    const value = values.find((candidate) => candidate === text);
    return value ?? this.refuse(key, `must be one of ${values.join(", ")}`, fallback);
  }

  whole(key: string, least: number, most: number, fallback: number): number {
    const text = this.text(key);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    return this.refuse(key, `must be a whole number from ${least} to ${most}`, fallback);
  }

  flag(key: string, fallback: boolean): boolean {
    return this.choice(key, ["true", "false"], fallback ? "true" : "false") === "true";
  }

  /** A plain decimal, as written: an exact amount survives. */
  decimal(key: string, fallback: string): string {
    const text = this.text(key) ?? fallback;
    if (/^-?\d+(\.\d+)?$/.test(text)) return text;
    return this.refuse(key, "must be a decimal number without an exponent", fallback);
  }

  matching(key: string, pattern: RegExp, what: string, example: string): string | undefined {
    const text = this.text(key);
    if (text === undefined || pattern.test(text)) return text;
    return this.refuse(key, `must be ${what}`, example);
  }

  /** A JSON array of some of `values`; absent or empty means all of them. */
  subset<Value extends string>(key: string, values: readonly Value[]): readonly Value[] {
    const text = this.text(key);
    if (text === undefined) return values;
    // The CLI takes an array item by item.
    const remedy = `--path '${key}[0]' ${values[0] ?? ""}`;
    const chosen = parseList(text);
    const unknown = chosen?.find((name) => !values.some((value) => value === name));
    if (chosen === undefined) return this.fail(key, "must be a JSON array of names", remedy);
    if (unknown !== undefined)
      return this.fail(key, `names ${unknown}; there are ${values.join(", ")}`, remedy);
    return chosen.length === 0 ? values : values.filter((value) => chosen.includes(value));
  }

  /** Ends the preview when the project's configuration has a key that is none of `known`. */
  refuseOthers(known: readonly string[]): void {
    const prefix = `${this.config.name}:`;
    for (const key of Object.keys(pulumi.runtime.allConfig())) {
      if (!key.startsWith(prefix) || known.includes(key.slice(prefix.length))) continue;
      throw new pulumi.RunError(
        `Configuration key ${key} is unknown; there are ${known.join(", ")}. ` +
          `Remove it: pulumi config rm ${key}`,
      );
    }
  }

  refuse(key: string, problem: string, example: string | number): never {
    this.fail(key, problem, `${key} ${example}`);
  }

  private fail(key: string, problem: string, remedy: string): never {
    throw new pulumi.RunError(
      `Configuration key ${this.config.name}:${key} ${problem}, but is ` +
        `"${this.config.get(key) ?? ""}". Set it: pulumi config set ${remedy}`,
    );
  }
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return undefined;
    return value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  } catch {
    return undefined;
  }
}
