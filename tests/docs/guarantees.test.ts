import { ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

const root = path.resolve(__dirname, "../..");

describe("docs/guarantees.md", () => {
  const document = readFileSync(path.join(root, "docs/guarantees.md"), "utf8");
  const named = [...document.matchAll(/^- `(tests\/[^`]+)`: "(.+)"$/gm)];

  it("names tests under every sink", () => {
    const [, ...sections] = document.split(/^## /m);
    const kinds = sections.slice(2);
    ok(kinds.length >= 7, `${kinds.length} sections`);
    for (const section of kinds) ok(/^- `tests\//m.test(section), section.split("\n")[0]);
    ok(named.length === [...document.matchAll(/`tests\//g)].length, "each in the same form");
  });

  for (const [, file = "", title = ""] of named)
    it(`names a test that is there: ${file}, "${title}"`, () => {
      ok(existsSync(path.join(root, file)), "no such file");
      const source = readFileSync(path.join(root, file), "utf8");
      ok(source.includes(`"${title}"`), "no test of that title");
    });

  for (const readme of ["README.md", "README.es.md"])
    it(`is what ${readme} refers to for its promises`, () => {
      const text = readFileSync(path.join(root, readme), "utf8");
      ok(text.includes("(docs/guarantees.md)"));
    });
});
