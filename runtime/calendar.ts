import { checkDay } from "./instant";

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/**
 * A calendar date as YYYY-MM-DD: read from `2000-01-31`, `2000/01/31`, `Jan 31 2000`, `January 31, 2000`,
 * `31 Jan 2000` or `31-Jan-2000`. Throws an Error that says in one line why a text is none: a day
 * that does not exist, or one that reads two ways, like 01/02/2000.
 */
export function calendarDay(text: string): string {
  try {
    return dayIn(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `must be a date like 2000-01-31 or Jan 31 2000: ${reason}; found "${text.slice(0, 60)}"`,
      {
        cause: error,
      },
    );
  }
}

function dayIn(text: string): string {
  const [year, month, day] = yearFirst(text) ?? monthFirst(text) ?? dayFirst(text) ?? refused(text);
  checkDay(year, month, day);
  return `${year}-${month}-${day}`;
}

type Parts = readonly [year: string, month: string, day: string];

function yearFirst(text: string): Parts | undefined {
  const [, year, , month, day] = /^(\d{4})([-/])(\d\d)\2(\d\d)$/.exec(text) ?? [];
  return year === undefined ? undefined : [year, month ?? "", day ?? ""];
}

function monthFirst(text: string): Parts | undefined {
  const [, name, day = "", year] = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i.exec(text) ?? [];
  return name === undefined ? undefined : [year ?? "", monthOf(name), day.padStart(2, "0")];
}

function dayFirst(text: string): Parts | undefined {
  const form = /^(\d{1,2})([- ])([a-z]{3,9})\.?\2(\d{4})$/i;
  const [, day = "", , name, year] = form.exec(text) ?? [];
  return name === undefined ? undefined : [year ?? "", monthOf(name), day.padStart(2, "0")];
}

/** A month's number by its English name, or by three letters or more of its beginning. */
function monthOf(name: string): string {
  const index = MONTHS.findIndex((month) => month.startsWith(name.toLowerCase()));
  if (index < 0) throw new Error(`there is no month ${name}`);
  return String(index + 1).padStart(2, "0");
}

function refused(text: string): never {
  throw new Error(
    /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text)
      ? "day and month cannot be told apart"
      : "it has another form",
  );
}
