/** A point in time, as a text gave it. */
export interface Instant {
  /** `YYYY-MM-DDTHH:MM:SS` in UTC. */
  readonly utc: string;
  /** Digits of a second after the point, as given; may be empty. */
  readonly fraction: string;
  /** Whether the text named its zone; one that did not is taken as UTC. */
  readonly zoned: boolean;
}

/**
 * Reads ISO 8601 with seconds: `2024-12-21T10:00:00Z`, with a blank for the T, with up to nine digits
 * of a fraction, with an offset, or without a zone (then UTC). Undefined for another form or for a
 * date that the calendar does not have.
 */
export function instantOf(text: string): Instant | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|([+-])(\d\d):?(\d\d))?$/.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "", fraction = "", zone, sign, hours = "0", minutes = "0"] = match;
  const local = new Date(`${date}T${time}Z`);
  // An impossible date (30 February, 24:00:00) is invalid or comes out as another one.
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 19) !== `${date}T${time}`) {
    return undefined;
  }
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60_000 : 60_000);
  const utc = new Date(local.getTime() - offset).toISOString();
  return utc.startsWith("-") || utc.startsWith("+")
    ? undefined
    : { utc: utc.slice(0, 19), fraction, zoned: zone !== undefined };
}

/**
 * The instant in UTC with exactly nine digits of a fraction, so that texts sort as instants do.
 * Undefined as in `instantOf`.
 */
export function sortableInstant(text: string): string | undefined {
  const instant = instantOf(text);
  return instant && `${instant.utc}.${instant.fraction.padEnd(9, "0")}Z`;
}
