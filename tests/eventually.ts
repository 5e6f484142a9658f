import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Milliseconds until it counts as never; minutes, for a machine that is busy with others. */
  readonly within?: number;
  /** What was waited for, for the message. */
  readonly what?: string;
}

/** Waits until a condition holds; fails when it does not come to. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  { within = 120_000, what = "the condition" }: Patience = {},
): Promise<void> {
  const end = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`${what} did not come to hold in ${within / 1000} s`);
    await sleep(10);
  }
}
