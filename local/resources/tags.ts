import type { Cloud, Properties, Tags } from "./kind";

/** How a service keeps the tags of a resource, which is known by its ARN. */
export interface Tagging {
  list(arn: string, cloud: Cloud): Promise<Tags>;
  set(arn: string, changed: Tags, cloud: Cloud, wanted: Tags): Promise<unknown>;
  remove(arn: string, keys: string[], cloud: Cloud, wanted: Tags): Promise<unknown>;
}

/** Every tag that a resource is to have: its own and the provider's default ones. */
export function wantedTags(inputs: Properties): Tags {
  return (inputs.tagsAll ?? inputs.tags ?? {}) as Tags;
}

/** The outputs `tags` and `tagsAll` for the tags that a resource really has. */
export function tagOutputs(tagsAll: Tags, state: Properties): Properties {
  const own = (state.tags ?? {}) as Tags;
  const all = (state.tagsAll ?? own) as Tags;
  // The provider's default tags belong to `tagsAll` alone, unless someone changed them.
  const tags = Object.entries(tagsAll).filter(([key, value]) => key in own || all[key] !== value);
  const shown = tags.length > 0 || state.tags !== undefined;
  return { ...(shown && { tags: Object.fromEntries(tags) }), tagsAll };
}

/** Brings the tags that a resource has to those that it is to have. */
export async function changeTags(
  tagging: Tagging,
  arn: string,
  wanted: Tags,
  cloud: Cloud,
): Promise<void> {
  const there = await tagging.list(arn, cloud);
  const removed = Object.keys(there).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => there[key] !== value);
  if (removed.length > 0) await tagging.remove(arn, removed, cloud, wanted);
  if (changed.length > 0) await tagging.set(arn, Object.fromEntries(changed), cloud, wanted);
}

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagMap(
  list: readonly { readonly Key?: string; readonly Value?: string }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}
