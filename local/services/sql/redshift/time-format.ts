import { fault } from "../core/context";
import { quoteString } from "../core/lexer";

/** Redshift's date parts and abbreviations, by DuckDB's name. */
const dateParts: ReadonlyMap<string, string> = new Map(
  [
    "year years y yr yrs",
    "quarter quarters qtr qtrs",
    "month months mon mons",
    "week weeks w",
    "day days d",
    "hour hours h hr hrs",
    "minute minutes m min mins",
    "second seconds s sec secs",
    "millisecond milliseconds ms msec msecs millisec",
    "microsecond microseconds us usec usecs microsec",
    "decade decades dec decs",
    "century centuries c cent cents",
    "millennium millennia mil mils",
    "epoch",
    "dow dayofweek dw weekday",
    "doy dayofyear dy yearday",
  ].flatMap((line) => {
    const [name = "", ...others] = line.split(" ");
    return [name, ...others].map((other) => [other, name] as const);
  }),
);

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html */
export function datePart(name: string, at: number): string {
  const part = dateParts.get(name.toLowerCase());
  if (part !== undefined) return part;
  throw fault(at, ["22023", `"${name}" is not a date part of the local Redshift`]);
}

/** Patterns of dates and times, longest first; text is strftime's, a function gives SQL. */
const patterns: readonly (readonly [name: string, format: string | ((value: string) => string)])[] =
  [
    ["YYYY", "%Y"],
    ["IYYY", "%G"],
    ["HH24", "%H"],
    ["HH12", "%I"],
    ["MONTH", (value) => `rpad(upper(strftime(${value}, '%B')), 9, ' ')`],
    ["Month", (value) => `rpad(strftime(${value}, '%B'), 9, ' ')`],
    ["month", (value) => `rpad(lower(strftime(${value}, '%B')), 9, ' ')`],
    ["DDD", "%j"],
    ["DAY", (value) => `rpad(upper(strftime(${value}, '%A')), 9, ' ')`],
    ["Day", (value) => `rpad(strftime(${value}, '%A'), 9, ' ')`],
    ["day", (value) => `rpad(lower(strftime(${value}, '%A')), 9, ' ')`],
    ["MON", (value) => `upper(strftime(${value}, '%b'))`],
    ["Mon", "%b"],
    ["mon", (value) => `lower(strftime(${value}, '%b'))`],
    ["YY", "%y"],
    ["MM", "%m"],
    ["DD", "%d"],
    ["DY", (value) => `upper(strftime(${value}, '%a'))`],
    ["Dy", "%a"],
    ["dy", (value) => `lower(strftime(${value}, '%a'))`],
    ["HH", "%I"],
    ["MI", "%M"],
    ["SS", "%S"],
    ["MS", "%g"],
    ["US", "%f"],
    ["AM", "%p"],
    ["PM", "%p"],
    ["am", (value) => `lower(strftime(${value}, '%p'))`],
    ["pm", (value) => `lower(strftime(${value}, '%p'))`],
    ["IW", "%V"],
    ["WW", (value) => `lpad(CAST((dayofyear(${value}) + 6) // 7 AS VARCHAR), 2, '0')`],
    ["CC", (value) => `lpad(CAST(century(${value}) AS VARCHAR), 2, '0')`],
    ["Q", (value) => `CAST(quarter(${value}) AS VARCHAR)`],
    ["D", (value) => `CAST(dayofweek(${value}) + 1 AS VARCHAR)`],
    ["J", (value) => `CAST(CAST(julian(CAST(${value} AS DATE)) AS BIGINT) AS VARCHAR)`],
    ["TZ", () => "'UTC'"],
    ["OF", () => "'+00'"],
  ];

/**
 * A moment's text in a Redshift format, as SQL; without a value, the literal format for strptime.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FORMAT_strings.html
 */
export function strftimeFormat(value: string, format: string, at: number): string {
  const refuse = () =>
    fault(at, ["0A000", `format "${format}" is not supported by the local Redshift`]);
  const pieces: string[] = [];
  let plain = "";
  const flush = () => {
    if (plain === "") return;
    pieces.push(value === "" ? quoteString(plain) : `strftime(${value}, ${quoteString(plain)})`);
    plain = "";
  };
  for (let rest = format; rest !== "";) {
    const quoted = /^"([^"]*)"/.exec(rest);
    const found = quoted ? undefined : patterns.find(([name]) => starts(rest, name));
    const taken = quoted?.[0] ?? (found ? found[0] : rest.slice(0, 1));
    const fill = /^FM/i.test(rest);
    if (fill && !quoted) {
      rest = rest.slice(2);
      continue;
    }
    if (!quoted && !found && /[A-SU-Ya-su-y0-9]/.test(taken)) throw refuse();
    if (found && typeof found[1] === "function") {
      if (value === "") throw refuse();
      flush();
      pieces.push(found[1](value));
    } else {
      plain += quoted?.[1] ?? (found ? String(found[1]) : taken.replace("%", "%%"));
    }
    rest = rest.slice(taken.length);
  }
  flush();
  if (pieces.length === 0) return "''";
  return pieces.length === 1 ? (pieces[0] ?? "") : `(${pieces.join(" || ")})`;
}

/** Numeric patterns may be written in lower case; names of days and months then mean lower case. */
function starts(rest: string, name: string): boolean {
  if (rest.startsWith(name)) return true;
  return (
    /^(?:YYYY|IYYY|HH24|HH12|DDD|YY|MM|DD|HH|MI|SS|MS|US|IW|WW|CC|Q|D|J|TZ|OF)$/.test(name) &&
    rest.startsWith(name.toLowerCase())
  );
}
