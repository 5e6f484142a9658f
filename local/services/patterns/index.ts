import { RE2JS } from "re2js";

/**
 * A user's regular expression, in a time that grows with the text and not with the ways to match it:
 * undefined where it is none, or uses what cannot be had in linear time (back references, look-around).
 */
export function linearPattern(source: string, ignoreCase = false): LinearPattern | undefined {
  try {
    return RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
}

export interface LinearPattern {
  /** Whether the whole text matches. */
  testExact(text: string): boolean;
  /** Whether a part of it does. */
  test(text: string): boolean;
}

/**
 * A glob: `*` is any run of characters and `?` any one. It goes back to the last `*` only, so that it takes
 * no more than the product of both lengths.
 */
export function globMatches(
  pattern: string,
  text: string,
  { ignoreCase = false }: { ignoreCase?: boolean } = {},
): boolean {
  const [glob, value] = ignoreCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < value.length;) {
    const sign = glob[at];
    if (sign === "*") {
      star = at;
      at += 1;
      resume = i;
    } else if (sign === value[i] || sign === "?") {
      at += 1;
      i += 1;
    } else if (star < 0) return false;
    else {
      at = star + 1;
      resume += 1;
      i = resume;
    }
  }
  while (glob[at] === "*") at += 1;
  return at === glob.length;
}
