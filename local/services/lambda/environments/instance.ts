import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";

import { frame, FrameReader } from "../runtime/frames";
import { messageFrom } from "../runtime/messages";
import type {
  FromProcess,
  Invoke,
  LogLine,
  ReportedError,
  Start,
  ToProcess,
} from "../runtime/messages";
import { exitError, outOfMemory } from "./exit";
import type { Launch } from "./launch";
import { killGroup, type Reaper } from "./reaper";

export interface InstanceOptions {
  readonly launch: Launch;
  readonly environment: Readonly<Record<string, string>>;
  readonly start: Start;
  /** Ends the process should this one end first. */
  readonly reaper: Reaper;
  readonly onLogs: (lines: readonly LogLine[]) => void;
  readonly onExit: () => void;
}

/** What became of an invocation. */
export interface Outcome {
  /** JSON text of the handler's answer. */
  readonly payload?: string;
  readonly error?: ReportedError;
  readonly memoryBytes: number;
}

/** Loading a handler must end: Lambda allows 10 s, a busy laptop may need more. */
const INIT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** One execution environment: a process that holds a loaded handler and runs one request at a time. */
export class Instance {
  readonly startedAt = performance.now();
  /** Milliseconds that loading took; undefined until loaded. */
  initMs: number | undefined;
  /** Epoch milliseconds of the end of the last invocation. */
  idleSince = Date.now();
  private readonly child: ChildProcess;
  private readonly toProcess: Duplex;
  private readonly initTimer: NodeJS.Timeout;
  /** Settles, never rejects, once the handler is loaded or the process has ended. */
  readonly ready: Promise<void>;
  private readonly loaded: () => void;
  private pending: ((outcome: Outcome) => void) | undefined;
  private ended: ReportedError | undefined;
  /** Why the process is about to end, when it said so or was told to. */
  private cause: ReportedError | undefined;

  constructor(private readonly options: InstanceOptions) {
    const { launch, start } = options;
    let loaded: () => void = () => undefined;
    this.ready = new Promise((resolve) => {
      loaded = resolve;
    });
    this.loaded = loaded;
    // Not Node's own channel, in which a function's bytes that are no message end this process; and
    // in a group of its own, so that a terminal's Ctrl-C ends no invocation before its stack goes.
    this.child = spawn(launch.command, launch.args(start.memoryMb), {
      detached: true,
      env: options.environment,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    const [, , , toProcess, fromProcess] = this.child.stdio as readonly unknown[];
    this.toProcess = toProcess as Duplex;
    // Its end is seen by the process's exit.
    this.toProcess.on("error", () => undefined);
    this.listen(fromProcess as Duplex);
    options.reaper.add(this.child.pid);
    this.child.on("error", (error) => {
      this.end({ errorType: "Runtime.ExitError", errorMessage: error.message });
    });
    const onEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
      this.end(this.cause ?? exitError(code, signal));
    };
    // Closed when all that it has sent is read; a child of its own may keep the pipes open.
    this.child.on("close", onEnd);
    this.child.on("exit", (code, signal) => {
      setTimeout(onEnd, CLOSE_TIMEOUT_MS, code, signal).unref();
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      output?.setEncoding("utf8").on("data", (text: string) => {
        this.native(text);
      });
    }
    this.initTimer = setTimeout(() => {
      this.kill({
        errorType: "Sandbox.Timedout",
        errorMessage: `Error: Task timed out after ${(INIT_TIMEOUT_MS / 1000).toFixed(2)} seconds`,
      });
    }, INIT_TIMEOUT_MS);
    this.send(start);
  }

  get alive(): boolean {
    return this.ended === undefined && this.cause === undefined;
  }

  get isReady(): boolean {
    return this.initMs !== undefined;
  }

  /** Runs the handler, once `ready`. Never rejects: a process that ends is an error's outcome. */
  invoke(message: Invoke): Promise<Outcome> {
    if (this.pending !== undefined) throw new Error("An instance runs one request at a time.");
    return new Promise((resolve) => {
      this.pending = resolve;
      if (this.ended !== undefined) this.settle({ error: this.ended, memoryBytes: 0 });
      else this.send(message);
    });
  }

  /** Ends the process at once; a running invocation fails with `cause`, by default a killed runtime. */
  kill(cause?: ReportedError): void {
    if (!this.alive) return;
    this.cause = cause ?? exitError(null, "SIGKILL");
    if (this.child.pid !== undefined) killGroup(this.child.pid);
    this.child.kill("SIGKILL");
  }

  private send(message: ToProcess): void {
    this.toProcess.write(frame(message, this.options.launch.codec));
  }

  private listen(channel: Duplex): void {
    const reader = new FrameReader(this.options.launch.codec);
    channel.on("error", () => undefined);
    channel.on("data", (chunk: Buffer) => {
      try {
        for (const value of reader.read(chunk)) {
          const message = messageFrom(value);
          if (message === undefined) throw new Error("a message of no known kind");
          this.receive(message);
        }
      } catch (error) {
        channel.destroy();
        const reason = error instanceof Error ? error.message : String(error);
        const errorMessage = `Error: The function wrote into its runtime's channel: ${reason}`;
        this.kill({ errorType: "Runtime.ExitError", errorMessage });
      }
    });
  }

  private receive(message: FromProcess): void {
    switch (message.kind) {
      case "ready":
        clearTimeout(this.initTimer);
        this.initMs = performance.now() - this.startedAt;
        this.loaded();
        break;
      case "fatal":
        this.cause = message.error;
        break;
      case "logs":
        this.options.onLogs(message.lines);
        break;
      case "exhausted":
        this.cause = outOfMemory();
        break;
      case "answer":
        this.settle({ payload: message.payload, memoryBytes: message.memoryBytes });
        break;
      case "error":
        this.settle({ error: message.error, memoryBytes: message.memoryBytes });
    }
  }

  /** Text that came from V8 or native code, past the function's console. */
  private native(text: string): void {
    if (text.includes("JavaScript heap out of memory")) this.cause ??= outOfMemory();
    const timestamp = Date.now();
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    this.options.onLogs(lines.map((line) => ({ timestamp, message: `${line}\n` })));
  }

  private end(reason: ReportedError): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.options.reaper.remove(this.child.pid);
    clearTimeout(this.initTimer);
    this.settle({ error: reason, memoryBytes: 0 });
    this.loaded();
    this.options.onExit();
  }

  private settle(outcome: Outcome): void {
    const { pending } = this;
    this.pending = undefined;
    this.idleSince = Date.now();
    pending?.(outcome);
  }
}
