import type { PolicyConfigSchema } from "@pulumi/policy";

type SettingValue = number | string | boolean | readonly string[];

/** One configurable value of a rule. */
export interface Setting<T extends SettingValue = SettingValue> {
  readonly default: T;
  readonly description: string;
}

export type Settings = Readonly<Record<string, Setting>>;

type Widened<T> = T extends number
  ? number
  : T extends boolean
    ? boolean
    : T extends string
      ? string
      : readonly string[];

/** The values that a rule's check sees. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: Widened<S[K]["default"]>;
};

/** The setting by which rules tell durable stacks from ephemeral ones. */
export const durableStacks = {
  default: ["prod", "production"] as readonly string[],
  description: "Stacks that keep their data; every other stack is ephemeral.",
};

function jsonType(value: SettingValue): "number" | "boolean" | "string" | "array" {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "string" : "array";
}

/** The JSON schema that the CLI checks a pack's configuration against. */
export function schemaOf(settings: Settings): PolicyConfigSchema {
  const properties: PolicyConfigSchema["properties"] = {};
  for (const [name, setting] of Object.entries(settings)) {
    const type = jsonType(setting.default);
    properties[name] = {
      type,
      description: setting.description,
      default: typeof setting.default === "object" ? [...setting.default] : setting.default,
      ...(type === "array" ? { items: { type: "string" } } : {}),
    };
  }
  return { properties };
}

/** Configured values over the defaults: the CLI fills defaults in, an analyzer's client may not. */
export function valuesOf<S extends Settings>(settings: S, configured: object): ValuesOf<S> {
  const defaults = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, setting.default]),
  );
  return { ...defaults, ...configured } as ValuesOf<S>;
}
