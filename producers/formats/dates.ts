import { instantOf } from "../../runtime/instant";

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** The number of a month by its English name or the first three letters of it, as `01`. */
export function monthNumber(name: string): string | undefined {
  const index = months.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 ? undefined : String(index + 1).padStart(2, "0");
}

const monthName =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const monthFirst = new RegExp(`^(?<month>${monthName}) (?<day>\\d\\d?),? (?<year>\\d{4})$`, "i");
const dayFirst = new RegExp(`^(?<day>\\d\\d?) (?<month>${monthName}) (?<year>\\d{4})$`, "i");

/**
 * An instant in ISO 8601, UTC, of a date (its first instant): `Jan 1 2000`, `January 1, 2000`,
 * `1 Jan 2000` or `2000-01-01`; an ISO 8601 instant is taken as it is. Throws an Error for a day
 * that the calendar does not have, and for a date such as 01/02/2000, which reads two ways.
 */
export function utcInstant(text: string): string {
  const named = monthFirst.exec(text)?.groups ?? dayFirst.exec(text)?.groups;
  const date = named
    ? `${named.year}-${monthNumber(named.month ?? "")}-${named.day?.padStart(2, "0")}`
    : text;
  const instant = instantOf(/^\d{4}-\d\d-\d\d$/.test(date) ? `${date}T00:00:00Z` : date);
  if (instant !== undefined) return `${instant.utc}.${instant.fraction.padEnd(3, "0")}Z`;
  const twoWays = /^\d\d?[/.-]\d\d?[/.-]\d{2,4}$/.test(text) ? ", which reads two ways," : "";
  const wrong = named || /^\d{4}-\d\d-\d\d/.test(text);
  throw new Error(
    wrong
      ? `there is no such date as ${text}`
      : `"${text}"${twoWays} is not a date such as 2000-01-31 or Jan 31 2000`,
  );
}
