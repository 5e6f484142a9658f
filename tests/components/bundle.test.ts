import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bundleConsumer, type ConsumerCode } from "../../components/consumer/bundle";
import type { Callback } from "../../components/consumer/closures/serialize";
import { parseOrder } from "./orders";

const root = path.resolve(__dirname, "../..");

function codeOf(map: Callback, consumer = "store"): ConsumerCode {
  const sink = { name: "Orders", writer: "table", environmentPrefix: "SINK_ORDERS_" };
  const options = { partitionKey: "id" };
  return { pipeline: "orders", consumer, parse: parseOrder, sinks: [{ ...sink, map, options }] };
}

interface Loaded {
  handler: (event: object, context: object) => Promise<unknown>;
}

/** Loads a bundle as Lambda would: from a file, in a folder without packages. */
function load(text: string): Loaded {
  const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
  try {
    writeFileSync(path.join(folder, "index.js"), text);
    return createRequire(path.join(folder, "x.js"))("./index.js") as Loaded;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a consumer's bundle", () => {
  it("is made where a second copy of the components is loaded too", async () => {
    const file = require.resolve("../../components/consumer/closures/inspect");
    const first = require.cache[file];
    Reflect.deleteProperty(require.cache, file);
    try {
      createRequire(__filename)(file);
      const text = await bundleConsumer(codeOf((order: object) => order));
      assert.match(text, /parseOrder/);
    } finally {
      if (first !== undefined) require.cache[file] = first;
    }
  });

  it("is a module that needs nothing beside it and exports handler", async () => {
    const text = await bundleConsumer(codeOf((order: object) => order));
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      QUARANTINE_BUCKET: "failures",
      QUARANTINE_PREFIX: "quarantine/",
      SINK_ORDERS_TABLE_NAME: "Orders",
    });
    const { handler } = load(text);
    const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 10_000 };
    assert.deepEqual(await handler({ Records: [] }, context), { batchItemFailures: [] });
  });

  it("is small enough to load fast", async () => {
    const text = await bundleConsumer(codeOf((order: object) => order));
    const size = gzipSync(text).length;
    assert.ok(size < 250_000, `${size} bytes gzipped`);
  });

  it("names no folder of the machine that made it", async () => {
    const text = await bundleConsumer(codeOf((order: object) => order));
    assert.ok(!text.includes(root));
    assert.ok(!text.includes("node_modules"));
  });

  it("carries what a callback captures", async () => {
    const threshold = "a threshold of 4711";
    const text = await bundleConsumer(codeOf(() => ({ threshold })));
    assert.ok(text.includes(threshold));
  });

  it("is the same whether built alone or with others", async () => {
    const alone = await bundleConsumer(codeOf((order: object) => ({ ...order, n: 1 }), "alone"));
    const [first, second] = await Promise.all([
      bundleConsumer(codeOf((order: object) => ({ ...order, n: 1 }), "alonf")),
      bundleConsumer(codeOf((order: object) => ({ ...order, n: 2 }), "other")),
    ]);
    assert.equal(first.replace("alonf", "alone"), alone);
    assert.notEqual(first, second);
  });

  it("changes with the callback, and with nothing else", async () => {
    const one = await bundleConsumer(codeOf((order: object) => ({ ...order, paid: true })));
    const commented = await bundleConsumer(
      codeOf((order: object) => {
        // A comment is no change.
        return { ...order, paid: true };
      }),
    );
    const other = await bundleConsumer(codeOf((order: object) => ({ ...order, paid: false })));
    assert.equal(commented, one);
    assert.notEqual(other, one);
  });

  it("has the same bytes from another process, folder and working directory", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "elsewhere-"));
    try {
      for (const part of ["components", "runtime", "scenarios", "package.json", "tsconfig.json"])
        cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
      symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
      assert.equal(digestIn(folder, tmpdir()), digestIn(root, root));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("fails for the callback that needs a module which is not there, and leaves the others alone", async () => {
    const needs = () => require("no-such-module") as object; // eslint-disable-line @typescript-eslint/no-require-imports
    const [good, bad] = await Promise.allSettled([
      bundleConsumer(codeOf(() => ({ id: "alone" }))),
      bundleConsumer(codeOf(needs, "lost")),
    ]);
    assert.equal(good.status, "fulfilled");
    assert.ok(bad.status === "rejected");
    assert.match(
      String(bad.reason),
      /^Error: orders: consumer lost cannot be bundled: .*no-such-module/s,
    );
  });
});

/** The digest of a scenario's bundle as the program in `folder` makes it. */
function digestIn(folder: string, cwd: string): string {
  const script = `
    const { bundleConsumer } = require("${folder}/components/consumer/bundle");
    const { parseTransaction, isAbove } = require("${folder}/scenarios/transactions");
    const threshold = "10000";
    const map = (event) => (isAbove(event.amount, threshold) ? { id: event.id } : undefined);
    const sink = { name: "a", map, writer: "table", options: {}, environmentPrefix: "SINK_A_" };
    const code = { pipeline: "p", consumer: "c", parse: parseTransaction, sinks: [sink] };
    bundleConsumer(code).then((text) =>
      console.log(require("node:crypto").createHash("sha256").update(text).digest("hex")));`;
  const loader = require.resolve("ts-node/register/transpile-only");
  const env = { ...process.env, TS_NODE_PROJECT: path.join(folder, "tsconfig.json") };
  const flags = ["--no-deprecation", "-r", loader, "-e", script];
  return execFileSync(process.execPath, flags, { cwd, env, encoding: "utf8" }).trim();
}
