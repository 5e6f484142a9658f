import type { Typed } from "../core/dialect";
import { fault } from "../core/context";
import { fill } from "../core/functions";
import {
  arrayOf, asDecimal, boolean, common, decimal, isInteger, isInterval, isNumeric, isText, isTimestamp,
  type as typeOf, typeText, varchar,
} from "../core/types"; // prettier-ignore
import type { Type } from "../core/types";
import { asText, coerce, instant, local } from "./cast";
import { divisor, failure } from "./failures";
import { storage } from "./types";

const day = typeOf("interval day to second");

/** https://trino.io/docs/current/functions/math.html, comparison.html, datetime.html */
export function binary(op: string, left: Typed, right: Typed, at: number): Typed {
  const found =
    op === "||"
      ? concat(left, right, at)
      : /^[-+*/%]$/.test(op)
        ? arithmetic(op, left, right)
        : compare(op, left, right);
  if (found) return found;
  throw cannot(op, [left.type, right.type], at);
}

function cannot(op: string, types: readonly Type[], at: number): Error {
  const shown = op === "!=" ? "<>" : op;
  return fault(at, [
    "TYPE_MISMATCH",
    `Cannot apply operator: ${types.map(typeText).join(` ${shown} `)}`,
  ]);
}

function compare(op: string, left: Typed, right: Typed): Typed | undefined {
  if (isText(left.type) && isText(right.type)) {
    // CHAR's trailing blanks do not count.
    const padded = left.type.name === "char" || right.type.name === "char";
    const [a, b] = [left, right].map(({ sql, type }) =>
      padded && type.name === "varchar" ? `rtrim(${sql}, ' ')` : sql,
    );
    return { sql: `(${a ?? ""} ${op} ${b ?? ""})`, type: boolean };
  }
  const type = common(left.type, right.type);
  if (!type || type.name === "function" || (type.name === "map" && !/^(=|<>|!=)$/.test(op)))
    return undefined;
  return { sql: `(${coerce(left, type).sql} ${op} ${coerce(right, type).sql})`, type: boolean };
}

function arithmetic(op: string, left: Typed, right: Typed): Typed | undefined {
  if (left.type.name === "unknown" && right.type.name === "unknown") return undefined;
  if (left.type.name === "unknown" && isNumeric(right.type))
    return arithmetic(op, coerce(left, right.type), right);
  if (right.type.name === "unknown" && isNumeric(left.type))
    return arithmetic(op, left, coerce(right, left.type));
  if (!isNumeric(left.type) || !isNumeric(right.type))
    return moments(op, left, right) ?? scaled(op, left, right);
  const type = common(left.type, right.type);
  if (!type) return undefined;
  if (type.name === "decimal") return decimals(op, left, right);
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql];
  if (!isInteger(type) || !/[/%]/.test(op)) return { sql: `(${a} ${op} ${b})`, type };
  return {
    sql: `(${a} ${op === "/" ? "//" : "%"} ${fill(divisor("$1", storage(type)), [b])})`,
    type,
  };
}

/** https://trino.io/docs/current/functions/decimal.html#binary-arithmetic-decimal-operators */
function decimals(op: string, left: Typed, right: Typed): Typed | undefined {
  const [a, b] = [asDecimal(left.type), asDecimal(right.type)];
  if (!a || !b) return undefined;
  const { precision: p1 = 38, scale: s1 = 0 } = a;
  const { precision: p2 = 38, scale: s2 = 0 } = b;
  const [x, y] = [coerce(left, a).sql, coerce(right, b).sql];
  const most = Math.max(s1, s2);
  const typed = (precision: number, scale: number, sql: (type: string) => string) => {
    if (scale > 38) return undefined;
    const type = decimal(Math.min(38, precision), scale);
    return { type, sql: `CAST(${sql(storage(type))} AS ${storage(type)})` };
  };
  switch (op) {
    case "+":
    case "-":
      return typed(
        most + Math.max(p1 - s1, p2 - s2) + 1,
        most,
        (type) => `(CAST(${x} AS ${type}) ${op} CAST(${y} AS ${type}))`,
      );
    case "*":
      return typed(p1 + p2, s1 + s2, () => `(${x} * ${y})`);
    case "/":
      return typed(p1 + s2 + Math.max(0, s2 - s1), most, () => {
        const checked = fill(divisor("$1", storage(b)), [y]);
        return `decimal_quotient(${x}, ${checked}, ${most - s1 + s2}, ${most})`;
      });
    default:
      return typed(
        Math.min(p1 - s1, p2 - s2) + most,
        most,
        () => `(${x} % ${fill(divisor("$1", storage(b)), [y])})`,
      );
  }
}

