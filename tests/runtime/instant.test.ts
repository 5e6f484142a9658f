import { deepEqual, equal, throws } from "node:assert/strict";
import { calendarDay } from "../../runtime/calendar";
import { instantOf, readInstant, sortableInstant } from "../../runtime/instant";

/** What libraries write for 2024-12-21 10:00:00 UTC, or for a fraction of a second after. */
const taken: readonly (readonly [text: string, nanoseconds: string, writer: string])[] = [
  ["2024-12-21T10:00:00Z", "", "Java Instant.toString, Go time.RFC3339, RFC 3339 5.8"],
  ["2024-12-21T10:00:00.000Z", "000", "JavaScript Date.toISOString, Joda-Time, MongoDB"],
  ["2024-12-21T10:00:00.120Z", "120", "protobuf's JSON of a Timestamp: 0, 3, 6 or 9 digits"],
  ["2024-12-21T10:00:00.123456Z", "123456", "Java Instant.now().toString, rsyslog"],
  ["2024-12-21T10:00:00.123456789Z", "123456789", "Go RFC3339Nano, C++20 std::format %FT%TZ"],
  ["2024-12-21T10:00:00.1Z", "1", "Go RFC3339Nano, which leaves off zeros"],
  ["2024-12-21T10:00:00.12Z", "12", "Go RFC3339Nano"],
  ["2024-12-21T10:00:00.1234Z", "1234", "Go RFC3339Nano"],
  ["2024-12-21T10:00:00.12345Z", "12345", "Go RFC3339Nano"],
  ["2024-12-21T10:00:00.1234567Z", "1234567", '.NET DateTime.ToString("o")'],
  ["2024-12-21T10:00:00.0000000+00:00", "0000000", '.NET DateTimeOffset.ToString("o")'],
  ["2024-12-21T10:00:00.12345678Z", "12345678", "Go RFC3339Nano"],
  ["2024-12-21T10:00:00", "", "Python datetime.isoformat, Java LocalDateTime, Perl DateTime"],
  ["2024-12-21T10:00:00.123456", "123456", "Python datetime.isoformat with microseconds"],
  ["2024-12-21T10:00:00.123456789", "123456789", "numpy datetime64[ns], Java LocalDateTime"],
  ["2024-12-21T10:00", "", "Java LocalDateTime.toString at the full minute, numpy datetime64[m]"],
  ["2024-12-21T10:00Z", "", "Java OffsetDateTime.toString at the full minute"],
  ["2024-12-21T11:00+01:00", "", "Java OffsetDateTime.toString at the full minute"],
  ["2024-12-21T11:00+01:00[Europe/Paris]", "", "Java ZonedDateTime.toString"],
  ["2024-12-21T10:00Z[UTC]", "", "Java ZonedDateTime.toString in UTC"],
  ["2024-12-21T11:00:00+01:00[Europe/Paris]", "", "JavaScript Temporal.ZonedDateTime, RFC 9557"],
  ["2024-12-21T10:00:00Z[Etc/UTC][u-ca=iso8601]", "", "RFC 9557, 4.1"],
  ["2024-12-21T10:00:00+00:00", "", "Python isoformat in UTC, PHP DATE_ATOM, moment().format()"],
  ["2024-12-21T10:00:00.123456+00:00", "123456", "Python isoformat in UTC, PostgreSQL to_json"],
  ["2024-12-21T10:00:00.000+00:00", "000", "Jackson 2.11 and later, PHP RFC3339_EXTENDED"],
  ["2024-12-21T10:00:00.000+0000", "000", "Jackson before 2.11"],
  ["2024-12-21T10:00:00+0000", "", "PHP DATE_ISO8601, journalctl -o short-iso"],
  ["2024-12-21T15:30:00+05:30", "", "Python isoformat in India, Luxon toISO, date-fns formatISO"],
  ["2024-12-21T15:45:00+05:45", "", "the same in Nepal"],
  ["2024-12-21T15:30:00+0530", "", 'strftime("%Y-%m-%dT%H:%M:%S%z") of C, Python and Ruby'],
  ["2024-12-21T05:00:00-05:00", "", "Python isoformat in New York"],
  ["2024-12-21T05:00:00-0500", "", 'strftime("%z") in New York'],
  ["2024-12-21T05:00:00,781-05", "781", "Log4j 2 ISO8601_OFFSET_DATE_TIME_HH"],
  ["2024-12-22T00:00:00+14:00", "", "a day later, at Kiritimati"],
  ["2024-12-20T22:00:00-12:00", "", "a day before, at Baker Island"],
  ["2024-12-22T09:59:00+23:59", "", "the greatest offset of RFC 3339, 5.6"],
  ["2024-12-21T10:00:00-00:00", "", "RFC 3339, 4.3: UTC, the local offset unknown"],
  ["2024-12-21t10:00:00z", "", "RFC 3339, 5.6: t and z may be lower case"],
  ["2024-12-21 10:00:00Z", "", 'RFC 3339, 5.6; .NET "u"; Elixir DateTime.to_string'],
  ["2024-12-21 10:00:00", "", "SQLite datetime(), MySQL, ClickHouse, Rails to_fs(:db)"],
  ["2024-12-21 10:00", "", 'SQLite strftime("%Y-%m-%d %H:%M")'],
  ["2024-12-21 10:00:00.0", "0", "java.sql.Timestamp.toString"],
  ["2024-12-21 10:00:00.123", "123", 'SQLite strftime("%F %R:%f"), SQL Server'],
  ["2024-12-21 10:00:00.123456", "123456", "MySQL DATETIME(6), str() of a Python datetime"],
  ["2024-12-21 10:00:00.123456789", "123456789", "str() of a pandas Timestamp"],
  ["2024-12-21 10:00:00+00", "", "PostgreSQL timestamptz as text"],
  ["2024-12-21 10:00:00.5+00", "5", "PostgreSQL timestamptz, which leaves off zeros"],
  ["2024-12-21 15:30:00+05:30", "", "PostgreSQL timestamptz in India"],
  ["2024-12-21 05:00:00-05", "", "PostgreSQL timestamptz in New York"],
  ["2024-12-21 10:00:00+00:00", "", "str() of a Python datetime, date --rfc-3339=seconds"],
  ["2024-12-21 10:00:00.123456789+00:00", "123456789", "date --rfc-3339=ns"],
  ["2024-12-21 10:00:00 +0000", "", "Ruby Time#to_s, git log --date=iso"],
  ["2024-12-21 10:00:00 UTC", "", "Ruby Time#to_s in UTC, BigQuery, Rust chrono's Display"],
  ["2024-12-21 10:00:00.123 UTC", "123", "Trino and Athena: timestamp with time zone"],
  ["2024-12-21 10:00:00 GMT", "", "PHP DateTime::format with T"],
  ["2024-12-21 05:00:00.000 -0500", "000", "Snowflake TIMESTAMP_TZ"],
  ["2024-12-21 10:00:00.0000000 +00:00", "0000000", "SQL Server datetimeoffset"],
  ["2024-12-21 10:00:00,123", "123", "Python logging asctime, Logback, Log4j 2 DEFAULT"],
  ["2024-12-21T10:00:00,123", "123", "Log4j 2 ISO8601"],
  ["2024-12-21T10:00:00,123456789+00:00", "123456789", "date -Ins"],
  ["2024-12-21T10:00+00:00", "", "date -Iminutes"],
  ["20241221T100000Z", "", "AWS x-amz-date, iCalendar (RFC 5545)"],
  ["20241221T100000,781", "781", "Log4j 2 ISO8601_BASIC"],
  ["20241221T1000Z", "", "ISO 8601, basic form without seconds"],
  ["20241221T050000-0500", "", "ISO 8601, basic form with an offset"],
];

