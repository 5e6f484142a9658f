/** A moment as clocks in some zone show it, in milliseconds as if that zone were UTC. */
export type LocalTime = number;

const DAY_MS = 24 * 3_600_000;

/** A time zone of the IANA database, with its daylight saving time. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;

  /** Throws a RangeError where there is no such zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What clocks show at a time in milliseconds since the epoch. */
  local(at: number): LocalTime {
    const parts = this.#format.formatToParts(at);
    const of = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((part) => part.type === type)?.value);
    const whole = Date.UTC(
      of("year"),
      of("month") - 1,
      of("day"),
      of("hour"),
      of("minute"),
      of("second"),
    );
    return whole + (at - Math.floor(at / 1000) * 1000);
  }

  /**
   * When clocks show this for the first time; undefined where they skip it. So a schedule at an hour that
   * daylight saving time leaves out is not run, and one at an hour that comes twice is run once.
   * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  at(local: LocalTime): number | undefined {
    const offsets = [local - DAY_MS, local + DAY_MS].map((near) => this.local(near) - near);
    const moments = offsets.map((offset) => local - offset);
    const shown = moments.filter((moment) => this.local(moment) === local);
    return shown.length === 0 ? undefined : Math.min(...shown);
  }
}