/** Dates, times and intervals. */
function moments(op: string, left: Typed, right: Typed): Typed | undefined {
  if (op === "+" && isInterval(left.type)) {
    return isInterval(right.type) ? sumOfIntervals(op, left, right) : moments(op, right, left);
  }
  if (op !== "+" && op !== "-") return undefined;
  if (isInterval(left.type))
    return isInterval(right.type) ? sumOfIntervals(op, left, right) : undefined;
  if (isInterval(right.type)) return moved(op, left, right);
  if (op === "+") return undefined;
  if (left.type.name === "date" && right.type.name === "date") {
    return { sql: `to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`, type: day };
  }
  const type = common(left.type, right.type);
  if (!type || !isTimestamp(type)) return undefined;
  return { sql: `(${coerce(left, type).sql} - ${coerce(right, type).sql})`, type: day };
}

function sumOfIntervals(op: string, left: Typed, right: Typed): Typed | undefined {
  if (left.type.name !== right.type.name) return undefined;
  return { sql: `(${left.sql} ${op} ${right.sql})`, type: left.type };
}

function moved(op: string, { sql, type }: Typed, interval: Typed): Typed | undefined {
  if (type.name === "date") {
    if (interval.type.name === "interval year to month") {
      return { sql: `CAST((${sql} ${op} ${interval.sql}) AS DATE)`, type };
    }
    const failed = failure(
      "INVALID_FUNCTION_ARGUMENT",
      "'Cannot add hour, minutes or seconds to a date'",
      "VARCHAR",
    );
    const whole = `CASE WHEN epoch($1) % 86400 <> 0 THEN CAST(${failed} AS INTERVAL) ELSE $1 END`;
    return { sql: `CAST((${sql} ${op} ${fill(whole, [interval.sql])}) AS DATE)`, type };
  }
  if (type.name === "timestamp" || type.name === "time")
    return { sql: `(${sql} ${op} ${interval.sql})`, type };
  if (type.name !== "timestamp with time zone") return undefined;
  if (interval.type.name === "interval day to second")
    return { sql: `(${sql} ${op} ${interval.sql})`, type };
  // Months go by the wall clock of the zone.
  return { sql: instant(`(${local({ sql, type })} ${op} ${interval.sql})`, type.zone), type };
}

/** An interval times or divided by a number. */
function scaled(op: string, left: Typed, right: Typed): Typed | undefined {
  if (op === "*" && isNumeric(left.type) && isInterval(right.type)) return scaled(op, right, left);
  if (!isInterval(left.type) || !isNumeric(right.type) || !/[*/]/.test(op)) return undefined;
  const months = left.type.name === "interval year to month";
  const size = months
    ? `datediff('month', DATE '2000-01-01', DATE '2000-01-01' + ${left.sql})`
    : `epoch(${left.sql}) * 1000`;
  const scaledSize = `CAST(trunc((${size}) ${op} CAST(${right.sql} AS DOUBLE)) AS BIGINT)`;
  return {
    sql: months ? `to_months(CAST(${scaledSize} AS INTEGER))` : `to_milliseconds(${scaledSize})`,
    type: left.type,
  };
}

