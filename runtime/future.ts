import { sortableInstant } from "./instant";

/** How far a time may lie after its record's arrival, in seconds, where nothing else is asked for. */
export const MAX_FUTURE_SECONDS = 600;

/**
 * Throws an Error when a time, ISO 8601, lies more than `maxSeconds` after `arrival`. By the arrival,
 * not by the clock, so that a redelivery is judged as the first delivery was.
 */
export function refuseFuture(
  what: string,
  time: string,
  arrival: string,
  maxSeconds = MAX_FUTURE_SECONDS,
): void {
  if ((sortableInstant(time) ?? "") <= secondsAfter(Date.parse(arrival), maxSeconds)) return;
  throw new Error(
    `${what} must be at most ${maxSeconds} seconds after its record's arrival, ${arrival}; ` +
      `found ${time}`,
  );
}

/** Whether a time, as `sortableInstant` gives it, cannot be true yet: it may stand in no one's way. */
export function isYetToCome(instant: string, maxSeconds = MAX_FUTURE_SECONDS): boolean {
  return instant > secondsAfter(Date.now(), maxSeconds);
}

function secondsAfter(ms: number, seconds: number): string {
  return sortableInstant(new Date(ms + seconds * 1000).toISOString()) ?? "";
}
