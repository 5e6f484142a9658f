import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleConsumer, type ConsumerCode } from "../../../components/consumer/bundle";
import type { Handler } from "../../../runtime/handler";
import { invoke } from "../../runtime/support/container";
import { batch } from "../../runtime/support/factories";
import { suiteCloud } from "../../runtime/support/suite";
import type { Cases } from "./cases";
import { functions } from "./functions";
import { modules } from "./modules";
import { names } from "./names";
import { values } from "./values";

/** A sink that stores, of the record that names its case, what the callback returns. */
function sinkOf(name: string, run: () => unknown, index: number) {
  const map = (event: { id: string }) =>
    event.id === name ? { id: name, result: JSON.stringify(run()) } : null;
  return {
    name: `s${index}`,
    map,
    callback: "toRow",
    writer: "table",
    environmentPrefix: "SINK_",
    options: { partitionKey: "id" },
  };
}

/** The handler of a case each. */
function handlerOf(cases: Cases): Promise<Handler> {
  const sinks = Object.entries(cases).map(([name, run], index) => sinkOf(name, run, index));
  return load({ parse: (value: never) => value, sinks });
}

/** The handler, loaded as Lambda would: from a file, in a folder without packages. */
async function load({ parse, sinks }: Pick<ConsumerCode, "parse" | "sinks">): Promise<Handler> {
  const text = await bundleConsumer({ pipeline: "p", consumer: "store", parse, sinks });
  const folder = mkdtempSync(path.join(tmpdir(), "captures-"));
  try {
    writeFileSync(path.join(folder, "index.js"), text);
    const container = createRequire(path.join(folder, "x.js"));
    return (container("./index.js") as { handler: Handler }).handler;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [what, cases] of Object.entries({ values, functions, modules, names }))
  describe(`a callback that captures ${what}, in Lambda`, function () {
    const cloud = suiteCloud({ SINK_TABLE_NAME: what });
    let handler: Handler;
    before(async () => {
      await cloud.createTable(what, "id");
      handler = await handlerOf(cases);
    });

    for (const [name, run] of Object.entries(cases))
      it(`gets the same of ${name}`, async () => {
        const expected = JSON.stringify(run());
        const { line } = await invoke(handler, batch({ id: name }));
        deepEqual(line.reasons, []);
        const row = (await cloud.rows(what)).find(({ id }) => JSON.stringify(id).includes(name));
        equal((row?.["result"] as { S?: string } | undefined)?.S, expected);
      });
  });

describe("callbacks in Lambda", function () {
  const cloud = suiteCloud({ SINK_TABLE_NAME: "shared" });
  before(() => cloud.createTable("shared", "id"));

  it("are strict code: a method without its object sets its record aside, and stores nothing", async () => {
    class Mapper {
      constructor(private readonly prefix: string) {}
      map(user: string) {
        return this.prefix + user;
      }
    }
    // eslint-disable-next-line @typescript-eslint/unbound-method -- as authors do by mistake
    const { map } = new Mapper("p-");
    const handler = await handlerOf({ unbound: () => map("alice") });
    await invoke(handler, batch({ id: "unbound" }));
    const [kept] = [...cloud.objects.values()].map(({ body }) => body.toString());
    match(kept ?? "", /toRow: Cannot read properties of undefined \(reading 'prefix'\)/);
    deepEqual(await cloud.rows("shared"), []);
  });

  it("that capture one object have one in Lambda", async () => {
    const key = Symbol("key");
    const seen = new Map<unknown, string>();
    const parse = (value: never) => {
      seen.set(key, "by parse");
      return value;
    };
    const sinks = [sinkOf("one", () => [seen.get(key)], 0)];
    const handler = await load({ parse, sinks });
    await invoke(handler, batch({ id: "one" }));
    deepEqual(await cloud.rows("shared"), [{ id: { S: "one" }, result: { S: '["by parse"]' } }]);
  });

  it("have what the program captured when it had been evaluated, not before", async () => {
    const names: string[] = [];
    let last = "none";
    const loading = handlerOf({ filled: () => [names, last] });
    names.push("alice");
    last = "alice";
    await invoke(await loading, batch({ id: "filled" }));
    const row = (await cloud.rows("shared")).find(({ id }) =>
      JSON.stringify(id).includes("filled"),
    );
    deepEqual(row?.["result"], { S: '[["alice"],"alice"]' });
  });
});
