/**
 * The one reader of instants and dates, for the functions, the producers and the queries. It takes the
 * forms of ISO 8601 and RFC 3339 that common libraries write (tests/runtime/instant.test.ts lists
 * them with who writes each), and refuses whatever does not exist or reads two ways.
 */

/** A point in time, as a text gave it. */
export interface Instant {
  /** `YYYY-MM-DDTHH:MM:SS` in UTC, within the years 0001 to 9999. */
  readonly utc: string;
  /** Digits of a second after the point, as given: none to nine. */
  readonly fraction: string;
  /** Whether the text named its zone; one that did not is taken as UTC. */
  readonly zoned: boolean;
}

/**
 * Reads a date and a time of day, with a `T` or a blank between: seconds may be missing and may have one
 * to nine digits after a point or a comma; the zone is `Z`, `UTC`, `±hh`, `±hhmm` or `±hh:mm`, or
 * missing, which means UTC. The basic form, `20241221T100000Z`, is taken as well, and so is a zone's
 * name in brackets after an offset, as RFC 9557 has it. `-00:00` is UTC (RFC 3339, 4.3).
 *
 * Throws an Error that starts with "must be", says in one line what is wrong, and ends with the text.
 * Leap seconds are refused, since no store here holds one; so is 24:00, which ISO 8601-1:2019 took out
 * and RFC 3339 never had.
 */
export function readInstant(text: string): Instant {
  try {
    return instantIn(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const found = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    throw new Error(
      `must be an ISO 8601 date and time like 2024-12-21T10:00:00Z: ${reason}; found ${found}`,
      { cause: error },
    );
  }
}

/** As `readInstant`, undefined where that throws. */
export function instantOf(text: string): Instant | undefined {
  try {
    return readInstant(text);
  } catch {
    return undefined;
  }
}

/**
 * The instant in UTC with exactly nine digits of a fraction, so that texts sort as instants do.
 * Undefined as in `instantOf`.
 */
export function sortableInstant(text: string): string | undefined {
  const instant = instantOf(text);
  return instant && `${instant.utc}.${instant.fraction.padEnd(9, "0")}Z`;
}

function instantIn(text: string): Instant {
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "00", fraction, zone] =
    extended(text) ?? basic(text) ?? fail(refusal(text));
  checkDay(year, month, day);
  if (hour === "24") fail("hour 24 is not taken: write 00:00 of the next day");
  if (hour > "23") fail(`hour ${hour} does not exist`);
  if (minute > "59") fail(`minute ${minute} does not exist`);
  if (second === "60") fail("a leap second, :60, is not taken, for no store here can hold it");
  if (second > "59") fail(`second ${second} does not exist`);
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const utc = new Date(local - offsetOf(zone) * 60_000).toISOString();
  // Beyond the year 9999, or before 0000, the year has a sign.
  if (!/^\d/.test(utc) || utc.startsWith("0000")) {
    fail("in UTC it is outside the years 0001 to 9999");
  }
  return { utc: utc.slice(0, 19), fraction: fraction ?? "", zoned: zone !== undefined };
}

function extended(text: string): RegExpExecArray | null {
  return /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?:\[[\w+\-/=.]+\])*)?$/.exec(
    text,
  );
}

function basic(text: string): RegExpExecArray | null {
  return /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?:\d\d)?)?$/.exec(
    text,
  );
}

/** Minutes east of UTC. RFC 3339 allows up to 23:59, where real zones end at 14:00. */
function offsetOf(zone = "Z"): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) fail(`the offset ${zone} does not exist`);
  return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
}

/** Throws unless the calendar, without a year 0000, has the day. */
export function checkDay(year: string, month: string, day: string): void {
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  // JavaScript reads 30 February as 1 March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) {
    fail(`the day ${date} does not exist`);
  }
  if (year === "0000") fail("the year 0000 is not taken");
}

/** Why a text that has none of the forms is refused. */
function refusal(text: string): string {
  const [, reason] = forms().find(([form]) => form.test(text)) ?? [];
  return reason ?? "it has another form";
}

function forms(): readonly (readonly [RegExp, string])[] {
  return [
    [/^-?\d+(?:[.,]\d+)?$/, "digits alone may be seconds, milliseconds or a date"],
    [/^[+-]\d{5,}/, "a year has four digits"],
    [/^\d{4}-?W\d/, "a week's date is not taken"],
    [/^\d{4}-?\d{3}(?:\D|$)/, "a day of the year is not taken"],
    [/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?:\D|$)/, "day and month cannot be told apart"],
    [/^\d{4}-\d\d-\d\d$/, "the time of day is missing"],
    [/^\d{4}-\d\d-\d\d[Tt ]\d\d(?:[Zz+-]|$)/, "the minutes are missing"],
    [/[.,]\d{10}/, "a second has at most nine digits after the point"],
  ];
}

function fail(reason: string): never {
  throw new Error(reason);
}
