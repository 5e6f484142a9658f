import { deepEqual, match, ok } from "node:assert/strict";
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
      const titled = source.split(`"${title}"`)[0] ?? "";
      ok(titled !== source && /\bit\(\s*$/.test(titled), "no test of that title");
    });

  // The rows of the document's table that have a cell which is not "once", as the promise names them.
  const doubling = new Map([
    ['objects, `layout: "batch"`', /`layout: "batch"`/],
    ["warehouse", /warehouse|almacén/],
    ["alerts", /\((at least once, same|al menos una vez, mismo) `id`\)/],
    ["crossings", /\((at least once, same|al menos una vez, mismo) `id`\)/],
    ["lake (Firehose)", /(lake|lago), .*Firehose/],
    ["failure destination", /failure bucket|bucket de fallos/],
  ]);
  const table = /^## In one table\n([\s\S]+?)^## /m.exec(document)?.[1] ?? "";
  const rows = [...table.matchAll(/^\| ([^-\s].*) \|$/gm)]
    .slice(1)
    .map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));

  it("has a row for whatever may double, and for nothing else", () => {
    const left = rows.filter(([, ...cells]) =>
      cells.some((cell) => cell !== "once" && cell !== "the latest stays"),
    );
    deepEqual(left.map(([sink]) => sink).sort(), [...doubling.keys()].sort());
  });

  for (const readme of ["README.md", "README.es.md"])
    it(`is what ${readme} says in its promises, to the letter, and refers to`, () => {
      const text = readFileSync(path.join(root, readme), "utf8");
      ok(text.includes("(docs/guarantees.md)"));
      const [, promise = ""] =
        /^- \*\*(?:What is delivered again|Lo que se entrega)([\s\S]+?)^- /m.exec(text) ?? [];
      const line = promise.replace(/\s+/g, " ");
      for (const [sink, words] of doubling) match(line, words, sink);
      match(line, /A subscriber keeps the `id`s|Un suscriptor guarda los `id`/);
    });
});
