/**
 * IAM's patterns: `*` is any run of characters, `?` is any one. They are compared without regular
 * expressions, in time that the product of the two lengths bounds.
 */

/** How a policy variable such as `${aws:username}` reads: as any text, or as none that is known. */
export type Variables = "any" | "none";

interface Token {
  readonly kind: "character" | "one" | "run" | "variable";
  readonly character: string;
}

const run: Token = { kind: "run", character: "" };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function tokensOf(pattern: string, variables: Variables): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const end = pattern.startsWith("${", at) ? pattern.indexOf("}", at) : -1;
    const character = pattern.charAt(at);
    if (end > at) {
      const name = pattern.slice(at + 2, end);
      // ${*}, ${?} and ${$} are how those characters themselves are written.
      if (["*", "?", "$"].includes(name)) tokens.push({ kind: "character", character: name });
      else tokens.push(variables === "any" ? run : { kind: "variable", character: "" });
      at = end;
    } else if (character === "*") {
      if (tokens.at(-1)?.kind !== "run") tokens.push(run);
    } else tokens.push({ kind: character === "?" ? "one" : "character", character });
  }
  return tokens;
}

/** Whether `wide` takes everything that `narrow` takes. A text is a pattern without wildcards. */
export function covers(wide: string, narrow: string): boolean {
  const outer = tokensOf(wide, "none");
  const inner = tokensOf(narrow, "any");
  const takes = (by: Token | undefined, token: Token | undefined): boolean => {
    if (by === undefined || token === undefined) return false;
    if (by.kind === "one") return token.kind === "one" || token.kind === "character";
    return (
      by.kind === "character" && token.kind === "character" && by.character === token.character
    );
  };
  // The usual greedy match, where only a run of the wide pattern takes a run of the narrow one.
  let [o, i, star, resume] = [0, 0, -1, 0];
  while (i < inner.length) {
    if (outer[o]?.kind === "run") [star, resume, o] = [o, i, o + 1];
    else if (takes(outer[o], inner[i])) [o, i] = [o + 1, i + 1];
    else if (star >= 0) [resume, i, o] = [resume + 1, resume + 1, star + 1];
    else return false;
  }
  while (outer[o]?.kind === "run") o += 1;
  return o === outer.length;
}

/** Whether some text is taken by both patterns. */
export function overlap(one: string, other: string): boolean {
  const rows = tokensOf(one, "any");
  const columns = tokensOf(other, "any");
  // reachable[c]: whether the tokens before the row and the first c of the column can meet.
  let reachable = [true];
  for (let c = 1; c <= columns.length; c += 1)
    reachable.push(columns[c - 1]?.kind === "run" && reachable[c - 1] === true);
  for (const row of rows) {
    const next = [row.kind === "run" && reachable[0] === true];
    for (let c = 1; c <= columns.length; c += 1) {
      const column = columns[c - 1];
      const skip = row.kind === "run" || column?.kind === "run";
      const same =
        row.kind === "one" || column?.kind === "one" || row.character === column?.character;
      next.push(
        skip ? next[c - 1] === true || reachable[c] === true : same && reachable[c - 1] === true,
      );
    }
    reachable = next;
  }
  return reachable[columns.length] === true;
}

/** Whether the pattern leaves anything open. */
export function isOpen(pattern: string): boolean {
  return tokensOf(pattern, "none").some(({ kind }) => kind !== "character");
}

/** The characters that the pattern fixes, in order. */
export function fixedPart(pattern: string): string {
  return tokensOf(pattern, "none")
    .map(({ character, kind }) => (kind === "character" ? character : ""))
    .join("");
}
