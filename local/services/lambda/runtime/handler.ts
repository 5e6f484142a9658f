import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { remedyFor, RuntimeError } from "./errors";
import type { Start } from "./messages";

export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;
export type Callback = (error?: unknown, result?: unknown) => void;

const CALLBACKS_GONE =
  "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. " +
  "You need to modify this function to use a supported handler signature to use Node.js 24 or later.";

async function load(taskRoot: string, module: string): Promise<Record<string, unknown>> {
  const path = join(taskRoot, module);
  const file = [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`].find((name) =>
    /\.[mc]?js$/.test(name) ? existsSync(name) : false,
  );
  if (file === undefined) {
    throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  }
  const viaImport = (): Promise<unknown> => import(pathToFileURL(file).href);
  if (file.endsWith(".mjs")) return (await viaImport()) as Record<string, unknown>;
  try {
    return createRequire(file)(file) as Record<string, unknown>;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ERR_REQUIRE_ESM") return (await viaImport()) as Record<string, unknown>;
    throw error;
  }
}

function asRuntimeError(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    const failure = new RuntimeError(
      "Runtime.UserCodeSyntaxError",
      `SyntaxError: ${error.message}`,
    );
    failure.stack = error.stack ?? "";
    return failure;
  }
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    return new RuntimeError("Runtime.ImportModuleError", String(error) + remedyFor(error));
  }
  return error;
}

/**
 * Finds a function's handler, e.g. "index.handler" or "src/app.api.handler", and loads its module
 * (CommonJS or ES), with the errors that Lambda's Node.js runtime gives.
 */
export async function loadHandler({ taskRoot, handler, runtime }: Start): Promise<Handler> {
  if (handler.includes("..")) {
    throw new RuntimeError(
      "Runtime.MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const parts = /^([^.]*)\.(.*)$/.exec(basename(handler));
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  }
  const [, module, path] = parts;
  let found: unknown;
  try {
    found = await load(taskRoot, join(dirname(handler), module));
  } catch (error) {
    throw asRuntimeError(error);
  }
  const exports = found;
  for (const key of path.split(".")) {
    found = (found as Record<string, unknown> | undefined)?.[key];
  }
  found ??= (exports as { default?: Record<string, unknown> }).default?.[path];
  if (typeof found !== "function") {
    const what = found === undefined ? "undefined or not exported" : "not a function";
    throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is ${what}`);
  }
  if (runtime === "nodejs24.x" && found.length >= 3) {
    throw new RuntimeError("Runtime.CallbackHandlerDeprecated", CALLBACKS_GONE);
  }
  return found as Handler;
}
