import { parse } from "lossless-json";
import { whenKnown } from "../rule/properties";

/** A JSON object of a policy; its members may be unknown in a preview. */
export type Members = Readonly<Record<string, unknown>>;

export const unknown = Symbol("known only after the update");

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member by its name, whose case IAM does not mind; `unknown` where the preview cannot know it. */
export function member(members: Members, name: string): unknown {
  const key = Object.keys(members).find((each) => each.toLowerCase() === name.toLowerCase());
  if (key === undefined) return undefined;
  return known(() => members[key]);
}

/** What `read` returns, or `unknown`. */
function known(read: () => unknown): unknown {
  const value = whenKnown(() => ({ value: read() }));
  return value === undefined ? unknown : value.value;
}

/** A list's members one by one, or the one value that stands for a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [value];
  const list: readonly unknown[] = value;
  return Array.from({ length: list.length }, (_, index) => known(() => list[index]));
}

/**
 * JSON text as AWS takes it: a member that stands twice is refused, where JSON.parse would take the
 * last. Throws a SyntaxError.
 */
export function parseJson(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: Number,
    onDuplicateKey: ({ key }) => {
      throw new SyntaxError(`the member ${key} stands twice`);
    },
  });
}