function concat(left: Typed, right: Typed, at: number): Typed {
  const { name } = left.type;
  const { name: other } = right.type;
  if (name === "array" || other === "array") {
    const element = name === "array" ? left.type.of?.[0] : left.type;
    const next = other === "array" ? right.type.of?.[0] : right.type;
    const type = element && next && common(element, next);
    if (type) {
      const [a, b] = [left, right].map((side) =>
        side.type.name === "array"
          ? coerce(side, arrayOf(type)).sql
          : `[${coerce(side, type).sql}]`,
      );
      return { sql: `list_concat_or_null(${a ?? ""}, ${b ?? ""})`, type: arrayOf(type) };
    }
  }
  const isString = (type: Type) => isText(type) || type.name === "unknown";
  if (isString(left.type) && isString(right.type)) {
    const [a, b] = [left, right].map(
      (side) => (side.type.name === "unknown" ? coerce(side, varchar) : asText(side)).sql,
    );
    return { sql: `(${a ?? ""} || ${b ?? ""})`, type: varchar };
  }
  if (name === "varbinary" && other === "varbinary")
    return { sql: `(${left.sql} || ${right.sql})`, type: left.type };
  const words = `Unexpected parameters (${typeText(left.type)}, ${typeText(right.type)}) for function concat. Expected: concat(array(E), E) E, concat(E, array(E)) E, concat(array(E)) E, concat(char(x), char(y)), concat(varchar), concat(varbinary)`;
  throw fault(at, ["FUNCTION_NOT_FOUND", words]);
}

export function unary(op: string, value: Typed, at: number): Typed {
  const { type, sql } = value;
  if (!isNumeric(type) && !isInterval(type)) {
    throw fault(at, ["TYPE_MISMATCH", `Cannot apply operator: ${op}${typeText(type)}`]);
  }
  return { sql: op === "-" ? `(- ${sql})` : sql, type };
}

export function subscript(base: Typed, index: Typed, at: number): Typed {
  const { type } = base;
  const [first, second] = type.of ?? [];
  if (type.name === "array" && first && isInteger(index.type)) {
    const checked = "list_extract($1, array_index(len($1), CAST($2 AS BIGINT)))";
    return { sql: fill(checked, [base.sql, index.sql]), type: first };
  }
  if (type.name === "map" && first && second && common(first, index.type)) {
    const key = coerce(index, first).sql;
    const failed = failure(
      "INVALID_FUNCTION_ARGUMENT",
      "'Key not present in map: ' || CAST($2 AS VARCHAR)",
      storage(first),
    );
    const checked = `map_extract_value($1, CASE WHEN map_contains($1, $2) THEN $2 ELSE ${failed} END)`;
    return { sql: fill(checked, [base.sql, key]), type: second };
  }
  const place = /^\d+$/.test(index.sql) ? Number(index.sql) - 1 : -1;
  const field = type.name === "row" ? type.of?.[place] : undefined;
  if (field) {
    const name = type.names?.[place] ?? `field${place}`;
    return { sql: `struct_extract(${base.sql}, '${name.replaceAll("'", "''")}')`, type: field };
  }
  throw fault(at, [
    "TYPE_MISMATCH",
    `Cannot use ${typeText(index.type)} for subscript of ${typeText(type)}`,
  ]);
}

export function like(
  op: string,
  value: Typed,
  pattern: Typed,
  escape: Typed | undefined,
  at: number,
): Typed {
  for (const [side, { type }] of [
    ["Left side", value],
    ["Pattern", pattern],
  ] as const) {
    if (isText(type) || type.name === "unknown") continue;
    const words = `${side} of LIKE expression must evaluate to a varchar (actual: ${typeText(type)})`;
    throw fault(at, ["TYPE_MISMATCH", words]);
  }
  const text = (side: Typed) =>
    side.type.name === "unknown" ? coerce(side, varchar).sql : asText(side).sql;
  const suffix = escape ? ` ESCAPE ${text(escape)}` : "";
  return { sql: `(${text(value)} ${op.toUpperCase()} ${text(pattern)}${suffix})`, type: boolean };
}
