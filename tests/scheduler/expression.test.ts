import assert from "node:assert/strict";
import { parseExpression } from "../../local/services/scheduler/expression";

/** The next times after one, in UTC. */
function nextTimes(expression: string, zone: string, from: string, count: number): string[] {
  const start = Date.parse(from);
  const timetable = parseExpression(expression, zone);
  const times: string[] = [];
  let now: number | undefined = start;
  while (times.length < count) {
    now = timetable.next(now, start);
    if (now === undefined) break;
    times.push(new Date(now).toISOString().replace(/(:00)?\.000Z$/, ""));
  }
  return times;
}

const cases: readonly (readonly [
  about: string,
  expression: string,
  zone: string,
  from: string,
  times: readonly string[],
])[] = [
  [
    "a weekday's morning in UTC",
    "cron(0 18 ? * MON-FRI *)",
    "UTC",
    "2026-11-20T12:00:00Z",
    ["2026-11-20T18:00", "2026-11-23T18:00"],
  ],
  [
    "steps and lists",
    "cron(0/20 8,9 * * ? *)",
    "UTC",
    "2026-11-20T08:20:00Z",
    ["2026-11-20T08:40", "2026-11-20T09:00", "2026-11-20T09:20"],
  ],
  [
    "the last day of a month",
    "cron(0 0 L * ? *)",
    "UTC",
    "2028-01-31T00:00:00Z",
    ["2028-02-29T00:00", "2028-03-31T00:00"],
  ],
  [
    "the last weekday of a month",
    "cron(0 0 LW * ? *)",
    "UTC",
    "2026-01-15T00:00:00Z",
    ["2026-01-30T00:00", "2026-02-27T00:00"],
  ],
  [
    "the weekday nearest to a date, in its month",
    "cron(0 0 1W * ? *)",
    "UTC",
    "2026-07-15T00:00:00Z",
    ["2026-08-03T00:00", "2026-09-01T00:00"],
  ],
  [
    "the last Friday of a month",
    "cron(15 10 ? * 6L 2026-2027)",
    "UTC",
    "2026-11-20T00:00:00Z",
    ["2026-11-27T10:15", "2026-12-25T10:15"],
  ],
  [
    "the second Tuesday of a month",
    "cron(0 6 ? * TUE#2 *)",
    "UTC",
    "2026-11-20T00:00:00Z",
    ["2026-12-08T06:00", "2027-01-12T06:00"],
  ],
  [
    "a leap day, years away",
    "cron(0 0 29 2 ? *)",
    "UTC",
    "2096-03-01T00:00:00Z",
    ["2104-02-29T00:00"],
  ],
  ["no day at all", "cron(0 0 30 2 ? *)", "UTC", "2026-01-01T00:00:00Z", []],
  ["a year that is over", "cron(0 0 1 1 ? 2020)", "UTC", "2026-01-01T00:00:00Z", []],
  [
    "an hour of a time zone, on both sides of its daylight saving time",
    "cron(0 12 * * ? *)",
    "America/New_York",
    "2026-10-31T00:00:00Z",
    ["2026-10-31T16:00", "2026-11-01T17:00"],
  ],
  [
    "no run at an hour that clocks skip",
    "cron(30 2 * * ? *)",
    "Europe/Berlin",
    "2026-03-28T12:00:00Z",
    ["2026-03-30T00:30"],
  ],
  [
    "one run at an hour that clocks show twice",
    "cron(30 2 * * ? *)",
    "Europe/Berlin",
    "2026-10-24T12:00:00Z",
    ["2026-10-25T00:30", "2026-10-26T01:30"],
  ],
  [
    "a rate from its start on, whatever the time zone",
    "rate(2 days)",
    "Europe/Berlin",
    "2026-10-24T12:00:00Z",
    ["2026-10-26T12:00", "2026-10-28T12:00"],
  ],
  [
    "one time in a time zone",
    "at(2026-11-20T13:00:30)",
    "Asia/Kolkata",
    "2026-11-20T00:00:00Z",
    ["2026-11-20T07:30:30"],
  ],
];

describe("a schedule's expression", () => {
  for (const [about, expression, zone, from, times] of cases)
    it(`means ${about}: ${expression}`, () => {
      assert.deepEqual(nextTimes(expression, zone, from, Math.max(times.length, 1)), times);
    });

  const refused = [
    "cron(0 12 * * *)",
    "cron(0 12 * * * *)",
    "cron(0 12 ? * ? *)",
    "cron(60 12 * * ? *)",
    "cron(0 12 32 * ? *)",
    "cron(0 12 ? * FRI-MON *)",
    "cron(0 12 ? * 3#6 *)",
    "cron(0 12 * * ? 2200)",
    "cron(a 12 * * ? *)",
    "rate(0 minutes)",
    "rate(10 seconds)",
    "rate(5)",
    "at(2026-02-30T00:00:00)",
    "at(2026-11-20)",
    "every day",
    "",
  ];
  for (const expression of refused)
    it(`is refused where it is none: "${expression}"`, () => {
      assert.throws(() => parseExpression(expression), {
        code: "ValidationException",
        message: `Invalid Schedule Expression ${expression}.`,
      });
    });

  it("is refused at a time that its zone's clocks skip, and in a zone that there is not", () => {
    const skipped = "at(2026-03-29T02:30:00)";
    assert.throws(() => parseExpression(skipped, "Europe/Berlin"), /Invalid Schedule Expression/);
    assert.throws(() => parseExpression("rate(1 day)", "Mars/Olympus"), {
      message: "Provided ScheduleExpressionTimezone is invalid: Mars/Olympus.",
    });
  });
});
