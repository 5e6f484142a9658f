/* eslint-disable no-sparse-arrays, @typescript-eslint/no-base-to-string -- captured as they are */
import { inspect } from "node:util";
import type { Cases } from "./cases";

const vips = new Set(["alice", "bob"]);
const rates = new Map<unknown, unknown>([
  ["eur", 1.1],
  [1, "one"],
  [vips, vips],
]);
const day = new Date(Date.UTC(2024, 1, 29, 1, 2, 3, 4));
const never = new Date(NaN);
const bytes = Buffer.from([0, 1, 254, 255]);
const floats = new Float64Array([0, -0, NaN, 1.5]);
const window = new Uint8Array(floats.buffer, 8, 8);
const view = new DataView(new ArrayBuffer(4), 1, 2);
view.setInt16(0, -2);
const big = 12345678901234567890n;
const bigs = [big, -1n];
const odd = {
  nan: NaN,
  zero: -0,
  most: Infinity,
  least: -Infinity,
  none: undefined,
  nothing: null,
};
const [nan, zero, most, none] = [NaN, -0, -Infinity, undefined];
const words = /(?<first>\w+)-(\w+)/giu;
words.exec("a-b c-d");
const sticky = /b/y;
sticky.lastIndex = 1;
const error = new RangeError("too much", { cause: "greed" });
const failures = new AggregateError([new TypeError("a"), new Error("b")], "both");
const page = new URL("https://user@example.com:8080/a%20b?q=1#top");
const query = new URLSearchParams("a=1&a=2");
const sparse = [1, , 3, ,];
const tagged = Object.assign([1, 2], { unit: "s" });
const frozen = Object.freeze({ list: Object.freeze([1]) });
const sealed = Object.seal({ a: 1 });
const closed = Object.preventExtensions({ a: 1 });
const bare = Object.assign(Object.create(null) as object, { a: 1, ["__proto__"]: "own" });
const ring: { name: string; self?: unknown; list: unknown[] } = { name: "ring", list: [] };
ring.self = ring;
ring.list.push(ring, ring.list);
const shared = { n: 1 };
const both = { left: shared, right: shared };
const own = Symbol("own");
const symbols = {
  [own]: 1,
  [Symbol.for("registered")]: 2,
  [Symbol.iterator]: () => [7, 8].values(),
};
const measured = {
  celsius: 20,
  get fahrenheit() {
    return this.celsius * 1.8 + 32;
  },
  set fahrenheit(value: number) {
    this.celsius = (value - 32) / 1.8;
  },
};
const hidden = Object.defineProperty({ seen: 1 }, "unseen", { value: 2 });
const boxed = Object("text") as object;
const decoder = new TextDecoder("utf-16le");
const text = 'quote " back \\ \u2028 \ud800 ` ${x} </script>';
enum Level {
  Low,
  High = 5,
}
const keys = { "a b": 1, 10: 2, 2: 3, __proto__: null };

/** Values of every kind, and what a callback sees of them. */
export const values: Cases = {
  "a Set": () => [vips.has("alice"), vips.has("eve"), vips.size, [...vips]],
  "a Map, its order and its keys' identity": () => [
    rates.get("eur"),
    rates.get(1),
    rates.get(vips) === vips,
    [...rates.keys()].length,
  ],
  "a Date": () => [day.toISOString(), day.getTime(), day instanceof Date],
  "an invalid Date": () => [Number.isNaN(never.getTime())],
  "a Buffer": () => [bytes.toString("hex"), Buffer.isBuffer(bytes), bytes.length],
  "a typed array": () => [
    Object.is(floats[1], -0),
    inspect(floats),
    floats instanceof Float64Array,
  ],
  "two views of one buffer": () => [
    window.buffer === floats.buffer,
    window.byteOffset,
    inspect(window),
  ],
  "a DataView": () => [view.getInt16(0), view.byteOffset, view.buffer.byteLength],
  "a BigInt": () => [String(big + 1n), inspect(bigs)],
  "numbers that JSON does not have": () => [inspect(odd), inspect([nan, zero, most, none])],
  "the global NaN, Infinity and undefined": () => [inspect([NaN, -Infinity, undefined])],
  "a RegExp with state": () => [
    words.lastIndex,
    words.flags,
    words.source,
    words.exec("a-b c-d")?.groups?.["first"],
  ],
  "a sticky RegExp": () => [sticky.test("abc"), sticky.lastIndex],
  "an Error": () => [
    error instanceof RangeError,
    error.message,
    error.cause,
    String(error),
    Object.keys(error),
  ],
  "an AggregateError": () => [
    failures instanceof AggregateError,
    failures.errors.map(String),
    failures.errors[0] instanceof TypeError,
  ],
  "a URL": () => [page.href, page.searchParams.get("q"), page instanceof URL],
  "a URLSearchParams": () => [query.getAll("a")],
  "a sparse array": () => [sparse.length, 1 in sparse, 3 in sparse, inspect(sparse)],
  "an array with a property": () => [tagged.unit, tagged.length, Array.isArray(tagged)],
  "frozen objects": () => [Object.isFrozen(frozen), Object.isFrozen(frozen.list), frozen.list],
  "sealed and closed objects": () => [
    Object.isSealed(sealed),
    Object.isFrozen(sealed),
    Object.isExtensible(closed),
    Object.isSealed(closed),
  ],
  "an object without a prototype": () => [Object.getPrototypeOf(bare) === null, inspect(bare)],
  "a cycle": () => [ring.self === ring, ring.list[0] === ring, ring.list[1] === ring.list],
  "one object in two places": () => [both.left === both.right, both.left === shared],
  "symbols for keys": () => [
    symbols[own],
    symbols[Symbol.for("registered") as never],
    [...symbols],
  ],
  "a symbol of the program's own": () => [own.description, own === own, Symbol.keyFor(own)],
  "a getter and a setter": () => {
    const here = Object.create(measured) as typeof measured;
    here.fahrenheit = 212;
    return [measured.fahrenheit, here.celsius, Object.keys(measured)];
  },
  "a property that is not enumerable": () => [hidden, (hidden as { unseen?: number }).unseen],
  "a boxed string": () => [boxed instanceof String, typeof boxed, String(boxed)],
  "a TextDecoder": () => [decoder.decode(Buffer.from("é", "utf16le"))],
  "a text with every kind of quote": () => [text, text.length],
  "an enum": () => [Level.High, Level[5], Level[Level.Low]],
  "keys in their order": () => [
    Object.keys(keys),
    keys["a b"],
    Object.getPrototypeOf(keys) === null,
  ],
};
