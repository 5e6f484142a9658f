import assert from "node:assert/strict";

import { settle } from "./fakes/time";
import { Workbench } from "./fakes/workbench";

/** Which values of the field "a" a filter pattern on it lets through, and which it drops. */
const cases: readonly [name: string, pattern: object, passes: unknown[], drops: unknown[]][] = [
  ["equal texts", { a: ["x", "y"] }, ["x", "y", ["z", "x"]], ["X", "z", 1, null, undefined]],
  ["equal numbers", { a: [5] }, [5, [4, 5]], ["5", 6]],
  ["null", { a: [null] }, [null], ["", undefined, 0]],
  ["prefixes", { a: [{ prefix: "us-" }] }, ["us-east-1"], ["eu-us-1", 1, undefined]],
  ["suffixes", { a: [{ suffix: ".png" }] }, ["a.png"], ["a.jpg", undefined]],
  ["texts whatever their case", { a: [{ "equals-ignore-case": "Ab" }] }, ["aB", "AB"], ["b"]],
  ["anything but", { a: [{ "anything-but": ["x", 1] }] }, ["y", 2, null], ["x", 1, undefined]],
  ["anything but a prefix", { a: [{ "anything-but": { prefix: "x" } }] }, ["yx"], ["xy"]],
  ["one number", { a: [{ numeric: ["=", 3.5] }] }, [3.5], [3, "3.5"]],
  ["a range", { a: [{ numeric: [">", 10, "<=", 20] }] }, [10.01, 20], [10, 20.01, undefined]],
  ["a field named $or", { a: { $or: ["x"] } }, [{ $or: "x" }], [{ $or: "y" }]],
  ["what exists", { a: [{ exists: true }] }, [1, null, ""], [undefined]],
  ["what does not exist", { a: [{ exists: false }] }, [undefined], [1, null]],
  ["nested fields", { a: { b: ["x"] } }, [{ b: "x" }, [{ b: "y" }, { b: "x" }]], [{ b: "y" }, 1]],
  ["alternatives", { $or: [{ a: [1] }, { a: [{ prefix: "x" }] }] }, [1, "xy"], [2, "y"]],
];

const malformed = [
  '{"data":["x"]}',
  '{"data":{"a":"x"}}',
  '{"data":{"a":[{"like":"x"}]}}',
  '{"data":{"a":[{"numeric":[">"]}]}}',
  '{"data":{"a":[{"wildcard":"x*"}]}}',
  '{"data":{"a":[{"cidr":"10.0.0.0/8"}]}}',
  "{}",
  "[]",
];

describe("filter criteria", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());
  const filtered = (...patterns: object[]): object => ({
    FilterCriteria: { Filters: patterns.map((p) => ({ Pattern: JSON.stringify(p) })) },
  });
  const delivered = (): string[] => bench.functions.batches.flat();

  for (const [name, data, passes, drops] of cases) {
    it(`let ${name} through, and nothing else`, async () => {
      const texts = passes.map((a) => JSON.stringify({ a }));
      bench.put(...drops.map((a) => JSON.stringify({ a })), ...texts);
      await bench.map(filtered({ data }));
      assert.deepEqual(delivered(), texts);
      assert.equal(bench.mappings.stats()[0]?.filtered, drops.length);
      assert.ok(bench.mappings.idle());
    });
  }

  it("ask for every field of a pattern, and for one pattern of several", async () => {
    bench.put('{"a":1,"b":1}', '{"a":1,"b":2}', '{"c":3}');
    await bench.map(filtered({ data: { a: [1], b: [2] } }, { data: { c: [3] } }));
    assert.deepEqual(delivered(), ['{"a":1,"b":2}', '{"c":3}']);
  });

  it("drop what is no JSON when the pattern is on data, even where a field may be missing", async () => {
    bench.put("plain", '{"b":1}');
    await bench.map(filtered({ data: { a: [{ exists: false }] } }));
    assert.deepEqual(delivered(), ['{"b":1}']);
  });

  it("look at the partition key, whatever the data is", async () => {
    bench.streams.put("plain", "eu-1");
    bench.streams.put("plain too", "us-1");
    await bench.map(filtered({ partitionKey: [{ prefix: "us-" }] }));
    assert.deepEqual(delivered(), ["plain too"]);
  });

  it("go past records that do not match without invoking the function", async () => {
    await bench.map(filtered({ data: { a: [1] } }));
    bench.put('{"a":2}');
    await settle();
    assert.deepEqual(bench.functions.events, []);
    assert.ok(bench.mappings.idle());
    const dropped = bench.metrics.filter(({ name }) => name === "FilteredOutEventCount");
    assert.deepEqual(
      dropped.map(({ value }) => value),
      [1],
    );
  });

  for (const Pattern of malformed) {
    it(`refuse the pattern ${Pattern}`, async () => {
      const FilterCriteria = { Filters: [{ Pattern }] };
      await assert.rejects(bench.map({ FilterCriteria }), /Invalid filter pattern definition/);
    });
  }
});
