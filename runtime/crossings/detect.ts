import { compareNumber } from "lossless-json";
import type { Reading } from "./reading";

/** The latest reading that is known of a key. */
export type Latest = Pick<Reading, "order" | "digits">;

/** What a batch adds for one key. */
export interface Progress {
  /** In the stream's order; late readings are left out: they neither alert nor replace a newer one. */
  readonly accepted: readonly Reading[];
  /** Those of them whose value is above the threshold while the one before was not. */
  readonly crossings: readonly Reading[];
}

/** Follows one key's readings from the latest one known, in the stream's order. */
export function detect(
  readings: readonly Reading[],
  known: Latest | undefined,
  threshold: string,
): Progress {
  const accepted: Reading[] = [];
  const crossings: Reading[] = [];
  let latest = known;
  for (const reading of readings) {
    if (latest !== undefined && reading.order <= latest.order) continue;
    const wasAbove = latest !== undefined && compareNumber(latest.digits, threshold) > 0;
    if (!wasAbove && compareNumber(reading.digits, threshold) > 0) crossings.push(reading);
    accepted.push(reading);
    latest = reading;
  }
  return { accepted, crossings };
}
