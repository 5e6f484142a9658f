import type * as crypto from "node:crypto";
import { createHash } from "node:crypto";
import * as path from "node:path";
import { inspect, isDeepStrictEqual } from "node:util";
import { XMLParser } from "fast-xml-parser";
import yaml, { dump as dumpYaml } from "js-yaml";
import * as lossless from "lossless-json";
import { isLosslessNumber, LosslessNumber, parse } from "lossless-json";
import { object, text } from "../../../runtime/validate";
import type { Cases } from "./cases";
import limits from "./modules/limits.json";
import twice, * as own from "./modules/rules";
import { Colour, greeting, isVip, rules } from "./modules/rules";

const exact = new LosslessNumber("1.000000000000000000001");
const xml = new XMLParser({ ignoreAttributes: false });
const formatter = (n: number) => new Intl.NumberFormat("en-US").format(n);

/** Modules, and what a callback gets from them. */
export const modules: Cases = {
  "a package's function": () => [String((parse('{"a":1.10}') as { a: unknown }).a)],
  "a package's class and an instance of it": () => [
    isLosslessNumber(exact),
    exact instanceof LosslessNumber,
    String(exact),
  ],
  "a package as a whole": () => [lossless.stringify({ a: exact })],
  "a default import": () => [yaml.load("a: [1, 2]"), dumpYaml({ a: 1 })],
  "an instance that a package's class made": () => [JSON.stringify(xml.parse('<a b="1">x</a>'))],
  "modules of Node.js": () => [
    createHash("sha256").update("a").digest("hex"),
    path.basename("/a/b.txt"),
    isDeepStrictEqual([1], [1]),
    inspect(new Map([[1, 2]])),
  ],
  "require in the callback": () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- authors do so
    const { createHmac } = require("node:crypto") as typeof crypto;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- authors do so
    const { stringify } = require("lossless-json") as typeof lossless;
    return [createHmac("sha256", "k").update("a").digest("hex"), stringify([1])];
  },
  "a JSON file": () => [limits.most, limits.names],
  "a module of the project": () => [
    own.isVip("alice"),
    own.rules.limits.most,
    isVip("eve"),
    rules.vips.size,
    twice(2),
    own.Colour.Red,
    Colour.Red,
  ],
  "a text that a module has read from a file": () => [greeting],
  "the product's own readers": () => [text(object({ id: "a" }), "id")],
  "Intl and the default time zone": () => [
    formatter(1234.5),
    new Date(0).toLocaleString("en-US", { timeZone: "UTC" }),
    Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(0),
  ],
};
