import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Handler } from "../../runtime/handler";
import { Cloud } from "./support/cloud";
import { invoke, withEnvironment } from "./support/container";
import { batch } from "./support/factories";

const runtime = path.resolve(__dirname, "../../runtime");

/** A consumer as it is shipped: the handler and one writer in one minified file. */
async function bundle(writer: string, options: object): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createHandler } from "./handler";
        import { writer } from "./writers/${writer}";
        export const handler = createHandler({
          pipeline: "test", consumer: "store", parse: (value) => value,
          sinks: [{ name: "sink", map: (event) => event, writer,
                    options: ${JSON.stringify(options)}, environmentPrefix: "SINK_" }],
        });`,
      resolveDir: runtime,
    },
    bundle: true,
    write: false,
    minify: true,
    legalComments: "none",
    platform: "node",
    target: "node22",
    format: "cjs",
    mainFields: ["module", "main"],
    alias: { "@aws-sdk/credential-provider-node": path.join(runtime, "aws/credentials.ts") },
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

describe("the bundled consumer", () => {
  const cloud = new Cloud();
  let restore: () => void;
  before(async () => {
    await cloud.start();
    await cloud.createTable("bundled", "pk");
    restore = withEnvironment({ ...cloud.environment, SINK_TABLE_NAME: "bundled" });
  });
  after(async () => {
    restore();
    await cloud.stop();
  });

  for (const writer of ["table", "objects", "warehouse", "alerts", "crossings"]) {
    it(`is at most 200 kB gzipped with the ${writer} writer`, async () => {
      const bytes = gzipSync(await bundle(writer, {}), { level: 9 }).length;
      ok(bytes <= 200_000, `${bytes} bytes`);
    });
  }

  it("stores good records and quarantines bad ones with the credentials that Lambda hands it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "consumer-"));
    const file = path.join(folder, "index.js");
    await writeFile(file, await bundle("table", { partitionKey: "pk" }));
    const { handler } = createRequire(__filename)(file) as { handler: Handler };
    await rm(folder, { recursive: true });
    const { response } = await invoke(handler, batch({ pk: "a" }, "poison", { pk: "b" }));
    deepEqual(response, { batchItemFailures: [] });
    equal((await cloud.rows("bundled")).length, 2);
    equal(cloud.objects.size, 1);
  });
});
