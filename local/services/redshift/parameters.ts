import { AwsError } from "../../gateway/service";

/** Tags as the API writes them. */
export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

export type Tags = Readonly<Record<string, string>>;

/** The query protocol sends booleans as text, in-process callers as they are. */
export function flag(value: unknown): boolean {
  return value === true || value === "true";
}

/** A number that the query protocol sends as text; undefined where it is absent. */
export function number(value: unknown): number | undefined {
  if (value === undefined || value === "") return undefined;
  const result = Number(value);
  if (Number.isFinite(result)) return result;
  throw new AwsError("InvalidParameterValue", `${JSON.stringify(value)} is not a number.`);
}

/** A list; an empty one is "" in the query protocol. */
export function list<T>(value: readonly T[] | "" | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

export function tagsOf(value: readonly Tag[] | "" | undefined): Tags {
  return Object.fromEntries(list(value).map((tag) => [tag.Key, tag.Value ?? ""]));
}

export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