/** What is refused, and the word that says why. */
const refused: readonly (readonly [text: string, reason: RegExp])[] = [
  ["2024-02-30T10:00:00Z", /the day 2024-02-30 does not exist/],
  ["2023-02-29T10:00Z", /the day 2023-02-29 does not exist/],
  ["1900-02-29T10:00Z", /does not exist/],
  ["2024-04-31T10:00:00Z", /does not exist/],
  ["2024-13-01T10:00:00Z", /does not exist/],
  ["2024-00-10T10:00:00Z", /does not exist/],
  ["2024-12-00T10:00:00Z", /does not exist/],
  ["2024-12-32T10:00:00Z", /does not exist/],
  ["20240230T100000Z", /the day 2024-02-30 does not exist/],
  ["2024-12-21T25:00:00Z", /hour 25 does not exist/],
  ["2024-12-21T24:00:00Z", /hour 24 is not taken: write 00:00 of the next day/],
  ["2024-12-21T24:00", /next day/],
  ["2024-12-21T10:60:00Z", /minute 60 does not exist/],
  ["2024-12-21T10:00:61Z", /second 61 does not exist/],
  ["2016-12-31T23:59:60Z", /a leap second, :60, is not taken/],
  ["2016-12-31T18:59:60.5-05:00", /leap second/],
  ["20161231T235960Z", /leap second/],
  ["2024-12-21T10:00:00+24:00", /the offset \+24:00 does not exist/],
  ["2024-12-21T10:00:00+05:60", /offset \+05:60 does not exist/],
  ["2024-12-21T10:00:00-2500", /offset -2500 does not exist/],
  ["0000-01-01T00:00:00Z", /year 0000/],
  ["0001-01-01T00:00:00+01:00", /outside the years 0001 to 9999/],
  ["9999-12-31T23:59:59-00:01", /outside the years 0001 to 9999/],
  ["+002024-12-21T10:00:00.000Z", /a year has four digits/],
  ["-000001-01-01T00:00:00.000Z", /a year has four digits/],
  ["12024-12-21T10:00:00Z", /another form/],
  ["2024-W51-6T10:00:00Z", /week/],
  ["2024W516T100000Z", /week/],
  ["2024-356T10:00:00Z", /day of the year/],
  ["2024356T100000Z", /day of the year/],
  ["01/02/2000 10:00:00", /day and month cannot be told apart/],
  ["1/2/2000", /cannot be told apart/],
  ["01-02-2000T10:00:00Z", /cannot be told apart/],
  ["01.02.00 10:00", /cannot be told apart/],
  ["12/21/2024 10:00:00 AM", /cannot be told apart/],
  ["1734775200", /digits alone/],
  ["1734775200000", /digits alone/],
  ["1734775200.123", /digits alone/],
  ["20241221100000", /digits alone/],
  ["2024-12-21", /the time of day is missing/],
  ["2024-12-21T10", /the minutes are missing/],
  ["2024-12-21T10Z", /the minutes are missing/],
  ["2024-12-21T10:00:00.1234567890Z", /at most nine digits/],
  ["2024-12-21T10:00:00.Z", /another form/],
  ["2024-12-21T10:00.5Z", /another form/],
  ["2024-12-21T10:00:00 EST", /another form/],
  ["2024-12-21T10:00:00[Europe/Paris]", /another form/],
  ["2024-12-21T10:00:00+01:00[!Europe/Paris]", /another form/],
  ["2024-12-21  10:00:00", /another form/],
  ["2024-12-21_10:00:00", /another form/],
  ["2024-1-2T3:04:05Z", /another form/],
  ["2024-1221T10:00:00Z", /another form/],
  ["20241221T10:00:00Z", /another form/],
  [" 2024-12-21T10:00:00Z", /another form/],
  ["2024-12-21T10:00:00Z\n", /another form/],
  ["2024-12-21T10:00:00+1", /another form/],
  ["２０２４-12-21T10:00:00Z", /another form/],
  ["2024-12-21T10:00:00−05:00", /another form/],
  ["Sat, 21 Dec 2024 10:00:00 GMT", /another form/],
  ["21/Dec/2024:10:00:00 +0000", /another form/],
  ["infinity", /another form/],
  ["now", /another form/],
  ["", /another form/],
];

