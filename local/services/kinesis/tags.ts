import { invalidArgument } from "./errors";

const MAX_TAGS = 200;

/** Adds `{key: value}`; throws when a tag's key or their number is out of bounds. */
export function addTags(
  tags: Map<string, string>,
  added: Readonly<Record<string, string>> = {},
): void {
  const entries = Object.entries(added);
  for (const [key] of entries) {
    if (key.length < 1 || key.length > 128 || key.startsWith("aws:"))
      throw invalidArgument(`"${key}" is not a valid tag key.`);
  }
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
