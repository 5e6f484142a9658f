import type { InvocationContext } from "./event";
import type { WriteContext } from "../types";

/** Kept for what comes after the writers: at least a second, or a tenth of a longer invocation. */
const RESERVE_MS = 1000;
const RESERVE_SHARE = 0.1;

export interface Budget {
  /** For the sinks' writers. */
  readonly writing: WriteContext;
  /** For quarantining what the writers refused; what remains then is for the report. */
  readonly quarantining: WriteContext;
}

/** Shares an invocation's time out, so that there is always some left to report what failed. */
export function budgetOf(
  context: InvocationContext,
  notes: Omit<WriteContext, "remainingMs">,
): Budget {
  const total = context.getRemainingTimeInMillis();
  const reserve = Math.min(Math.max(RESERVE_MS, total * RESERVE_SHARE), total / 2);
  const keeping = (kept: number): WriteContext => ({
    ...notes,
    remainingMs: () => Math.max(0, context.getRemainingTimeInMillis() - kept),
  });
  return { writing: keeping(reserve), quarantining: keeping(reserve / 4) };
}
