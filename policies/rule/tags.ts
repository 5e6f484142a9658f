import type { Properties } from "./properties";
import { valueAt, whenKnown } from "./properties";
import type { StackResource } from "./resource";

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const tags: Record<string, string> = {};
  for (const key of Object.keys(value)) {
    // A tag known only after the update is there all the same.
    tags[key] = whenKnown(() => String((value as Properties)[key])) ?? "";
  }
  return tags;
}

/** The engine hands a default provider's nested settings over as JSON text. */
function defaultTags(provider: Properties): Record<string, string> {
  const setting = valueAt(provider, "defaultTags");
  const parsed: unknown = typeof setting === "string" ? JSON.parse(setting) : setting;
  if (typeof parsed !== "object" || parsed === null) return {};
  return stringsOf((parsed as Properties)["tags"]);
}

/** A resource's tags, with those that its provider adds. */
export function tagsOf(resource: StackResource): Readonly<Record<string, string>> {
  return {
    ...(resource.providerProps && defaultTags(resource.providerProps)),
    ...stringsOf(valueAt(resource.props, "tags")),
  };
}
