import { AwsError } from "../../gateway/service";
import { parseCron } from "./cron";
import { Zone } from "./zone";

/** When a schedule runs, in milliseconds since the epoch. */
export interface Timetable {
  /** Whether it is `at`, which runs once. */
  readonly once: boolean;
  /** The first time after another; undefined where there is none. `start` is when a rate begins. */
  next(after: number, start: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

/**
 * Reads `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2026-11-20T13:00:00)`, the latter two in a time zone.
 * Throws a ValidationException.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseExpression(expression: string, zoneName = "UTC"): Timetable {
  const zone = zoneOf(zoneName);
  const [, kind, body = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  const timetable = readers[kind ?? ""]?.(body, zone);
  if (timetable === undefined) throw invalid(`Invalid Schedule Expression ${expression}.`);
  return timetable;
}

const readers: Readonly<Record<string, (body: string, zone: Zone) => Timetable | undefined>> = {
  rate,
  at,
  cron,
};

function zoneOf(name: string): Zone {
  try {
    return new Zone(name);
  } catch (error) {
    if (error instanceof RangeError) {
      throw invalid(`Provided ScheduleExpressionTimezone is invalid: ${name}.`);
    }
    throw error;
  }
}

/** Counted from the start date or, without one, from when the schedule was made, at which it runs first. */
function rate(body: string): Timetable | undefined {
  const [, count, unit = ""] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(body) ?? [];
  if (count === undefined) return undefined;
  const every = Number(count) * (UNIT_MS[unit] ?? 0);
  return {
    once: false,
    next: (after, start) =>
      after < start ? start : start + (Math.floor((after - start) / every) + 1) * every,
  };
}

function at(body: string, zone: Zone): Timetable | undefined {
  const local = Date.parse(`${body}Z`);
  const isWritten = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) && !Number.isNaN(local);
  // A date such as 30 February is none.
  if (!isWritten || new Date(local).toISOString().slice(0, 19) !== body) return undefined;
  const moment = zone.at(local);
  if (moment === undefined) return undefined;
  return { once: true, next: (after) => (moment > after ? moment : undefined) };
}

function cron(body: string, zone: Zone): Timetable | undefined {
  const parsed = parseCron(body);
  return parsed && { once: false, next: (after) => parsed.next(after, zone) };
}
