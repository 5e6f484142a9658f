import type { Time } from "../../../clock";

export type { Time };

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
