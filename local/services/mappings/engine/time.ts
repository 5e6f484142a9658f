/** The clock and the timers of the engine: real ones, or a test's own. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after so many milliseconds, unless cancelled by the function that it returns. */
  after(milliseconds: number, run: () => void): () => void;
}

/** `setTimeout` fires at once for anything that does not fit 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function systemTime(clock: () => number = Date.now): Time {
  return {
    now: clock,
    after(milliseconds, run) {
      const timer = setTimeout(run, Math.min(milliseconds, LONGEST_TIMER_MS));
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Lets one loop wait for another: for a ring, for so many milliseconds, or for an abort. */
export class Bell {
  private wake: (() => void) | undefined;

  ring(): void {
    this.wake?.();
  }

  wait(time: Time, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        this.wake = undefined;
        resolve();
      };
      const cancel = time.after(milliseconds, done);
      signal.addEventListener("abort", done, { once: true });
      this.wake = done;
    });
  }
}

export function sleep(time: Time, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Bell().wait(time, milliseconds, signal);
}

/** Whether a promise settles within the time and before an abort; it goes on when it does not. */
export async function settlesWithin(
  time: Time,
  milliseconds: number,
  promise: Promise<unknown>,
  signal = new AbortController().signal,
): Promise<boolean> {
  const bell = new Bell();
  let settled = false;
  const settle = (): void => {
    settled = true;
    bell.ring();
  };
  const bound = bell.wait(time, milliseconds, signal);
  promise.then(settle, settle);
  await bound;
  return settled;
}

/** Milliseconds before the nth repetition (from 1): doubling from 100 ms, 5 s at most. */
export function exponentialBackoff(repetition: number): number {
  return Math.min(5_000, 100 * 2 ** Math.min(repetition - 1, 10));
}
