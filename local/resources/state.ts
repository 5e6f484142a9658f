import { AwsError } from "../gateway/service";
import type { Properties } from "./kind";

export type Tags = Record<string, string>;

/** Every tag that a resource is to have: its own and the provider's default ones. */
export function wantedTags(inputs: Properties): Tags {
  return (inputs.tagsAll ?? inputs.tags ?? {}) as Tags;
}

/** The outputs `tags` and `tagsAll` for the tags that a resource really has. */
export function tagOutputs(actual: Tags, state: Properties): Properties {
  const own = (state.tags ?? {}) as Tags;
  const all = (state.tagsAll ?? own) as Tags;
  // The provider's default tags belong to `tagsAll` alone, unless someone changed them.
  const tags = Object.entries(actual).filter(([key, value]) => key in own || all[key] !== value);
  return {
    ...((tags.length > 0 || state.tags !== undefined) && { tags: Object.fromEntries(tags) }),
    tagsAll: actual,
  };
}

/** Brings the tags that a resource has to those that it is to have. */
export async function changeTags(
  actual: Tags,
  wanted: Tags,
  untag: (keys: string[]) => Promise<unknown>,
  tag: (tags: Tags) => Promise<unknown>,
): Promise<void> {
  const removed = Object.keys(actual).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => actual[key] !== value);
  if (removed.length > 0) await untag(removed);
  if (changed.length > 0) await tag(Object.fromEntries(changed));
}

export const tagList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const tagMap = (tags: readonly { Key: string; Value: string }[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));

const GONE = new Set(["ResourceNotFoundException", "ResourceNotFound", "NoSuchEntity"]);

/** The answer, or undefined when the resource is gone. */
export async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && GONE.has(error.code)) return undefined;
    throw error;
  }
}

/** Whether two texts are the same JSON, however it is laid out. */
export function sameJson(a: string, b: string): boolean {
  const canonical = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(canonical)
      : typeof value === "object" && value !== null
        ? Object.entries(value)
            .sort(([x], [y]) => (x < y ? -1 : 1))
            .map(([key, inner]) => [key, canonical(inner)])
        : value;
  try {
    return JSON.stringify(canonical(JSON.parse(a))) === JSON.stringify(canonical(JSON.parse(b)));
  } catch {
    return a === b;
  }
}

/** JSON given as text or as a value, as text. */
export function jsonText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The members that have a value. */
export function defined(members: Properties): Properties {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
