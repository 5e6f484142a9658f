import { isLosslessNumber, splitNumber } from "lossless-json";

/**
 * A number's decimal digits as text: of a LosslessNumber as it was written, of a number as
 * JavaScript prints it. Undefined for what is not a finite number.
 */
export function digitsOf(value: unknown): string | undefined {
  if (isLosslessNumber(value)) return value.value;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return String(value).replace("e+", "e");
}

/** One text per value: `1.0`, `1` and `10e-1` are the same number. */
export function canonical(digits: string): string {
  const { sign, digits: significant, exponent } = splitNumber(digits);
  return `${sign}${significant}e${exponent}`;
}

/** The number without an exponent. The caller bounds the exponent first: 1e999999 is a long text. */
export function plain(digits: string): string {
  const { sign, digits: significant, exponent } = splitNumber(digits);
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = significant.slice(exponent + 1);
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}
