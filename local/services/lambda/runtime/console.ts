import { format } from "node:util";

import { loggable, reported } from "./errors";
import type { LogLine, Start } from "./messages";

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

/** A longer line goes on in the next event. */
const MAX_EVENT_CHARACTERS = 256 * 1024;

/**
 * Log lines on their way to CloudWatch. Each is sent as it is written, so that a function that is
 * killed in the middle of its work has logged what it did.
 */
export class LogBuffer {
  private partial = "";

  constructor(private readonly send: (lines: readonly LogLine[]) => void) {}

  add(message: string): void {
    const timestamp = Date.now();
    for (let at = 0; at === 0 || at < message.length; at += MAX_EVENT_CHARACTERS) {
      this.send([{ timestamp, message: message.slice(at, at + MAX_EVENT_CHARACTERS) }]);
    }
  }

  /** Raw standard output: one event a line. */
  write(chunk: string): void {
    const lines = (this.partial + chunk).split("\n");
    this.partial = lines.pop() ?? "";
    for (const line of lines) this.add(`${line}\n`);
    if (this.partial.length > MAX_EVENT_CHARACTERS) this.flush();
  }

  /** Sends a last line that has no end. */
  flush(): void {
    if (this.partial !== "") this.add(this.partial);
    this.partial = "";
  }
}

function jsonLine(level: Level, requestId: string | undefined, values: readonly unknown[]): string {
  const [first] = values;
  const head = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length === 1 && first instanceof Error) {
    const { errorType, errorMessage, trace } = reported(first);
    return JSON.stringify({ ...head, message: { errorType, errorMessage, stackTrace: trace } });
  }
  const single = values.length === 1 && typeof first === "object" && first !== null;
  try {
    return JSON.stringify({ ...head, message: single ? first : format(...values) });
  } catch {
    return JSON.stringify({ ...head, message: format(...values) });
  }
}

/** Sends console.* and standard output to the function's log, in Lambda's own formats. */
export class FunctionConsole {
  /** The invocation that runs now. */
  requestId: string | undefined;
  private readonly lowest: number;

  constructor(
    readonly buffer: LogBuffer,
    private readonly start: Start,
  ) {
    const wanted = LEVELS.findIndex((level) => level === start.logLevel);
    this.lowest = start.logFormat === "JSON" ? wanted : 0;
  }

  log(level: Level, values: readonly unknown[]): void {
    if (LEVELS.indexOf(level) < this.lowest) return;
    if (this.start.logFormat === "JSON") {
      this.buffer.add(`${jsonLine(level, this.requestId, values)}\n`);
      return;
    }
    const at = new Date().toISOString();
    const id = this.requestId ?? "undefined";
    this.buffer.add(`${at}\t${id}\t${level}\t${format(...values)}\n`);
  }

  /** Logs why an invocation failed, as Lambda's runtime does. */
  failure(title: string, error: unknown): void {
    if (this.start.logFormat === "JSON") this.log("ERROR", [error]);
    else this.log("ERROR", [`${title} \t${loggable(error)}`]);
  }

  install(): void {
    const at =
      (level: Level) =>
      (...values: unknown[]) => {
        this.log(level, values);
      };
    console.log = console.info = at("INFO");
    console.debug = at("DEBUG");
    console.warn = at("WARN");
    console.error = at("ERROR");
    console.trace = (...values: unknown[]) => {
      this.log("TRACE", [new Error(format(...values)).stack?.replace(/^Error/, "Trace")]);
    };
    const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      this.buffer.write(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      const done = rest.find((item) => typeof item === "function");
      if (done !== undefined) process.nextTick(done);
      return true;
    };
    process.stdout.write = write;
    process.stderr.write = write;
  }
}
