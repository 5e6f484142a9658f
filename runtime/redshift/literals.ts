import { compareNumber, splitNumber } from "lossless-json";
import { digitsOf, plain } from "../decimal";
import { calendarDay } from "../calendar";
import { readInstant } from "../instant";
import { fitsDecimal, type DecimalLimits } from "../validate";

/**
 * A string as an SQL literal that means the same whether a backslash escapes, as in Redshift, or
 * not, as in standard SQL: quotes are doubled, and backslashes stand outside, as CHR(92).
 * Throws on what Redshift cannot store: a zero byte, half a surrogate pair.
 */
export function quoted(text: string): string {
  if (text.includes("\0")) throw new Error("must not contain the character U+0000");
  if (/\p{Surrogate}/u.test(text)) throw new Error("must not contain half a surrogate pair");
  const literal = `'${text.replaceAll("'", "''").replaceAll("\\", "' || CHR(92) || '")}'`;
  return text.includes("\\") ? `(${literal})` : literal;
}

/** VARCHAR(n): n counts bytes of UTF-8. */
export function characters(maxBytes: number) {
  return (value: unknown): string => {
    if (typeof value !== "string") throw new Error("must be a string");
    const bytes = Buffer.byteLength(value);
    if (bytes > maxBytes)
      throw new Error(`must be at most ${maxBytes} bytes long; it has ${bytes}`);
    return quoted(value);
  };
}

/** CHAR(n), which holds single-byte characters only. */
export function ascii(maxBytes: number) {
  const literal = characters(maxBytes);
  return (value: unknown): string => {
    const text = literal(value);
    if (Buffer.byteLength(text) !== text.length) throw new Error("must be ASCII");
    return text;
  };
}

/** A number that DECIMAL(digits, decimals) holds without rounding. */
export function decimals(limits: DecimalLimits) {
  return (value: unknown): string => {
    const digits = numeric(value);
    if (!fitsDecimal(digits, limits)) {
      throw new Error(`must fit DECIMAL(${limits.digits},${limits.decimals}) exactly`);
    }
    return plain(digits);
  };
}

export function integers(bits: 16 | 32 | 64) {
  const bound = 2n ** BigInt(bits - 1);
  return (value: unknown): string => {
    const digits = numeric(value);
    if (!fitsDecimal(digits, { digits: 19, decimals: 0 }))
      throw new Error("must be a whole number");
    const whole = BigInt(plain(digits));
    if (whole < -bound || whole >= bound) throw new Error(`must fit an integer of ${bits} bits`);
    return whole.toString();
  };
}

/** DOUBLE PRECISION: a number that is a double's shortest text, so that reading it back gives it. */
export function doubles(value: unknown): string {
  return floating(value, Number);
}

/** REAL: the same with a single's precision. */
export function reals(value: unknown): string {
  return floating(value, (digits) => {
    const single = Math.fround(Number(digits));
    return Number.isFinite(single) ? Number(single.toPrecision(6)) : single;
  });
}

export function flags(value: unknown): string {
  if (typeof value !== "boolean") throw new Error("must be true or false");
  return value ? "TRUE" : "FALSE";
}

/**
 * TIMESTAMP: an instant turned to UTC, cut to the six digits of a second that the type stores. They are
 * cut here because Redshift itself refuses some longer texts, 59.9999999 among them.
 * Source: https://docs.aws.amazon.com/redshift/latest/dg/r_Datetime_types.html
 */
export function instants(value: unknown): string {
  if (typeof value !== "string") {
    throw new Error("must be an ISO 8601 date and time like 2024-12-21T10:00:00Z");
  }
  const { utc, fraction } = readInstant(value);
  const kept = fraction.slice(0, 6).replace(/0+$/, "");
  return `'${utc.replace("T", " ")}${kept === "" ? "" : `.${kept}`}'`;
}

export function days(value: unknown): string {
  if (typeof value !== "string") throw new Error("must be a date like 2024-12-21");
  return `'${calendarDay(value)}'`;
}

function numeric(value: unknown): string {
  const digits = digitsOf(value);
  if (digits === undefined) throw new Error("must be a finite number");
  return digits;
}

function floating(value: unknown, nearest: (digits: string) => number): string {
  const digits = numeric(value);
  const held = digitsOf(nearest(digits));
  if (held === undefined || compareNumber(held, digits) !== 0) {
    throw new Error("must be a number that the column holds without rounding");
  }
  const { sign, digits: significant, exponent } = splitNumber(held);
  return `${sign}${significant.slice(0, 1)}.${significant.slice(1) || "0"}e${exponent}`;
}
