import type { Callback, Handler } from "./handler";
import type { Invoke, Start } from "./messages";

/** How an invocation waits for an event loop with nothing left to do. */
export interface EventLoop {
  /** Calls back once, when nothing else keeps the process alive; returns how to give up. */
  whenEmpty(then: () => void): () => void;
}

function contextOf(start: Start, invoke: Invoke, waits: { forEmptyLoop: boolean }): object {
  return {
    get callbackWaitsForEmptyEventLoop(): boolean {
      return waits.forEmptyLoop;
    },
    set callbackWaitsForEmptyEventLoop(value: boolean) {
      waits.forEmptyLoop = value;
    },
    functionVersion: start.functionVersion,
    functionName: start.functionName,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: start.logGroup,
    logStreamName: start.logStream,
    clientContext:
      invoke.clientContext === undefined
        ? undefined
        : (JSON.parse(invoke.clientContext) as unknown),
    identity: undefined,
    invokedFunctionArn: invoke.functionArn,
    awsRequestId: invoke.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invoke.deadline - Date.now()),
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined | null)?.then === "function";
}

/**
 * Runs the handler once. Async handlers answer with their promise. Up to Node.js 22 a handler may
 * also call back (`callback`, or `context.done`, `succeed` and `fail`): its answer goes out once the
 * event loop is empty, unless `callbackWaitsForEmptyEventLoop` is false. A handler that never
 * answers gives null when nothing is left to run.
 */
export function runHandler(
  handler: Handler,
  start: Start,
  invoke: Invoke,
  loop: EventLoop,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const waits = { forEmptyLoop: true };
    let giveUp = loop.whenEmpty(() => {
      resolve(null);
    });
    const settle = (finish: () => void, atOnce: boolean): void => {
      giveUp();
      if (atOnce) finish();
      else giveUp = loop.whenEmpty(finish);
    };
    const callback: Callback = (error, result) => {
      const failed = error !== undefined && error !== null;
      settle(() => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the user's own value
        if (failed) reject(error);
        else resolve(result);
      }, failed || !waits.forEmptyLoop);
    };
    const context = contextOf(start, invoke, waits);
    const callbacks = start.runtime !== "nodejs24.x";
    if (callbacks) {
      Object.assign(context, {
        done: callback,
        fail: (error: unknown) => {
          callback(error ?? "handled");
        },
        succeed: (result: unknown) => {
          callback(null, result);
        },
      });
    }
    const event = JSON.parse(invoke.payload) as unknown;
    const returned = callbacks ? handler(event, context, callback) : handler(event, context);
    if (isPromise(returned)) {
      returned.then(
        (value) => {
          giveUp();
          resolve(value);
        },
        (error: unknown) => {
          giveUp();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the user's own value
          reject(error);
        },
      );
    } else if (!callbacks) {
      giveUp();
      resolve(returned);
    }
  });
}
