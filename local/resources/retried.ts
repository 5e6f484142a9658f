import { setTimeout as pause } from "node:timers/promises";
import { AwsError } from "../gateway/service";

export interface Retries {
  /** Whether an error may go away by itself. */
  readonly on: (error: AwsError) => boolean;
  readonly withinMs: number;
  readonly everyMs: number;
}

/** Tries until it succeeds, for as long as the real provider does. */
export async function retried<Answer>(
  run: () => Promise<Answer>,
  { on, withinMs, everyMs }: Retries,
): Promise<Answer> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AwsError) || !on(error) || Date.now() > end) throw error;
      await pause(everyMs);
    }
  }
}
