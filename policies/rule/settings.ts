import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Suppression } from "./suppressions";

type SettingValue = number | string | boolean | readonly string[] | readonly Suppression[];

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
      : T extends readonly Suppression[]
        ? readonly Suppression[]
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

/** The setting by which a rule lets named resources break it, for a reason and a time. */
export const suppressions = {
  default: [] as readonly Suppression[],
  description:
    "Resources that may break the rule: each with `resource` (name or URN, `*` for any), `reason` " +
    "and `expires` (YYYY-MM-DD).",
};

const suppressionItems: PolicyConfigSchema["properties"] = {
  resource: { type: "string" },
  reason: { type: "string" },
  expires: { type: "string" },
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
      ...(type === "array" && {
        items:
          name === "suppressions"
            ? { type: "object", properties: suppressionItems }
            : { type: "string" },
      }),
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
