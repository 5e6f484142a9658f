import { setTimeout as sleep } from "node:timers/promises";
import { faultOf } from "../faults";
import type { WriteContext } from "../types";

/** One request's longest time, in milliseconds; what it was doing is repeated, idempotently. */
const REQUEST_MS = 4000;
const BASE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
const USED_UP = "the invocation's time is used up";

/** Runs one request with its share of the remaining time as its deadline. */
export async function once<T>(
  context: WriteContext,
  run: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = context.remainingMs();
  if (left <= 0) throw timeout(USED_UP);
  const signal = AbortSignal.timeout(Math.ceil(Math.min(REQUEST_MS, left)));
  try {
    return await run(signal);
  } catch (error) {
    // The SDK says of it no more than that it was aborted.
    if (!signal.aborted) throw error;
    throw timeout(left > REQUEST_MS ? `no answer in ${REQUEST_MS} ms` : USED_UP);
  }
}

/** Runs a request, again after each transient fault while time remains; then throws the last fault. */
export async function attempt<T>(
  context: WriteContext,
  run: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await once(context, run);
    } catch (error) {
      if (faultOf(error) !== "transient" || !(await pause(tries, context))) throw error;
    }
  }
}

/** The same time less a quarter, at most two seconds, for what must still follow. */
export function sparing(context: WriteContext): WriteContext {
  const kept = Math.min(2000, context.remainingMs() / 4);
  return { ...context, remainingMs: () => Math.max(0, context.remainingMs() - kept) };
}

/** Waits before another try; false, at once, when the wait would not end in time. */
export async function pause(tries: number, context: WriteContext): Promise<boolean> {
  const delay = backoff(tries, Math.random());
  if (delay >= context.remainingMs()) return false;
  await sleep(delay);
  return true;
}

/**
 * Full jitter: anything between nothing and an exponentially growing bound, in milliseconds.
 * Source: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export function backoff(tries: number, random: number): number {
  return random * Math.min(LONGEST_PAUSE_MS, BASE_MS * 2 ** Math.min(tries, 16));
}

function timeout(message: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError" });
}
