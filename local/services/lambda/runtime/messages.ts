/** An error as Lambda reports it: the payload of a failed invocation. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
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
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: "Text" | "JSON";
  /** The lowest level that is logged; only in the JSON format. */
  readonly logLevel: string;
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
