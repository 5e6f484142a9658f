import { types } from "node:util";
import { refuseUnless } from "../arguments";
import type { ConsumerCode } from "./bundle";
import { bindingOf } from "./closures/inspect";
import { CaptureRefusal } from "./closures/refusal";
import { checkCallback, serializeCallbacks, type Callback } from "./closures/serialize";

interface NamedCallback {
  /** As its author knows it: "toRow of the sink Orders". */
  readonly name: string;
  readonly callback: Callback;
  readonly authored: Callback;
}

/**
 * Throws an error that names pipeline, consumer and callback, when one is no synchronous function, or
 * captures what would not mean in Lambda what it means in the program.
 */
export function checkCallbacks(code: ConsumerCode): void {
  for (const named of callbacksOf(code)) {
    const flaw = flawOf(named.authored);
    const name = nameIn(code, named);
    refuseUnless(flaw === undefined, code.pipeline, `${name} ${flaw ?? ""}`, SYNCHRONOUS);
    refusing(code, named, () => {
      checkCallback(named.callback);
    });
  }
}

/**
 * A consumer's callbacks, `parse` first and then the sinks' and the siblings', as a module that
 * exports them as `callbacks`. Throws as `checkCallbacks` does.
 */
export function serializeConsumer(code: ConsumerCode): string {
  const callbacks = callbacksOf(code);
  return serializeCallbacks(
    callbacks.map(({ callback }) => callback),
    (index, write) => {
      const named = callbacks[index];
      return named === undefined ? write() : refusing(code, named, write);
    },
  );
}

const SYNCHRONOUS =
  "give a function that returns its result at once: what takes time belongs before the stream or behind the sink";

function callbacksOf({ parse, sinks, siblings = [] }: ConsumerCode): NamedCallback[] {
  const maps = [...sinks, ...siblings].map(({ name, callback = "map", map, authored = map }) => ({
    name: `${callback} of the sink ${name}`,
    callback: map,
    authored,
  }));
  return [{ name: "parse", callback: parse, authored: parse }, ...maps];
}

function nameIn({ consumer }: ConsumerCode, { name }: NamedCallback): string {
  return `${name}, in consumer ${consumer},`;
}

/** What keeps a callback from giving its result at once. */
function flawOf(callback: unknown): string | undefined {
  if (typeof callback !== "function") return `is ${callback === null ? "null" : typeof callback}`;
  const target = bindingOf(callback)?.target;
  if (target !== undefined) return flawOf(target);
  if (types.isGeneratorFunction(callback))
    return types.isAsyncFunction(callback) ? "is an async generator" : "is a generator";
  return types.isAsyncFunction(callback) ? "is async" : undefined;
}

function refusing<T>(code: ConsumerCode, named: NamedCallback, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof CaptureRefusal)) throw error;
    const { path, why, remedy } = error;
    refuseUnless(
      false,
      code.pipeline,
      `${nameIn(code, named)} captures ${path === "" ? "itself" : path}, ${why}`,
      remedy,
    );
    throw error;
  }
}
