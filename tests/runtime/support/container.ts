import * as path from "node:path";
import { invocation } from "./factories";
import type * as handlerModule from "../../../runtime/handler";
import type { BatchResponse, KinesisEvent } from "../../../runtime/invocation/event";
import type { Entry, WriteFailure, Writer, WriterFactory } from "../../../runtime/types";

const RUNTIME = path.resolve(__dirname, "../../../runtime");

let endpoint: string | undefined;

/** The runtime's modules, without clients of a cloud that another test has stopped. */
function load(module: string): unknown {
  const stale = endpoint !== process.env["AWS_ENDPOINT_URL"];
  endpoint = process.env["AWS_ENDPOINT_URL"];
  if (stale) forget();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a container loads anew
  return require(path.join(RUNTIME, module));
}

function forget(): void {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(RUNTIME + path.sep)) Reflect.deleteProperty(require.cache, file);
  }
}

/** Sets a function's environment until the returned function puts the old one back. */
export function withEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  return () => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  };
}

/** A consumer's handler, as a container that starts in this cloud has it. */
export function startContainer<Event>(
  config: handlerModule.HandlerConfig<Event>,
): handlerModule.Handler {
  return (load("handler") as typeof handlerModule).createHandler(config);
}

/** A writer by itself, with its variables: items that its check refuses are among the failures. */
export function openWriter<Item>(
  module: string,
  options: object,
  variables: Readonly<Record<string, string>>,
): Writer<Item> {
  const { writer } = load(`writers/${module}`) as { writer: WriterFactory<Item, unknown, object> };
  const env = (name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${name} must be set`);
    return value;
  };
  const opened = writer(
    options,
    Object.assign(env, { optional: (name: string) => variables[name] }),
  );
  return {
    write: async (entries, context) => {
      const failures: WriteFailure[] = [];
      const ready: Entry<unknown>[] = [];
      for (const entry of entries) {
        try {
          ready.push({ ...entry, item: opened.check?.(entry) });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          failures.push({ index: entry.index, kind: "invalid", reason });
        }
      }
      return [...failures, ...(await opened.write(ready, context))];
    },
  };
}

/** The line that a handler logs. */
export interface Line {
  readonly [field: string]: unknown;
  readonly reasons: string[];
}

/** Invokes a handler, and reads its log instead of printing it. */
export async function invoke(
  handler: handlerModule.Handler,
  event: KinesisEvent,
  timeoutMs?: number,
): Promise<{ response: BatchResponse; line: Line; log: string }> {
  const write = process.stdout.write.bind(process.stdout);
  let log = "";
  process.stdout.write = (text: string | Uint8Array) => {
    log += text.toString();
    return true;
  };
  try {
    const response = await handler(event, invocation(timeoutMs));
    return { response, line: JSON.parse(log) as Line, log };
  } finally {
    process.stdout.write = write;
  }
}
