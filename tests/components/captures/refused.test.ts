/* eslint-disable @typescript-eslint/no-require-imports -- as authors may */
import { deepEqual, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { toTable } from "../../../components/sinks";
import { StreamPipeline } from "../../../components/pipeline";
import { orders, parseOrder, type Order } from "../orders";
import { register } from "../program";
import * as own from "./modules/rules";

type Row = (order: Order) => object;

class Vault {
  #secret = 7;
  read() {
    return this.#secret;
  }
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- authors do so
class Counter {
  static #made = 0;
  static make() {
    return (Counter.#made += 1);
  }
}
class Prefix {
  constructor(readonly prefix: string) {}
  readonly arrow = (order: Order) => ({ id: this.prefix + order.id });
}
const base = { greet: () => "hello" };
const derived = {
  __proto__: base,
  greet() {
    return `${(super.greet as () => string)()}!`; // eslint-disable-line @typescript-eslint/no-unsafe-member-access
  },
} as unknown as typeof base;

const output = pulumi.output("orders");
// eslint-disable-next-line @typescript-eslint/no-base-to-string -- what authors do by mistake
const template = `arn:${String(output)}`;
const settings = { table: { name: output } };
const nested = new Map([["names", new Set([output])]]);
const config = new pulumi.Config("orders");
const client = new DynamoDBClient({ region: "us-east-1" });
const rules = { vips: new WeakSet(), seen: new WeakMap<object, number>() };
const reference = new WeakRef(rules);
const proxy = new Proxy({ a: 1 }, {});
const later = Promise.resolve(1);
const vault = new Vault();
const prefix = new Prefix("p-");
const counting = { n: 0 };
let count = 0;
const numbers = (function* () {
  yield 1;
})();
const entries = new Map([[1, 2]]).entries();
const environment = process.env;
const format = new Intl.NumberFormat("en");
const asset = new pulumi.asset.StringAsset("text");
const shared = new SharedArrayBuffer(1);

/** What a callback captures, and how its refusal begins and ends. */
const refused: [what: string, toRow: Row, path: string, why: RegExp][] = [
  ["an Output", () => ({ output }), "output", /an Output, .*constant/],
  ["an Output in a text", () => ({ template }), "template", /a text made of an Output/],
  ["an Output in an object", () => ({ n: settings.table.name }), "settings.table.name", /Output/],
  [
    "an Output in a Map and a Set",
    () => ({ n: nested.size }),
    'nested.get("names").values()',
    /Output/,
  ],
  ["a pulumi.Config", () => ({ a: config.get("a") }), "config", /pulumi\.Config/],
  ["an SDK's client", () => ({ client }), "client", /client of a service/],
  [
    "Pulumi's modules",
    () => ({ a: pulumi.getStack() }),
    "pulumi.getStack",
    /runs where the program/,
  ],
  [
    "AWS's resources",
    () => ({ a: aws.s3.Bucket.name }),
    "aws.s3.Bucket.name",
    /runs where the program/,
  ],
  ["an asset", () => ({ asset }), "asset", /an asset/],
  [
    "a WeakSet in an object",
    (o) => ({ vip: rules.vips.has(o) }),
    "rules.vips",
    /WeakSet.*use a Set/,
  ],
  ["a WeakMap in an object", (o) => ({ n: rules.seen.get(o) }), "rules.seen", /WeakMap.*use a Map/],
  ["a WeakRef", () => ({ a: reference.deref() }), "reference", /WeakRef/],
  ["a Proxy", () => ({ proxy }), "proxy", /Proxy/],
  ["a promise", () => ({ later }), "later", /a promise/],
  [
    "an instance with a private field",
    () => ({ n: vault.read() }),
    "vault",
    /private field, #secret/,
  ],
  ["a class with private state", () => ({ n: Counter.make() }), "Counter", /static field, #made/],
  ["an arrow that uses this", prefix.arrow, "this.prefix", /arrow function takes/],
  [
    "an arrow that uses this, within",
    (o) => prefix.arrow(o),
    "prefix.arrow → this.prefix",
    /arrow/,
  ],
  ["a method with super", () => ({ a: derived.greet() }), "derived.greet → super", /method takes/],
  ["a counter", () => ({ n: (count += 1) }), "count", /assigns it; callbacks are pure/],
  ["a counter in an object", () => ({ n: (counting.n += 1) }), "counting.n", /assigns it/],
  ["a generator under way", () => ({ n: [...numbers] }), "numbers", /generator/],
  ["an iterator under way", () => ({ n: [...entries] }), "entries", /iterator/],
  ["process", () => ({ a: process.argv }), "process", /global of this process/],
  ["process.env", () => ({ a: process.env["HOME"] }), "process", /global of this process/],
  [
    "process.env by another name",
    () => ({ a: environment["HOME"] }),
    "environment.HOME",
    /process's own/,
  ],
  ["a global by globalThis", () => ({ a: globalThis.process.pid }), "globalThis.process", /global/],
  ["an Intl formatter", () => ({ a: format.format(1) }), "format", /inside the callback/],
  ["shared memory", () => ({ shared }), "shared", /shared memory/],
  ["a module that reads the machine", () => ({ a: os.hostname() }), "os.hostname", /module os/],
  [
    "a file that is read in the callback",
    () => ({ a: readFileSync("x") }),
    "import_node_fs.readFileSync",
    /module fs/,
  ],
  ["the program's folder", () => ({ a: __dirname }), "__dirname", /path on this machine/],
  ["require of fs", () => ({ a: require("node:fs") as never }), 'require("node:fs")', /module fs/],
  [
    "require of a file",
    () => ({ a: require("./x") as never }),
    'require("./x")',
    /import it where/,
  ],
  [
    "require of Pulumi",
    () => require("@pulumi/aws") as never,
    'require("@pulumi/aws")',
    /plain value/,
  ],
  ["require of any module", (o) => require(o.id) as never, "require", /not written there/],
  [
    "a module that reads a file of its own when called",
    () => ({ a: own.readGreeting() }),
    "own.readGreeting → __dirname",
    /path on this machine/,
  ],
  [
    "a timer of Node.js's",
    () => ({ a: sleep(1) }),
    "import_promises.setTimeout",
    /module timers\/promises/,
  ],
];

const table = (toRow: Row) => toTable<Order>({ table: "Orders", partitionKey: "id", toRow });

describe("a callback that captures what Lambda could not have", function () {
  for (const [what, toRow, path, why] of refused)
    it(`is refused in preview: ${what}`, async () => {
      const program = register((foundation) => orders(foundation, { sinks: [table(toRow)] }));
      await rejects(program, ({ message }: Error) => {
        const [, found, reason] =
          /^orders: toRow of the sink Orders, in consumer consumer, captures (.+?), (.+)\.$/.exec(
            message,
          ) ?? [];
        deepEqual([found, why.test(reason ?? "")], [path, true], message);
        return true;
      });
    });

  it("is refused for a resource of the program", async () => {
    const program = register((foundation) => {
      const bucket = new aws.s3.Bucket("mine");
      return orders(foundation, { sinks: [table(() => ({ name: bucket }))] });
    });
    await rejects(program, /orders: toRow of the sink Orders.* captures bucket, a resource/);
  });

  it("is refused at once for another pipeline's output", async () => {
    const started = Date.now();
    const program = register((foundation) => {
      const { functionName } = orders(foundation).consumers["consumer"] ?? {};
      return new StreamPipeline<Order>("bills", {
        foundation,
        stream: { name: "bills" },
        parse: parseOrder,
        sinks: [toTable({ table: "Bills", partitionKey: "id", toRow: () => ({ functionName }) })],
      });
    });
    await rejects(
      program,
      /^Error: bills: toRow of the sink Bills.* captures functionName, an Output/,
    );
    deepEqual(Date.now() - started < 10_000, true);
  });
});
