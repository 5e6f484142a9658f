import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

import { openChannel } from "./channel";
import { FunctionConsole, LogBuffer } from "./console";
import { reported, RuntimeError } from "./errors";
import { loadHandler } from "./handler";
import type { Handler } from "./handler";
import { runHandler } from "./invocation";
import type { EventLoop } from "./invocation";
import type { FromProcess, Invoke, Start, ToProcess } from "./messages";

// The function must not find the host through its home directory.
os.homedir = () => "/home/sbx_user1051";
syncBuiltinESMExports();

const channel = openChannel(receive, () => process.exit(0));
const send = (message: FromProcess): void => {
  channel.send(message);
};
const logs = new LogBuffer((lines) => {
  send({ kind: "logs", lines });
});

/** While an invocation runs the channel does not count, so an empty event loop shows. */
const loop: EventLoop = {
  whenEmpty(then) {
    const listener = (): void => {
      then();
    };
    process.once("beforeExit", listener);
    channel.unref();
    return () => {
      process.off("beforeExit", listener);
    };
  },
};

let functionConsole: FunctionConsole | undefined;

/** Ends the process after an error that nothing in the function caught. */
function fatal(title: string, error: unknown, exitCode: number): never {
  functionConsole?.failure(title, error);
  logs.flush();
  send({ kind: "fatal", error: reported(error) });
  process.exit(exitCode);
}

function watchMemory(memoryMb: number): void {
  const check = (): void => {
    const { heapUsed, external } = process.memoryUsage();
    if (heapUsed + external <= memoryMb * 1024 * 1024) return;
    logs.flush();
    send({ kind: "exhausted" });
    process.kill(process.pid, "SIGKILL");
  };
  setInterval(check, 100).unref();
}

async function invoke(handler: Handler, start: Start, message: Invoke): Promise<void> {
  if (functionConsole !== undefined) functionConsole.requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  let outcome: FromProcess;
  try {
    const result = await runHandler(handler, start, message, loop);
    const payload = serialized(result);
    outcome = { kind: "answer", payload, memoryBytes: process.memoryUsage.rss() };
  } catch (error) {
    functionConsole?.failure("Invoke Error", error);
    outcome = { kind: "error", error: reported(error), memoryBytes: process.memoryUsage.rss() };
  }
  channel.ref();
  logs.flush();
  send(outcome);
}

function serialized(result: unknown): string {
  if (result === undefined || typeof result === "function" || typeof result === "symbol") {
    return "null";
  }
  try {
    return JSON.stringify(result);
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

async function begin(start: Start): Promise<Handler> {
  functionConsole = new FunctionConsole(logs, start);
  functionConsole.install();
  process.chdir(start.taskRoot);
  watchMemory(start.memoryMb);
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    // Raised by the SDK for the laptop's Node.js, which the function's runtime does not have.
    if (warning.message.includes("NodeVersionSupportWarning")) return;
    process.stderr.write(`${warning.stack ?? warning.message}\n`);
  });
  return loadHandler(start);
}

process.on("uncaughtException", (error) => fatal("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
  const message = reason instanceof Error ? reason.toString() : String(reason);
  const error = new RuntimeError("Runtime.UnhandledPromiseRejection", message);
  if (reason instanceof Error) error.stack = `${error.name}: ${reason.stack ?? message}`;
  fatal("Unhandled Promise Rejection", error, 128);
});
process.on("exit", () => {
  logs.flush();
});

let started: { readonly start: Start; readonly handler: Handler } | undefined;
function receive(message: ToProcess): void {
  if (message.kind === "invoke") {
    if (started === undefined) throw new Error("An invocation came before the handler was loaded.");
    void invoke(started.handler, started.start, message);
    return;
  }
  begin(message).then(
    (handler) => {
      started = { start: message, handler };
      logs.flush();
      send({ kind: "ready" });
    },
    (error: unknown) => fatal("Uncaught Exception", error, 1),
  );
}