describe("instants", () => {
  for (const [text, fraction, writer] of taken) {
    it(`takes ${text} (${writer})`, () => {
      const { utc, fraction: read } = readInstant(text);
      deepEqual({ utc, fraction: read }, { utc: "2024-12-21T10:00:00", fraction });
    });
  }

  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text)} with a reason`, () => {
      throws(() => readInstant(text), {
        message: new RegExp(
          `^must be an ISO 8601 date and time like .*${reason.source}.*; found "`,
        ),
      });
      equal(instantOf(text), undefined);
      equal(sortableInstant(text), undefined);
    });
  }

  it("takes the first and the last instant that it can turn to UTC", () => {
    equal(sortableInstant("0001-01-01T00:00Z"), "0001-01-01T00:00:00.000000000Z");
    equal(sortableInstant("9999-12-31T23:59:59.999999999Z"), "9999-12-31T23:59:59.999999999Z");
    equal(sortableInstant("0099-12-31T23:00-01:00"), "0100-01-01T00:00:00.000000000Z");
  });

  it("bounds what it repeats of the text", () => {
    throws(
      () => readInstant("x".repeat(100_000)),
      ({ message }: Error) => message.length < 200,
    );
  });

  it("has every day of four centuries, and no other", () => {
    const days = ["28", "29", "30", "31", "32"];
    let count = 0;
    for (let year = 1900; year < 2300; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const prefix = `${year}-${String(month).padStart(2, "0")}`;
        const last = days.filter((day) => instantOf(`${prefix}-${day}T00:00Z`)).at(-1);
        count += Number(last);
      }
    }
    equal(count, 146_097);
  });
});

describe("calendar dates", () => {
  for (const text of [
    "2000-01-02",
    "2000/01/02",
    "Jan 2 2000",
    "jan 02, 2000",
    "January 2, 2000",
    "Jan. 2 2000",
    "2 Jan 2000",
    "2-JAN-2000",
    "02 january 2000",
  ]) {
    it(`takes ${text}`, () => {
      equal(calendarDay(text), "2000-01-02");
    });
  }

  for (const [text, reason] of [
    ["Feb 30 2000", /2000-02-30 does not exist/],
    ["Feb 29 1900", /1900-02-29 does not exist/],
    ["2026-02-30", /does not exist/],
    ["2026-2-3", /another form/],
    ["01/02/2000", /day and month cannot be told apart/],
    ["13/02/2000", /cannot be told apart/],
    ["1-2-2000", /cannot be told apart/],
    ["2000-01/02", /another form/],
    ["Foo 1 2000", /there is no month Foo/],
    ["Ma 1 2000", /another form/],
    ["Jan 1 00", /another form/],
    ["Jan 0 2000", /does not exist/],
    ["0000-01-01", /year 0000/],
    ["946684800", /another form/],
    ["2000-01-02T00:00:00Z", /another form/],
    ["", /another form/],
  ] as const) {
    it(`refuses "${text}"`, () => {
      throws(() => calendarDay(text), {
        message: new RegExp(`^must be a date like .*${reason.source}.*; found "${text}"$`),
      });
    });
  }
});
