import { randomUUID } from "node:crypto";

import type { Target } from "../registry";
import type { ReportedError } from "../runtime/messages";

export interface InvokeResult {
  readonly requestId: string;
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly functionError?: "Handled" | "Unhandled";
  readonly payload: string;
  /** The last 4 KB of the invocation's log lines. */
  readonly logTail: string;
}

/** 6 MB, and what the service adds around an answer. */
const MAX_ANSWER_BYTES = 6_291_556;

const byPlatform = ({ trace, stackTrace }: ReportedError): boolean =>
  trace === undefined && stackTrace === undefined;

/** Errors that the platform raises, rather than the function, name the request; Python's have its id. */
function withRequestId(error: ReportedError, requestId: string): ReportedError {
  const { errorType, errorMessage, stackTrace } = error;
  if (byPlatform(error)) {
    return { errorType, errorMessage: `RequestId: ${requestId} ${errorMessage}` };
  }
  if (stackTrace === undefined) return error;
  return { errorMessage, errorType, ...{ requestId }, stackTrace };
}

function traceId(): string {
  const hex = randomUUID().replaceAll("-", "");
  const at = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${at}-${hex.slice(0, 24)};Parent=${hex.slice(8, 24)};Sampled=0`;
}

function tooLarge(payload: string): ReportedError | undefined {
  if (Buffer.byteLength(payload) <= MAX_ANSWER_BYTES) return undefined;
  return {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
    trace: [],
  };
}

/**
 * Runs one invocation in an instance of the function: throttled above its concurrency, ended at its
 * timeout, logged as Lambda logs. A function's failure is a result; only throttling rejects.
 */
export async function execute(
  { subject, arn }: Target,
  payload: string,
  requestId: string,
  clientContext?: string,
): Promise<InvokeResult> {
  const { instance, log, lines, cold } = subject.acquire();
  const { settings } = subject;
  log.startTail();
  const write = (texts: readonly string[]): void => {
    const timestamp = Date.now();
    log.write(texts.map((message) => ({ timestamp, message })));
  };
  if (!instance.isReady) await instance.ready;
  write(lines.start(requestId));
  const startedAt = performance.now();
  const limitMs = settings.Timeout * 1000;
  const timer = setTimeout(() => {
    const errorMessage = `Error: Task timed out after ${settings.Timeout.toFixed(2)} seconds`;
    instance.kill({ errorType: "Sandbox.Timedout", errorMessage });
  }, limitMs);
  const outcome = await instance.invoke({
    kind: "invoke",
    requestId,
    functionArn: arn,
    payload,
    deadline: Date.now() + limitMs,
    traceId: traceId(),
    ...(clientContext !== undefined && { clientContext }),
  });
  clearTimeout(timer);
  const raised = outcome.error ?? tooLarge(outcome.payload ?? "null");
  const error = raised === undefined ? undefined : withRequestId(raised, requestId);
  const timedOut = error?.errorType === "Sandbox.Timedout";
  const platformError = raised !== undefined && byPlatform(raised);
  if (timedOut) {
    const what = `Task timed out after ${settings.Timeout.toFixed(2)} seconds`;
    write([`${new Date().toISOString()} ${requestId} ${what}\n\n`]);
  } else if (platformError && error !== undefined) {
    write([`${error.errorMessage}\n${error.errorType}\n`]);
  }
  write(
    lines.end({
      requestId,
      durationMs: performance.now() - startedAt,
      initMs: cold ? instance.initMs : undefined,
      memoryMb: settings.MemorySize,
      usedBytes: outcome.memoryBytes,
      status: timedOut ? "timeout" : error === undefined ? "success" : "error",
      errorType: platformError && !timedOut ? raised.errorType : undefined,
    }),
  );
  const logTail = log.endTail();
  subject.release(instance);
  return {
    requestId,
    statusCode: 200,
    executedVersion: subject.version,
    ...(error !== undefined && { functionError: "Unhandled" }),
    payload: error === undefined ? (outcome.payload ?? "null") : JSON.stringify(error),
    logTail,
  };
}
