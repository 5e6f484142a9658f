import type { DuckDBValue } from "@duckdb/node-api";
import { unknown } from "../core/types";
import type { Type } from "../core/types";
import { floatValue, microsOf, utcText } from "../values";

/**
 * A value as Athena writes it into a result: `1.0E7`, `2024-01-15 10:30:00.000`, `[1, 2]`, `{a=1}`.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
export function valueText(value: DuckDBValue, type: Type): string {
  if (value === null) return "null";
  const [first = unknown, second = unknown] = type.of ?? [];
  if (typeof value === "number") {
    if (type.name === "double") return javaDouble(value);
    return type.name === "real" ? javaDouble(floatValue(value)) : String(value);
  }
  if (typeof value !== "object") return String(value);
  if ("items" in value) {
    return `[${value.items.map((item) => valueText(item, first)).join(", ")}]`;
  }
  if ("entries" in value) {
    const { entries } = value;
    const parts = Array.isArray(entries)
      ? entries.map((each) => `${valueText(each.key, first)}=${valueText(each.value, second)}`)
      : Object.entries(entries).map(
          ([name, each], at) => `${name}=${valueText(each, type.of?.[at] ?? unknown)}`,
        );
    return `{${parts.join(", ")}}`;
  }
  if ("bytes" in value) {
    return [...value.bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }
  if ("months" in value) return intervalText(value, type);
  return momentText(value, type);
}

function momentText(value: DuckDBValue, type: Type): string {
  const micros = microsOf(value);
  const digits = type.precision ?? 3;
  if (type.name === "timestamp with time zone" && micros !== undefined) {
    const { zone = "UTC" } = type;
    return `${utcText(micros + zoneOffset(micros, zone), digits)} ${zone}`;
  }
  if (type.name === "timestamp" && micros !== undefined) return utcText(micros, digits);
  if (type.name !== "time") return String(value);
  const [clock = "", fraction = ""] = String(value).split(".");
  return digits === 0 ? clock : `${clock}.${fraction.padEnd(digits, "0").slice(0, digits)}`;
}

/** How far a zone's clock is ahead of UTC at an instant, in microseconds. */
function zoneOffset(micros: bigint, zone: string): bigint {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined) {
    const size = BigInt(Number(hours) * 60 + Number(minutes)) * 60_000_000n;
    return sign === "-" ? -size : size;
  }
  if (zone === "UTC") return 0n;
  const seconds = Number(micros / 1_000_000n);
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(seconds * 1000); // prettier-ignore
  const part = (name: string) => Number(parts.find(({ type }) => type === name)?.value ?? 0);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return BigInt(wall / 1000 - seconds) * 1_000_000n;
}

interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

function intervalText({ months, days, micros }: Interval, type: Type): string {
  const sign = (negative: boolean) => (negative ? "-" : "");
  if (type.name === "interval year to month") {
    const size = Math.abs(months);
    return `${sign(months < 0)}${Math.trunc(size / 12)}-${size % 12}`;
  }
  const total = BigInt(days) * 86_400_000n + micros / 1000n;
  const size = total < 0n ? -total : total;
  const clock = new Date(Number(size % 86_400_000n)).toISOString().slice(11, 23);
  return `${sign(total < 0n)}${size / 86_400_000n} ${clock}`;
}

/** As Java writes a double: always with a fraction, with an exponent when very small or large. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size < 1e7 && size >= 1e-3) || value === 0) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent.replace("+", "")}`;
}
