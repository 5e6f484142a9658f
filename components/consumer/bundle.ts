import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BuildFailure } from "esbuild";
import { refuse } from "../arguments";
import { buildTogether } from "./bundler";
import { serializeConsumer } from "./callbacks";
import type { Callback } from "./closures/serialize";

/** A sink's part in every consumer of its pipeline: its map and its check. */
export interface CheckedSink {
  readonly name: string;
  /** The inline callback that maps an event to the sink's item. */
  readonly map: Callback;
  /** The callback as its author gave it, where `map` wraps it. */
  readonly authored?: Callback;
  /** The callback's name in the sink's arguments, e.g. "toRow". */
  readonly callback?: string;
  /** File in runtime/writers and in runtime/checks, without extension. */
  readonly writer: string;
  /** JSON, written into the bundle. */
  readonly options: object;
}

/** A sink's part in its own consumer. */
export interface SinkCode extends CheckedSink {
  /** What the names of the sink's environment variables start with. */
  readonly environmentPrefix: string;
}

export interface ConsumerCode {
  readonly pipeline: string;
  readonly consumer: string;
  readonly parse: Callback;
  readonly sinks: readonly SinkCode[];
  /** Sinks of the pipeline's other consumers. */
  readonly siblings?: readonly CheckedSink[];
}

/** Where the handler and the writers lie. */
const ownRuntime = path.resolve(__dirname, "../../runtime");

/**
 * The code of a consumer's Lambda: one minified `index.js` that exports `handler`. Callbacks are
 * serialized with what they capture, then bundled with the runtime and the writers they need. The
 * same callbacks give the same bytes in any folder on any machine, so that an unchanged callback
 * is no change to the stack.
 *
 * Rejects with what `checkCallbacks` throws, and when a callback needs a module that cannot be bundled.
 */
export async function bundleConsumer(code: ConsumerCode, runtime = ownRuntime): Promise<string> {
  // The program has then been evaluated, and what its callbacks capture is there.
  await Promise.resolve();
  const source = { entry: entryText(code, runtime), callbacks: serializeConsumer(code), runtime };
  try {
    return await buildTogether(source);
  } catch (error) {
    const problem = `consumer ${code.consumer} cannot be bundled: ${reasonOf(error)}`;
    throw refuse(code.pipeline, problem, "install the package, or capture what it gives instead");
  }
}

function reasonOf(error: unknown): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  return first?.text ?? String(error);
}

/** The archive that becomes the function's deployment package. */
export async function consumerArchive(code: ConsumerCode): Promise<pulumi.asset.Archive> {
  const text = await bundleConsumer(code);
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
}

/** The module that the bundle starts from: it hands closures and writers to the handler. */
function entryText(code: ConsumerCode, runtime: string): string {
  const module = (name: string): string => JSON.stringify(path.join(runtime, name));
  const checked = (sink: CheckedSink, index: number): string => `
      name: ${JSON.stringify(sink.name)},
      map: callbacks[${index + 1}],
      callback: ${JSON.stringify(sink.callback)},
      options: ${JSON.stringify(sink.options)},`;
  const sinks = code.sinks.map(
    (sink, index) => `{${checked(sink, index)}
      writer: require(${module(`writers/${sink.writer}`)}).writer,
      environmentPrefix: ${JSON.stringify(sink.environmentPrefix)},
    }`,
  );
  const siblings = (code.siblings ?? []).map(
    (sink, index) => `{${checked(sink, code.sinks.length + index)}
      check: require(${module(`checks/${sink.writer}`)}).check,
    }`,
  );
  return `const { createHandler } = require(${module("handler")});
  const { callbacks } = require("callbacks");
  exports.handler = createHandler({
    pipeline: ${JSON.stringify(code.pipeline)},
    consumer: ${JSON.stringify(code.consumer)},
    parse: callbacks[0],
    sinks: [${sinks.join(",")}],
    siblings: [${siblings.join(",")}],
  });`;
}
