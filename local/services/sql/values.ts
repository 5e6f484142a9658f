import type { DuckDBValue } from "@duckdb/node-api";

/** A timestamp's text in UTC, `YYYY-MM-DD HH:MM:SS` with the fraction digits that it needs. */
export function utcText(micros: bigint, leastDigits = 0): string {
  const seconds = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ");
  const fraction = String(micros - seconds * 1_000_000n).padStart(6, "0");
  const digits = fraction.replace(/0+$/, "").padEnd(leastDigits, "0");
  return digits === "" ? text : `${text}.${digits}`;
}

/** The microseconds since the epoch of a timestamp value, with or without a time zone. */
export function microsOf(value: DuckDBValue): bigint | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return "micros" in value && typeof value.micros === "bigint" ? value.micros : undefined;
}

/** The shortest text of a 32-bit float: 0.1, not the double next to it. */
export function floatValue(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
