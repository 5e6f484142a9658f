import { compareNumber } from "lossless-json";
import type { Alert } from "../alerting/alert";
import type { Reading } from "./reading";
import { compareSequence, type Occasion, type State } from "./state";

/** The most alerts that become due at one step, so that a row can hold them. */
const MAX_NEW_ALERTS = 50;

/** An alert that a reading calls for. */
export interface DueAlert {
  readonly position: string;
  readonly alert: Alert;
}

/** What some of a key's readings do to its state. */
export interface Step {
  readonly key: string;
  readonly from: State;
  readonly to: State;
  /** Those that were looked at. */
  readonly taken: readonly Reading[];
  /** Those that must wait for the next step. */
  readonly rest: readonly Reading[];
  /** The reading whose row is to be stored; undefined when none is newer than what is known. */
  readonly newest: Reading | undefined;
  /** Whether anything is to be stored. */
  readonly changed: boolean;
  readonly alerts: readonly DueAlert[];
  /** How many readings came after a newer one. */
  readonly late: number;
}

/**
 * Takes a key's readings, in the stream's order. One that is newer than the latest is the latest
 * then, and crosses when it is above the threshold and the one before was not, or there was none. One
 * that is not newer is delivered again, if its source is known to have come further, or late.
 */
export function take(readings: readonly Reading[], from: State, threshold: string): Step {
  const isAbove = ({ digits }: { digits: string }) => compareNumber(digits, threshold) > 0;
  const seen = new Map(from.seen);
  const due = new Map(from.due);
  const alerts: DueAlert[] = [];
  let { latest } = from;
  let newest: Reading | undefined;
  let [count, late, fresh] = [0, 0, 0];
  for (const reading of readings) {
    if (due.size - from.due.size >= MAX_NEW_ALERTS) break;
    count += 1;
    const { position, source, sequenceNumber } = reading;
    const last = seen.get(source);
    const isAgain = last !== undefined && compareSequence(sequenceNumber, last) <= 0;
    const isNewer = latest === undefined || reading.order > latest.order;
    const occasion = ((): Occasion | undefined => {
      if (isAgain && !isNewer) return due.get(position);
      if (!isAbove(reading)) return undefined;
      if (!isNewer) return "late";
      return latest !== undefined && isAbove(latest) ? undefined : "crossing";
    })();
    const alert = occasion === "late" ? reading.lateAlert : reading.alert;
    if (occasion !== undefined && alert !== undefined) {
      due.set(position, occasion);
      alerts.push({ position, alert });
    }
    if (isAgain && !isNewer) continue;
    fresh += 1;
    if (isNewer) latest = newest = reading;
    else late += 1;
    if (!isAgain) seen.set(source, sequenceNumber);
  }
  return {
    key: readings[0]?.key ?? "",
    from,
    to: { stored: from.stored, latest, seen, due },
    taken: readings.slice(0, count),
    rest: readings.slice(count),
    newest,
    changed: fresh > 0,
    alerts,
    late,
  };
}
