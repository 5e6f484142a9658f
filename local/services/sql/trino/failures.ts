import { quoteString } from "../core/lexer";
import type { Type } from "../core/types";

/**
 * An expression that fails with one of Trino's errors once it is evaluated: a cast of `!CODE: words`.
 * DuckDB's error() would do, but TRY does not take it.
 */
export function failure(code: string, words: string, type: string): string {
  const failed = `CAST((${quoteString(`!${code}: `)} || ${words}) AS INTEGER)`;
  return type === "INTEGER"
    ? failed
    : type === "VARCHAR" || type === "BIGINT"
      ? `CAST(${failed} AS ${type})`
      : `CAST(CAST(${failed} AS VARCHAR) AS ${type})`;
}

/** A divisor, which fails where it is zero. */
export function divisor(sql: string, type: string): string {
  const failed = failure("DIVISION_BY_ZERO", "'Division by zero'", type);
  return `CASE WHEN ${sql} = 0 THEN ${failed} ELSE ${sql} END`;
}

/** A date, time or timestamp as another of them, rounded to the digits that it has. */
export function atMoment(sql: string, to: Type, from: Type): string {
  const name = to.name === "timestamp with time zone" ? "TIMESTAMPTZ" : to.name.toUpperCase();
  const same = from.name === to.name && from.name !== "timestamp";
  const moved = same ? sql : `CAST(${sql} AS ${name})`;
  const digits = to.precision ?? 3;
  if (to.name === "date" || to.name === "time" || (from.precision ?? 0) <= digits) return moved;
  if (digits >= 6) return moved;
  const step = 10 ** (6 - digits);
  if (digits === 3) return `date_trunc('millisecond', ${moved} + to_microseconds(${step / 2}))`;
  return `date_trunc('second', ${moved} + to_microseconds(500000))`;
}
