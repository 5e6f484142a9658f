import { invalidArgument } from "./validate";
import type { Input } from "./validate";

const MAX_TAGS = 200;

/** Adds `{key: value}`; throws when a tag or their number is out of bounds. */
export function addTags(tags: Map<string, string>, added: Input): void {
  const entries = Object.entries(added).map(([key, value]) => {
    if (typeof value !== "string" || value.length > 256) {
      throw invalidArgument(`The value of tag ${key} must be a string of at most 256 characters.`);
    }
    if (key.length < 1 || key.length > 128 || key.startsWith("aws:")) {
      throw invalidArgument(`"${key}" is not a valid tag key.`);
    }
    return [key, value] as const;
  });
  const more = entries.filter(([key]) => !tags.has(key)).length;
  if (tags.size + more > MAX_TAGS) {
    throw invalidArgument(`Failed to add tags: a resource cannot have more than ${MAX_TAGS} tags.`);
  }
  for (const [key, value] of entries) tags.set(key, value);
}

/** In the order of their keys. */
export function listTags(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...tags]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}
