import { randomUUID } from "node:crypto";

import type { Operations } from "../../gateway/service";
import type { execute, InvokeResult } from "./environments/execution";
import { refusal } from "./function";
import type { EventQueue } from "./events/queue";
import type { Functions } from "./registry";

export interface Invoker {
  /**
   * Runs a function, by name or ARN, and waits for its answer: also a failed one is an answer.
   * Rejects with an AwsError: TooManyRequestsException when its concurrency is used up,
   * ResourceNotFoundException when it is gone; or with the signal's reason, when nobody waits any
   * more: the function runs on, as on AWS.
   */
  invoke(functionName: string, payload: string, signal?: AbortSignal): Promise<InvokeResult>;
}

/** Runs one invocation. */
export type Execute = typeof execute;

const MAX_PAYLOAD_BYTES = 6_291_456;
const MAX_EVENT_BYTES = 1_048_576;

function checkSize(payload: string, most: number): void {
  const size = Buffer.byteLength(payload);
  if (size <= most) return;
  throw refusal(
    "RequestTooLargeException",
    `${size} byte payload is too large for the Invoke operation (limit ${most} bytes)`,
  );
}

function payloadOf(payload: Buffer | undefined, most: number): string {
  const text = payload?.toString() ?? "";
  checkSize(text, most);
  if (text === "") return "{}";
  try {
    JSON.parse(text);
  } catch (error) {
    throw refusal(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  return text;
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

export function createInvoker(functions: Functions, run: Execute): Invoker {
  return {
    async invoke(functionName, payload, signal) {
      signal?.throwIfAborted();
      checkSize(payload, MAX_PAYLOAD_BYTES);
      const target = functions.target(functionName);
      return untilAborted(run(target, payload, randomUUID()), signal);
    },
  };
}

/** The Invoke operation: request and response, event, or dry run. */
export function invokeOperation(
  functions: Functions,
  events: EventQueue,
  run: Execute,
): Pick<Operations<"lambda">, "Invoke"> {
  return {
    Invoke: {
      permissions: ({ FunctionName }) => [["lambda:InvokeFunction", functions.arnOf(FunctionName)]],
      async run(input, { requestId, signal }) {
        const target = functions.target(input.FunctionName, input.Qualifier);
        const isEvent = input.InvocationType === "Event";
        const payload = payloadOf(input.Payload, isEvent ? MAX_EVENT_BYTES : MAX_PAYLOAD_BYTES);
        const client = input.ClientContext && Buffer.from(input.ClientContext, "base64").toString();
        if (input.InvocationType === "DryRun") return { StatusCode: 204 };
        if (isEvent) {
          events.accept({ target, payload, requestId, ...(client && { context: client }) });
          return { StatusCode: 202 };
        }
        const result = await untilAborted(run(target, payload, requestId, client), signal);
        return {
          StatusCode: result.statusCode,
          ExecutedVersion: result.executedVersion,
          FunctionError: result.functionError,
          ...(input.LogType === "Tail" && {
            LogResult: Buffer.from(result.logTail).toString("base64"),
          }),
          Payload: Buffer.from(result.payload),
        };
      },
    },
  };
}
