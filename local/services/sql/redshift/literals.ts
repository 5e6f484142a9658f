import type { TypeName } from "../core/ast";
import { fault } from "../core/context";
import type { Typed } from "../core/dialect";
import { syntaxFault } from "../core/fault";
import { quoteString } from "../core/lexer";
import { bigint, decimal, double, integer, type as typeOf, unknown } from "../core/types";
import { cast } from "./cast";
import { storage } from "./types";
import { redshiftType } from "./types";

/** A text in quotes has no type until its place gives it one. */
export function text(value: string): Typed {
  return { sql: quoteString(value), type: unknown };
}

/** `1` is an integer, `1.5` a numeric(2,1), `1e0` a double. */
export function literal(
  kind: "integer" | "decimal" | "double" | "binary",
  written: string,
  at: number,
): Typed {
  if (kind === "binary") throw syntaxFault(at, `syntax error at or near "x"`);
  if (kind === "double") return { sql: `CAST(${written} AS DOUBLE)`, type: double };
  if (kind === "integer") {
    const value = BigInt(written);
    if (value <= 2_147_483_647n) return { sql: String(value), type: integer };
    if (value <= 9_223_372_036_854_775_807n) return { sql: String(value), type: bigint };
  }
  const [whole = "", part = ""] = written.replace(/^0+(?=\d)/, "").split(".");
  const digits = (whole === "0" ? "" : whole) + part;
  if (digits.length > 38) throw fault(at, ["22003", "Numeric data overflow (result precision)"]);
  const type = decimal(Math.max(1, digits.length), part.length);
  return { sql: `CAST(${written} AS ${storage(type)})`, type };
}

/** `DATE '2024-01-15'`, `TIMESTAMP '2024-01-15 10:30:00'`. */
export function typed(name: TypeName, written: string, at: number): Typed {
  const type = redshiftType(name);
  if (!type) throw fault(at, ["42704", `type "${name.name}" does not exist`]);
  return cast(text(written), type, false, at);
}

const units: Readonly<Record<string, readonly [micros: number, months: number]>> =
  Object.fromEntries(
    (
      [
        [1, 0, "microsecond microseconds microsec microsecs us usec usecs"],
        [1000, 0, "millisecond milliseconds msec msecs ms"],
        [1_000_000, 0, "second seconds sec secs s"],
        [60_000_000, 0, "minute minutes min mins m"],
        [3_600_000_000, 0, "hour hours hr hrs h"],
        [86_400_000_000, 0, "day days d"],
        [604_800_000_000, 0, "week weeks w"],
        [0, 1, "month months mon mons"],
        [0, 3, "quarter quarters qtr qtrs"],
        [0, 12, "year years yr yrs y"],
        [0, 120, "decade decades dec decs"],
        [0, 1200, "century centuries cent c"],
        [0, 12_000, "millennium millennia mil mils millenniums"],
      ] as const
    ).flatMap(([micros, months, names]) =>
      names.split(" ").map((name) => [name, [micros, months] as const]),
    ),
  );

/**
 * `INTERVAL '1 day'`, `INTERVAL '3 hours, 35 minutes'`, `INTERVAL '7'` (seconds), `INTERVAL '3' DAY`,
 * `INTERVAL '1-2' YEAR TO MONTH`.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_interval_literals.html
 */
export function interval(
  written: string,
  negative: boolean,
  unit: string | undefined,
  to: string | undefined,
  at: number,
): Typed {
  const sign = negative ? -1 : 1;
  if (to === "month") {
    const [, minus, years = "", months = ""] = /^\s*(-?)(\d+)-(\d+)\s*$/.exec(written) ?? [];
    if (years === "") throw wrong(written, at);
    const total = sign * (minus === "-" ? -1 : 1) * (Number(years) * 12 + Number(months));
    return { sql: `to_months(${total})`, type: typeOf("interval year to month") };
  }
  const clock = /^\s*(-?)(?:(\d+)\s+)?(\d+):(\d+)(?::(\d+(?:\.\d+)?))?\s*$/.exec(written);
  if (clock) {
    const [, minus, days = "0", hours = "0", minutes = "0", seconds = "0"] = clock;
    const total =
      ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    return ofSize(sign * (minus === "-" ? -1 : 1) * Math.round(total * 1e6), 0);
  }
  const parts = [...written.matchAll(/\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]*)\s*,?/gi)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== written)
    throw wrong(written, at);
  let micros = 0;
  let months = 0;
  for (const [, amount = "0", name = ""] of parts) {
    const size = units[name === "" ? (unit ?? "second") : name.toLowerCase()];
    if (!size) throw wrong(written, at);
    micros += Math.round(Number(amount) * size[0]);
    months += Number(amount) * size[1];
  }
  return ofSize(sign * micros, Math.trunc(sign * months));
}

function ofSize(micros: number, months: number): Typed {
  if (micros === 0 && months !== 0) {
    return { sql: `to_months(${months})`, type: typeOf("interval year to month") };
  }
  const time = `to_microseconds(${micros})`;
  return {
    sql: months === 0 ? time : `(to_months(${months}) + ${time})`,
    type: typeOf("interval day to second"),
  };
}

const wrong = (written: string, at: number) =>
  fault(at, ["22007", `invalid input syntax for type interval: "${written}"`]);
