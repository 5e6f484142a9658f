import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleConsumer } from "../../../components/consumer/bundle";
import type { Handler } from "../../../runtime/handler";
import { invoke } from "../../runtime/support/container";
import { batch } from "../../runtime/support/factories";
import { suiteCloud } from "../../runtime/support/suite";
import type { Cases } from "./cases";
import { functions } from "./functions";
import { modules } from "./modules";
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

/** The handler, loaded as Lambda would: from a file, in a folder without packages. */
async function handlerOf(cases: Cases): Promise<Handler> {
  const sinks = Object.entries(cases).map(([name, run], index) => sinkOf(name, run, index));
  const parse = (value: never) => value;
  const text = await bundleConsumer({ pipeline: "p", consumer: "store", parse, sinks });
  const folder = mkdtempSync(path.join(tmpdir(), "captures-"));
  try {
    writeFileSync(path.join(folder, "index.js"), text);
    const load = createRequire(path.join(folder, "x.js"));
    return (load("./index.js") as { handler: Handler }).handler;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [what, cases] of Object.entries({ values, functions, modules }))
  describe(`a callback that captures ${what}, in Lambda`, function () {
    this.timeout(60_000);
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
