import assert from "node:assert/strict";
import { conditions } from "../../local/services/patterns/conditions";
import { globMatches, linearPattern } from "../../local/services/patterns";

describe("patterns that users give", () => {
  const globs: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a", "a", true],
    ["a*", "abc", true],
    ["*c", "abc", true],
    ["a*c", "abcbc", true],
    ["a*c", "abcb", false],
    ["*ab*ab", "abab", true],
    ["*ab*ab", "aab", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a**", "a", true],
    ["s3:*Object", "s3:PutObject", true],
    ["a.c", "abc", false],
    ["[a]", "a", false],
    ["a\\*", "a\\b", true],
    ["*\n*", "a\nb", true],
    ["*", "a\u2028b", true],
  ];
  for (const [pattern, text, expected] of globs)
    it(`${JSON.stringify(pattern)} ${expected ? "takes" : "refuses"} ${JSON.stringify(text)}`, () => {
      assert.equal(globMatches(pattern, text), expected);
    });

  it("agree with a regular expression on every short text", () => {
    const all = (letters: string, longest: number): string[] =>
      longest === 0
        ? [""]
        : [
            "",
            ...all(letters, longest - 1).flatMap((rest) =>
              Array.from(letters, (letter) => letter + rest),
            ),
          ];
    for (const pattern of new Set(all("ab*?", 4))) {
      const source = pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]");
      const expression = new RegExp(`^${source}$`);
      for (const text of new Set(all("ab", 5))) {
        assert.equal(globMatches(pattern, text), expression.test(text), `${pattern} ${text}`);
      }
    }
  });

  it("agree where only runs of characters are asked for", () => {
    for (const [pattern, text, expected] of globs)
      if (!pattern.includes("?"))
        assert.equal(conditions.wildcard(pattern)(text), expected, pattern);
    assert.equal(conditions.wildcard("ab*ba")("aba"), false);
    assert.equal(conditions.wildcard("a?")("ab"), false);
  });

  it("take no longer for what a backtracking engine would never end with", () => {
    const text = `${"a".repeat(50_000)}c`;
    assert.equal(globMatches(`${"*a".repeat(100)}*b`, text), false);
    const long = "a".repeat(250_000);
    for (const part of [`${"a".repeat(900)}b`, `b${"a".repeat(900)}`, "*a".repeat(450) + "b"])
      assert.equal(conditions.wildcard(`*${part}*`)(long), false);
    assert.equal(linearPattern("(a+)+b")?.test(text), false);
    assert.equal(linearPattern("(a|aa)*b")?.testExact(text), false);
  });

  it("are refused where they are none, or cannot be matched in linear time", () => {
    assert.equal(linearPattern("(a"), undefined);
    assert.equal(linearPattern("(a)\\1"), undefined);
    assert.equal(linearPattern("(?=a)"), undefined);
  });

  it("tell letters from capitals unless told otherwise", () => {
    assert.equal(globMatches("S3:*", "s3:GetObject"), false);
    assert.equal(globMatches("S3:*", "s3:GetObject", { ignoreCase: true }), true);
    assert.equal(linearPattern("A")?.test("a"), false);
    assert.equal(linearPattern("A", true)?.test("a"), true);
  });
});
