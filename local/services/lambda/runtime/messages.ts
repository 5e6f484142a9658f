/**
 * An error as Lambda reports it: the payload of a failed invocation. One that the function raised has a
 * `trace`, in Python a `stackTrace`; one that the platform raised has neither.
 */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
  readonly stackTrace?: readonly string[];
}

export interface LogLine {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** The first message to a new process: which handler to load, and what it may know of itself. */
export interface Start {
  readonly kind: "start";
  readonly taskRoot: string;
  readonly handler: string;
  readonly runtime: string;
  readonly functionName: string;
  /** A published version's number, or "$LATEST". */
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: "Text" | "JSON";
  /** The lowest level that is logged; only in the JSON format. */
  readonly logLevel: string;
  /** The folder of the function's layers, which Lambda has under /opt. */
  readonly opt?: string;
  /** Python: the folders of the packages that the runtime brings, by their names. */
  readonly packages?: Readonly<Record<string, string>>;
}

export interface Invoke {
  readonly kind: "invoke";
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  /** Epoch milliseconds at which the invocation times out. */
  readonly deadline: number;
  readonly traceId: string;
  /** JSON text of the caller's client context. */
  readonly clientContext?: string;
}

export type ToProcess = Start | Invoke;

export type FromProcess =
  | { readonly kind: "ready" }
  /** Nothing caught this error, or the handler could not be loaded; the process ends. */
  | { readonly kind: "fatal"; readonly error: ReportedError }
  | { readonly kind: "logs"; readonly lines: readonly LogLine[] }
  | { readonly kind: "answer"; readonly payload: string; readonly memoryBytes: number }
  | { readonly kind: "error"; readonly error: ReportedError; readonly memoryBytes: number }
  /** The process has used up its memory and ends. */
  | { readonly kind: "exhausted" };

/** What a function's process sent, if it is a message: the function can write there whatever it likes. */
export function messageFrom(value: unknown): FromProcess | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const message = value as Partial<Record<string, unknown>>;
  const measured = typeof message.memoryBytes === "number";
  const holds =
    message.kind === "ready" ||
    message.kind === "exhausted" ||
    (message.kind === "fatal" && isReported(message.error)) ||
    (message.kind === "error" && isReported(message.error) && measured) ||
    (message.kind === "answer" && typeof message.payload === "string" && measured) ||
    (message.kind === "logs" && Array.isArray(message.lines) && message.lines.every(isLine));
  return holds ? (value as FromProcess) : undefined;
}

function isReported(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { errorType, errorMessage, ...traces } = value as Partial<Record<string, unknown>>;
  const { trace = [], stackTrace = [] } = traces;
  if (!Array.isArray(trace) || !Array.isArray(stackTrace)) return false;
  const frames: readonly unknown[] = trace.concat(stackTrace);
  return [errorType, errorMessage, ...frames].every((text) => typeof text === "string");
}

function isLine(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { timestamp, message } = value as Partial<Record<string, unknown>>;
  return Number.isSafeInteger(timestamp) && typeof message === "string";
}
