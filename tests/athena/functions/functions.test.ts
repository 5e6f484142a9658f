import assert from "node:assert/strict";
import { trinoFunctions } from "../../../local/services/sql/trino/functions";
import { parseSelect } from "../../../local/services/sql/trino/statement";
import { newLake } from "../../firehose/lake";
import { ask } from "../queries";
import type { Lake } from "../queries";
import { aggregates, datetimes, math, nested, strings, windows } from "./examples";
import type { Example } from "./examples";

const rules = new Map(trinoFunctions.map((line) => [line.signature.replace(/\(.*$/, ""), line]));
/** Arguments that must be literals; and repeat, whose element may be null. */
const literal = /^(?:date_|format|json_|parse_datetime|regexp_(?:extract|replace)|repeat)/;

/** An example with null in the place of each argument that a value may have. */
function nulled(call: string): string[] {
  const { body } = parseSelect(`SELECT ${call}`).query;
  const [item] = body.kind === "select" ? body.items : [];
  const node = item?.kind === "expression" ? item.value : undefined;
  if (node?.kind !== "call" || rules.get(node.name)?.nulls !== "null") return [];
  if (literal.test(node.name) || call.includes(" IN ")) return [];
  const sql = `SELECT ${call}`;
  return node.args.flatMap((arg) =>
    arg.kind === "lambda"
      ? []
      : [`${sql.slice("SELECT ".length, arg.at)}NULL${sql.slice(arg.end)}`],
  );
}

const rows = "(VALUES (1, 'a'), (2, 'b'), (3, 'a'), (NULL, NULL)) AS t(x, s)";

describe("Athena's functions", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
  });
  after(() => lake.stop());

  const scalar = (call: string) => `SELECT ${call}`;
  const families: readonly (readonly [string, readonly Example[], (call: string) => string])[] = [
    ["of numbers", math, scalar],
    ["of text", strings, scalar],
    ["of times", datetimes, scalar],
    ["of arrays, maps and JSON", nested, scalar],
    ["over groups", aggregates, (call) => `SELECT ${call} FROM ${rows}`],
    [
      "over windows",
      windows,
      (call) => `SELECT v FROM (SELECT x, ${call} OVER (ORDER BY x) AS v FROM ${rows}) WHERE x = 2`,
    ],
  ];
  for (const [what, examples, query] of families) {
    describe(what, () => {
      for (const [call, result] of examples) {
        it(`${call} is ${result ?? "null"}`, async () => {
          const { reason, rows: found } = await ask(lake, query(call));
          assert.equal(reason, undefined);
          assert.deepEqual(found, [[result]]);
        });
      }
    });
  }

  it("give null where an argument is null, unless their page says otherwise", async () => {
    const calls = [...math, ...strings, ...datetimes, ...nested].flatMap(([call]) => nulled(call));
    assert.ok(calls.length > 150, String(calls.length));
    const { reason, rows: found } = await ask(lake, `SELECT ${calls.join(", ")}`);
    assert.equal(reason, undefined);
    assert.deepEqual(
      calls.filter((_call, at) => found[0]?.[at] !== null),
      [],
    );
  });

  it("have an example each, and a page that documents them", () => {
    const text = families.flatMap(([, examples]) => examples.map(([call]) => call)).join("\n");
    const names = new Set(trinoFunctions.map(({ signature }) => signature.replace(/\(.*$/, "")));
    const without = [...names].filter((name) => !new RegExp(`\\b${name}\\(`).test(text));
    assert.deepEqual(without, []);
    assert.ok(names.size >= 150, String(names.size));
    for (const { source } of trinoFunctions) assert.match(source, /^https:\/\//);
  });
});
