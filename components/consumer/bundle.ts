import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildTogether } from "./bundler";

/** A callback that runs in Lambda. */
export type Callback = (...args: never[]) => unknown;

/** A sink's part in every consumer of its pipeline: its map and its check. */
export interface CheckedSink {
  readonly name: string;
  /** The inline callback that maps an event to the sink's item. */
  readonly map: Callback;
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
 * Rejects when a callback captures what cannot be serialized, such as a native function.
 */
export function bundleConsumer(code: ConsumerCode, runtime = ownRuntime): Promise<string> {
  return buildTogether(async () => {
    const maps = [...code.sinks, ...(code.siblings ?? [])].map((sink) => sink.map);
    const callbacks = [code.parse, ...maps];
    const closures = callbacks.map(async (callback) => {
      const { text } = await pulumi.runtime.serializeFunction(callback);
      return text;
    });
    return { entry: entryText(code, runtime), closures: await Promise.all(closures), runtime };
  });
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
      map: require("closure:${index + 1}").handler,
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
  exports.handler = createHandler({
    pipeline: ${JSON.stringify(code.pipeline)},
    consumer: ${JSON.stringify(code.consumer)},
    parse: require("closure:0").handler,
    sinks: [${sinks.join(",")}],
    siblings: [${siblings.join(",")}],
  });`;
}
