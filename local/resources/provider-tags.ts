import type { Properties, ResourceKind, Tags } from "./kind";
import type { ProviderSettings } from "./provider-settings";

function isIgnored(key: string, { ignoredKeys, ignoredPrefixes }: ProviderSettings): boolean {
  return ignoredKeys.includes(key) || ignoredPrefixes.some((prefix) => key.startsWith(prefix));
}

export function ignoresTags({ ignoredKeys, ignoredPrefixes }: ProviderSettings): boolean {
  return ignoredKeys.length + ignoredPrefixes.length > 0;
}

function pick(tags: unknown, keeps: (key: string) => boolean): Tags {
  return Object.fromEntries(Object.entries((tags ?? {}) as Tags).filter(([key]) => keeps(key)));
}

/**
 * Every tag that a resource is to have: the default ones under its own, without those that are
 * ignored; undefined where the provider's settings change nothing.
 */
export function tagsAllOf(
  { taggable }: ResourceKind,
  tags: Tags,
  settings: ProviderSettings,
): Tags | undefined {
  const changes = Object.keys(settings.defaultTags).length > 0 || ignoresTags(settings);
  if (!changes || !taggable) return undefined;
  return pick({ ...settings.defaultTags, ...tags }, (key) => !isIgnored(key, settings));
}

/** A resource's outputs without the tags that the provider ignores. */
export function withoutIgnored(outputs: Properties, settings: ProviderSettings): Properties {
  if (!ignoresTags(settings)) return outputs;
  const shown = ["tags", "tagsAll"].filter((name) => outputs[name] !== undefined);
  const kept = shown.map((name) => [name, pick(outputs[name], (key) => !isIgnored(key, settings))]);
  return { ...outputs, ...(Object.fromEntries(kept) as Properties) };
}

/** Inputs whose tags include the ignored ones that somebody else gave the resource: they stay. */
export function withIgnored(
  inputs: Properties,
  live: Properties,
  settings: ProviderSettings,
): Properties {
  if (!ignoresTags(settings) || inputs["tagsAll"] === undefined) return inputs;
  const theirs = pick(live["tagsAll"], (key) => isIgnored(key, settings));
  return { ...inputs, tagsAll: { ...theirs, ...(inputs["tagsAll"] as Tags) } };
}
