import { types } from "node:util";

import type { ReportedError } from "./messages";

/** An error of the runtime itself, e.g. Runtime.HandlerNotFound. */
export class RuntimeError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

function isError(error: unknown): error is Error {
  return types.isNativeError(error) || error instanceof Error;
}

function text(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value that cannot be shown";
  }
}

/** What to do about a missing module that Lambda's own runtime has; "" for any other error. */
export function remedyFor(error: unknown): string {
  const { code, message = "" } = error as { code?: unknown; message?: string };
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return "";
  const [, name] = /'(@(?:aws-sdk|smithy)\/[\w-]+)/.exec(message) ?? [];
  if (name === undefined) return "";
  return `\nLambda's runtime has ${name}, this machine has not: npm install ${name}, and start the local cloud again.`;
}

/** What the caller of a failed invocation gets: any value may be thrown, not only an Error. */
export function reported(error: unknown): ReportedError {
  if (!isError(error)) return { errorType: typeof error, errorMessage: text(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message + remedyFor(error),
    trace: (error.stack ?? "").split("\n"),
  };
}

/** The JSON that Lambda logs of an error: its own properties too, such as an SDK's `code`. */
export function loggable(error: unknown): string {
  const { errorType, errorMessage, trace } = reported(error);
  const entries = isError(error) ? Object.entries(error) : [];
  const own = Object.fromEntries(entries.filter(([name]) => name !== "name"));
  try {
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}
