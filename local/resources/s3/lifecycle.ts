import type { Properties } from "../kind";
import { tagList, tagMap } from "../outputs";
import type { Tags } from "../outputs";

/** Members that Pulumi spells otherwise than with a small first letter. */
const SPELLED: Readonly<Record<string, string>> = { id: "ID" };
const SPELLED_BACK: Readonly<Record<string, string>> = { ID: "id" };

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lifecycle rules of a program in the shape of the S3 API, without empty members. */
export function lifecycleRules(rules: unknown): readonly Properties[] {
  return (rules as readonly Properties[]).map((rule) => toApi(rule) as Properties);
}

function toApi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toApi);
  if (!isObject(value)) return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => [
      SPELLED[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
      name === "tags" ? tagList(member as Tags) : toApi(member),
    ]);
  return Object.fromEntries(members) as Properties;
}

/** The API's lifecycle rules as a program would write them. */
export function fromLifecycleRules(rules: readonly Properties[]): readonly Properties[] {
  return rules.map((rule) => fromApi(rule) as Properties);
}

function fromApi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromApi);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    SPELLED_BACK[name] ?? name.charAt(0).toLowerCase() + name.slice(1),
    name === "Tags" ? tagMap(member as Parameters<typeof tagMap>[0]) : fromApi(member),
  ]);
  return Object.fromEntries(members) as Properties;
}
