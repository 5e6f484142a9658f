import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../gateway/service";
import type { Properties } from "./kind";

export type Tags = Readonly<Record<string, string>>;

/**
 * The value of an output: as the program wrote it while it still means what is really there, so
 * that another spelling is no drift; what is really there otherwise.
 */
export function kept(
  given: unknown,
  real: unknown,
  normal: (value: unknown) => unknown = (value) => value,
): unknown {
  if (given === undefined || given === null) return real;
  return isDeepStrictEqual(normal(given), normal(real)) ? given : real;
}

/** For `kept`: JSON text, whatever its white space. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** A property that is text, or a number written as such. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw new TypeError(`expected text, got ${JSON.stringify(value)}`);
}

/** Without its undefined members. */
export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** Every tag that a resource is to have: its own and the provider's default ones. */
export function wantedTags(inputs: Properties): Tags {
  return (inputs["tagsAll"] ?? inputs["tags"] ?? {}) as Tags;
}

/** The outputs `tags` and `tagsAll` for the tags that a resource really has. */
export function tagOutputs(tagsAll: Tags, state: Properties): Properties {
  const own = (state["tags"] ?? {}) as Tags;
  const all = (state["tagsAll"] ?? own) as Tags;
  // The provider's default tags belong to `tagsAll` alone, unless someone changed them.
  const tags = Object.entries(tagsAll).filter(([key, value]) => key in own || all[key] !== value);
  const shown = tags.length > 0 || state["tags"] !== undefined;
  return { ...(shown && { tags: Object.fromEntries(tags) }), tagsAll };
}

export interface TagChanges {
  readonly set: readonly { readonly Key: string; readonly Value: string }[];
  readonly removed: readonly string[];
}

/** What to change so that the tags that are there become those that are wanted. */
export function tagChanges(there: Tags, wanted: Tags): TagChanges {
  return {
    set: tagList(
      Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value)),
    ),
    removed: Object.keys(there).filter((key) => !(key in wanted)),
  };
}

export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagMap(
  list: readonly { readonly Key: string; readonly Value: string }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key, Value]));
}

/** The answer, or undefined when the error's code says that the resource is gone. */
export async function unless<Answer>(
  codes: readonly string[],
  answer: Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
