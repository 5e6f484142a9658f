import { SqlFault } from "../../core/fault";

/** MySQL's letters, as date_format and date_parse take them, by strftime's. */
const mysql: Readonly<Record<string, string>> = {
  a: "%a", b: "%b", c: "%-m", d: "%d", e: "%-d", f: "%f", H: "%H", h: "%I", I: "%I", i: "%M",
  j: "%j", k: "%-H", l: "%-I", M: "%B", m: "%m", p: "%p", r: "%I:%M:%S %p", S: "%S", s: "%S",
  T: "%H:%M:%S", v: "%V", W: "%A", x: "%G", Y: "%Y", y: "%y", "%": "%%",
}; // prettier-ignore

/** A date_format pattern as strftime's. Throws SqlFault for a letter that Trino has not. */
export function mysqlFormat(format: string): string {
  return format.replace(/%(.)/gs, (whole, letter: string) => {
    // MySQL's fraction of a second has six digits, and any other letter stands for itself.
    const found = mysql[letter];
    if (found !== undefined) return found;
    if (!/[DUuVwX]/.test(letter)) return letter;
    const words = `${whole} not supported in date format string`;
    throw new SqlFault("INVALID_FUNCTION_ARGUMENT", undefined, words);
  });
}

/** Joda's letters, as format_datetime takes them, by how often they stand. */
const joda: readonly (readonly [pattern: RegExp, strftime: string])[] = [
  [/^y{3,}$|^Y{3,}$|^y$|^Y$/, "%Y"],
  [/^yy$|^YY$/, "%y"],
  [/^x+$/, "%G"],
  [/^M$/, "%-m"],
  [/^MM$/, "%m"],
  [/^MMM$/, "%b"],
  [/^M{4,}$/, "%B"],
  [/^d$/, "%-d"],
  [/^dd$/, "%d"],
  [/^D{1,2}$/, "%-j"],
  [/^DDD$/, "%j"],
  [/^E{1,3}$/, "%a"],
  [/^E{4,}$/, "%A"],
  [/^e$/, "%u"],
  [/^w{1,2}$/, "%V"],
  [/^a$/, "%p"],
  [/^H$/, "%-H"],
  [/^HH$/, "%H"],
  [/^h$/, "%-I"],
  [/^hh$/, "%I"],
  [/^m$/, "%-M"],
  [/^mm$/, "%M"],
  [/^s$/, "%-S"],
  [/^ss$/, "%S"],
  [/^SSS$/, "%g"],
  [/^S{4,6}$/, "%f"],
];

/** A Joda pattern as strftime's; the zone's text is the given one. Throws SqlFault. */
export function jodaFormat(format: string, zone: (letters: string) => string): string {
  return format.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|%/g,
    (found, quoted: string | undefined) => {
      if (found === "%") return "%%";
      if (quoted !== undefined)
        return (quoted === "" ? "'" : quoted.replaceAll("''", "'")).replaceAll("%", "%%");
      if (/^[zZ]/.test(found)) return zone(found);
      const match = joda.find(([pattern]) => pattern.test(found));
      if (match) return match[1];
      const words = `Illegal pattern component: ${found}`;
      throw new SqlFault("INVALID_FUNCTION_ARGUMENT", undefined, words);
    },
  );
}
