import type { LocalTime, Zone } from "./zone";

/** One field of six: its name's values, least and most, and the names of its values from `least` on. */
interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN"];
const MORE_MONTHS = ["JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS = {
  minutes: { least: 0, most: 59 },
  hours: { least: 0, most: 23 },
  daysOfMonth: { least: 1, most: 31 },
  months: { least: 1, most: 12, names: [...MONTHS, ...MORE_MONTHS] },
  daysOfWeek: { least: 1, most: 7, names: DAYS },
  years: { least: 1970, most: 2199 },
} as const satisfies Readonly<Record<string, Field>>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether a day, and how many days its month has, are meant. */
type OnDay = (day: Date, daysInMonth: number) => boolean;

/** Times by the six fields of a cron expression. */
export interface Cron {
  /** The first time after another, in milliseconds since the epoch; undefined where there is none. */
  next(after: number, zone: Zone): number | undefined;
}

/**
 * Reads `minutes hours day-of-month month day-of-week year`; undefined where it is none.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseCron(text: string): Cron | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) return undefined;
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = parts;
  // One of the two says the day; the other must leave it open.
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const minutes = valuesOf(minute, FIELDS.minutes);
  const hours = valuesOf(hour, FIELDS.hours);
  const months = valuesOf(month, FIELDS.months);
  const years = valuesOf(year, FIELDS.years);
  const onDay = dayOfWeek === "?" ? ofMonth(dayOfMonth) : ofWeek(dayOfWeek);
  if (!minutes || !hours || !months || !years || !onDay) return undefined;
  const times = [...hours].flatMap((h) => [...minutes].map((m) => (h * 60 + m) * MINUTE_MS));
  return { next: (after, zone) => next({ times, months, years, onDay }, after, zone) };
}

interface Days {
  /** Milliseconds after midnight, in order. */
  readonly times: readonly LocalTime[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly onDay: OnDay;
}

function next(days: Days, after: number, zone: Zone): number | undefined {
  const from = zone.local(after);
  let day = new Date(Math.floor(from / DAY_MS) * DAY_MS);
  for (; day.getUTCFullYear() <= FIELDS.years.most;) {
    const year = day.getUTCFullYear();
    const month = day.getUTCMonth();
    const isMonth = days.years.has(year) && days.months.has(month + 1);
    if (isMonth && days.onDay(day, daysIn(year, month))) {
      const midnight = day.getTime();
      for (const time of days.times) {
        if (midnight + time < from) continue;
        const at = zone.at(midnight + time);
        if (at !== undefined && at > after) return at;
      }
    }
    day = isMonth ? new Date(day.getTime() + DAY_MS) : new Date(Date.UTC(year, month + 1, 1));
  }
  return undefined;
}

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/** The values of lists, ranges and steps, in order; undefined for anything else. */
function valuesOf(text: string, field: Field): ReadonlySet<number> | undefined {
  const values: number[] = [];
  for (const item of text.split(",")) {
    const [range = "", step, ...more] = item.split("/");
    const every = step === undefined ? 1 : wholeOf(step, { least: 1, most: field.most });
    const bounds = range === "*" ? [field.least, field.most] : boundsOf(range, field, step);
    if (every === undefined || bounds === undefined || more.length > 0) return undefined;
    const [first = 0, last = 0] = bounds;
    for (let value = first; value <= last; value += every) values.push(value);
  }
  return new Set(values.sort((a, b) => a - b));
}

function boundsOf(
  range: string,
  field: Field,
  step: string | undefined,
): readonly number[] | undefined {
  const [from = "", to, ...more] = range.split("-");
  const first = wholeOf(from, field);
  // `5/15` begins at 5 and goes on to the end.
  const open = step === undefined ? first : field.most;
  const last = to === undefined ? open : wholeOf(to, field);
  if (first === undefined || last === undefined || first > last || more.length > 0)
    return undefined;
  return [first, last];
}

function wholeOf(text: string, { least, most, names }: Field): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named < 0 ? Number(/^\d{1,4}$/.exec(text)?.[0]) : named + least;
  return value >= least && value <= most ? value : undefined;
}

/** Values, `L` for the last day, `LW` for the last weekday, `15W` for the weekday nearest to the 15th. */
function ofMonth(text: string): OnDay | undefined {
  if (text === "L") return (day, daysInMonth) => day.getUTCDate() === daysInMonth;
  if (text === "LW") return (day, daysInMonth) => isNearest(day, daysInMonth, daysInMonth);
  const [, nearest] = /^(\d{1,2})W$/.exec(text) ?? [];
  if (nearest !== undefined) {
    const date = wholeOf(nearest, FIELDS.daysOfMonth);
    return date === undefined
      ? undefined
      : (day, daysInMonth) => date <= daysInMonth && isNearest(day, daysInMonth, date);
  }
  const dates = valuesOf(text, FIELDS.daysOfMonth);
  return dates && ((day) => dates.has(day.getUTCDate()));
}

/** Values, `6L` for the last Friday, `3#2` for the second Tuesday, `L` for the week's last day. */
function ofWeek(text: string): OnDay | undefined {
  if (text === "L") return (day) => day.getUTCDay() === 6;
  const [, lastDay] = /^(\w+)L$/.exec(text) ?? [];
  if (lastDay !== undefined) {
    const weekday = wholeOf(lastDay, FIELDS.daysOfWeek);
    return weekday === undefined
      ? undefined
      : (day, daysInMonth) => isWeekday(day, weekday) && day.getUTCDate() > daysInMonth - 7;
  }
  const [, nthDay, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nthDay !== undefined) {
    const weekday = wholeOf(nthDay, FIELDS.daysOfWeek);
    return weekday === undefined
      ? undefined
      : (day) => isWeekday(day, weekday) && Math.ceil(day.getUTCDate() / 7) === Number(nth);
  }
  const weekdays = valuesOf(text, FIELDS.daysOfWeek);
  return weekdays && ((day) => weekdays.has(day.getUTCDay() + 1));
}

const isWeekday = (day: Date, weekday: number): boolean => day.getUTCDay() + 1 === weekday;

/** Whether a day is the weekday of its month that is nearest to a date. */
function isNearest(day: Date, daysInMonth: number, date: number): boolean {
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), date)).getUTCDay();
  const saturday = date === 1 ? 3 : date - 1;
  const sunday = date === daysInMonth ? date - 2 : date + 1;
  const nearest = weekday === 6 ? saturday : weekday === 0 ? sunday : date;
  return day.getUTCDate() === nearest;
}
