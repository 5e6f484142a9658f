import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build, type Plugin } from "esbuild";

/** One sink's part of a consumer's bundle. */
export interface SinkCode {
  readonly name: string;
  /** The inline callback that maps an event to the sink's item. */
  readonly map: (...args: never[]) => unknown;
  /** File in runtime/writers, without extension. */
  readonly writer: string;
  /** JSON, written into the bundle. */
  readonly options: object;
  /** What the names of the sink's environment variables start with. */
  readonly environmentPrefix: string;
}

export interface ConsumerCode {
  readonly pipeline: string;
  readonly consumer: string;
  readonly parse: (...args: never[]) => unknown;
  readonly sinks: readonly SinkCode[];
}

/** Where `runtime/` lies; another folder with the same modules may stand in for it. */
const defaultRuntime = path.resolve(__dirname, "../runtime");

const bundles = new Map<string, Promise<string>>();

/**
 * The code of a consumer's Lambda: one minified `index.js` that exports `handler`. Callbacks are
 * serialized with what they capture, then bundled with the runtime and the writers they need. The
 * same callbacks give the same bytes in any folder on any machine, so that an unchanged callback
 * is no change to the stack.
 *
 * Throws (rejects) when a callback captures what cannot be serialized, such as a native function.
 */
export async function bundleConsumer(
  code: ConsumerCode,
  runtimeFolder: string = defaultRuntime,
): Promise<string> {
  const closures = await Promise.all([
    closureText(code.parse),
    ...code.sinks.map((sink) => closureText(sink.map)),
  ]);
  const entry = entryText(code, runtimeFolder);
  const key = JSON.stringify([entry, closures]);
  const bundle = bundles.get(key) ?? bundleText(entry, closures, runtimeFolder);
  bundles.set(key, bundle);
  return bundle;
}

/** The archive that becomes the function's deployment package. */
export async function consumerArchive(code: ConsumerCode): Promise<pulumi.asset.Archive> {
  const text = await bundleConsumer(code);
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
}

async function closureText(callback: (...args: never[]) => unknown): Promise<string> {
  return (await pulumi.runtime.serializeFunction(callback)).text;
}

/** The module that the bundle starts from: it hands closures and writers to the handler. */
function entryText(code: ConsumerCode, runtimeFolder: string): string {
  const module = (name: string): string => JSON.stringify(path.join(runtimeFolder, name));
  const sinks = code.sinks.map(
    (sink, index) => `{
      name: ${JSON.stringify(sink.name)},
      map: require("closure:${index + 1}").handler,
      writer: require(${module(`writers/${sink.writer}`)}).writer,
      options: ${JSON.stringify(sink.options)},
      environmentPrefix: ${JSON.stringify(sink.environmentPrefix)},
    }`,
  );
  return `const { createHandler } = require(${module("handler")});
  exports.handler = createHandler({
    pipeline: ${JSON.stringify(code.pipeline)},
    consumer: ${JSON.stringify(code.consumer)},
    parse: require("closure:0").handler,
    sinks: [${sinks.join(",")}],
  });`;
}

async function bundleText(
  entry: string,
  closures: readonly string[],
  runtimeFolder: string,
): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir: runtimeFolder, sourcefile: "index.js" },
    absWorkingDir: runtimeFolder,
    bundle: true,
    write: false,
    minify: true,
    legalComments: "none",
    platform: "node",
    target: "node22",
    format: "cjs",
    // ES modules first: the AWS SDK's can be shaken down to the commands in use.
    mainFields: ["module", "main"],
    // Serialized closures use `with`, which strict mode forbids.
    tsconfigRaw: { compilerOptions: { strict: false } },
    plugins: [closureModules(closures, runtimeFolder)],
    logLevel: "silent",
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error("esbuild gave no output for a consumer's bundle.");
  return output.text;
}

/** Serves `require("closure:<index>")` from memory. */
function closureModules(closures: readonly string[], resolveDir: string): Plugin {
  return {
    name: "closures",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^closure:\d+$/ }, ({ path: name }) => ({
        path: name.slice("closure:".length),
        namespace: "closure",
      }));
      esbuild.onLoad({ filter: /.*/, namespace: "closure" }, ({ path: index }) => ({
        contents: closures[Number(index)] ?? "",
        loader: "js",
        resolveDir,
      }));
    },
  };
}
