import { fault } from "../core/context";
import type { Typed } from "../core/dialect";
import { fill } from "../core/functions";
import { quoteString } from "../core/lexer";
import {
  asDecimal, boolean, coercible, common, decimal, double, integer, isInteger, isInterval, isNumeric, isText,
  isTimestamp, type as typeOf, varchar,
} from "../core/types"; // prettier-ignore
import type { Type } from "../core/types";
import { asText, coerce } from "./cast";
import { divisor } from "./failures";
import { storage, typeWords } from "./types";

/** Arithmetic, `||`, comparisons and regular expressions. */
export function binary(op: string, left: Typed, right: Typed, at: number): Typed {
  const found = operation(op, left, right);
  if (found) return found;
  const types = [left.type, right.type].map(typeWords).join(` ${op} `);
  throw fault(at, ["42883", `operator does not exist: ${types}`]);
}

function operation(op: string, left: Typed, right: Typed): Typed | undefined {
  if (op === "||") return concat(left, right);
  if (/^!?~\*?$/.test(op)) return matches(op, left, right);
  if (/^[-+*/%^]$/.test(op)) return arithmetic(op, left, right);
  return compare(op, left, right);
}

const isTextual = (type: Type): boolean => isText(type) || type.name === "unknown";

/** https://docs.aws.amazon.com/redshift/latest/dg/r_concat_op.html: NULL where either is NULL. */
function concat(left: Typed, right: Typed): Typed {
  return { sql: `(${asText(left).sql} || ${asText(right).sql})`, type: varchar };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions-posix.html */
function matches(op: string, left: Typed, right: Typed): Typed | undefined {
  if (!isTextual(left.type) || !isTextual(right.type)) return undefined;
  const flags = op.includes("*") ? ", 'i'" : "";
  const sql = `regexp_matches(${left.sql}, ${right.sql}${flags})`;
  return { sql: op.startsWith("!") ? `(NOT ${sql})` : sql, type: boolean };
}

/**
 * Trailing blanks do not count.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_Examples_with_character_types.html
 */
function compare(op: string, left: Typed, right: Typed): Typed | undefined {
  const type = comparable(left.type, right.type);
  if (!type) return undefined;
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql];
  if (!isTextual(type)) return { sql: `(${a} ${op} ${b})`, type: boolean };
  return { sql: `(${trimmed(a)} ${op} ${trimmed(b)})`, type: boolean };
}

/** A literal is trimmed here, once. */
function trimmed(sql: string): string {
  if (/^'(?:[^']|'')*'$/.test(sql)) return sql.replace(/ +'$/, "'");
  return sql.startsWith("rtrim(") || sql.startsWith("CAST(NULL") ? sql : `rtrim(${sql}, ' ')`;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html: implicit conversions. */
export function comparable(left: Type, right: Type): Type | undefined {
  const found = common(left, right);
  if (found) return found.name === "char" ? varchar : found;
  // A number or moment meets a text as a text.
  if (isText(left) && !right.of) return varchar;
  if (isText(right) && !left.of) return varchar;
  if (isInterval(left) && isInterval(right)) return left;
  return undefined;
}

/** Numbers become one another and text, moments one another and text. */
export function converts(from: Type, to: Type): boolean {
  if (coercible(from, to) || isText(to)) return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  return isTimestamp(from) && to.name === "date";
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html */
function arithmetic(op: string, left: Typed, right: Typed): Typed | undefined {
  const moved = moments(op, left, right);
  if (moved) return moved;
  const [a, b] = [number(left, right.type), number(right, left.type)];
  if (!a || !b) return undefined;
  if (op === "^")
    return { sql: `power(${coerce(a, double).sql}, ${coerce(b, double).sql})`, type: double };
  const type = common(a.type, b.type);
  if (!type) return undefined;
  if (type.name === "decimal") return decimals(op, a, b);
  const result = type.name === "real" && a.type.name !== b.type.name ? double : type;
  const [x, y] = [coerce(a, result).sql, coerce(b, result).sql];
  if (!/[/%]/.test(op)) return { sql: `(${x} ${op} ${y})`, type: result };
  const checked = fill(divisor("$1", result), [y]);
  return { sql: `(${x} ${op === "/" && isInteger(result) ? "//" : op} ${checked})`, type: result };
}

/** A number, or a literal in quotes that its partner makes one. */
function number(value: Typed, partner: Type): Typed | undefined {
  if (isNumeric(value.type)) return value;
  const { name } = value.type;
  if (name === "unknown" && isNumeric(partner)) return coerce(value, partner);
  // Text is a number where one is wanted.
  if (name === "varchar" && isNumeric(partner)) return coerce(value, partner);
  return name === "unknown" && partner.name === "unknown" && value.sql === "NULL"
    ? coerce(value, integer)
    : undefined;
}

function decimals(op: string, left: Typed, right: Typed): Typed | undefined {
  const [a, b] = [asDecimal(left.type), asDecimal(right.type)];
  if (!a || !b) return undefined;
  const { precision: p1 = 38, scale: s1 = 0 } = a;
  const { precision: p2 = 38, scale: s2 = 0 } = b;
  const [x, y] = [coerce(left, a).sql, coerce(right, b).sql];
  switch (op) {
    case "+":
    case "-": {
      const scale = Math.max(s1, s2);
      const type = bounded(Math.max(p1 - s1, p2 - s2) + 1 + scale, scale);
      const name = storage(type);
      return { sql: `CAST((CAST(${x} AS ${name}) ${op} CAST(${y} AS ${name})) AS ${name})`, type };
    }
    case "*": {
      const type = bounded(p1 + p2 + 1, s1 + s2);
      return { sql: `CAST((${x} * ${y}) AS ${storage(type)})`, type };
    }
    case "/": {
      const scale = Math.max(4, s1 + p2 - s2 + 1);
      const type = bounded(p1 - s1 + s2 + scale, scale);
      const checked = fill(divisor("$1", b), [y]);
      const digits = (type.scale ?? 0) - s1 + s2;
      const exact = `decimal_quotient(${x}, ${checked}, ${digits}, ${type.scale ?? 0})`;
      const near = `(CAST(${x} AS DOUBLE) / CAST(${checked} AS DOUBLE))`;
      return { sql: `CAST(${digits < 0 ? near : exact} AS ${storage(type)})`, type };
    }
    default: {
      const scale = Math.max(s1, s2);
      const type = bounded(Math.max(p1 - s1, p2 - s2) + scale, scale);
      return { sql: `CAST((${x} % ${fill(divisor("$1", b), [y])}) AS ${storage(type)})`, type };
    }
  }
}

/** At most 38 digits: those after the point give way, down to four. */
function bounded(precision: number, scale: number): Type {
  if (precision <= 38) return decimal(precision, scale);
  return decimal(38, Math.max(Math.min(scale, 4), scale - (precision - 38)));
}

/** Dates, timestamps and intervals. https://docs.aws.amazon.com/redshift/latest/dg/r_Datetime_types.html */
function moments(op: string, left: Typed, right: Typed): Typed | undefined {
  if (op === "+" && !isMoment(left.type) && isMoment(right.type)) return moments(op, right, left);
  if (isInterval(left.type)) return intervals(op, left, right);
  if (op === "*" && isInterval(right.type)) return intervals(op, right, left);
  if ((op !== "+" && op !== "-") || !isMoment(left.type)) return undefined;
  if (isInterval(right.type)) {
    const type = left.type.name === "date" ? timestamp : left.type;
    return { sql: `(${left.sql} ${op} ${right.sql})`, type };
  }
  if (left.type.name === "date" && isInteger(right.type)) {
    return { sql: `(${left.sql} ${op} CAST(${right.sql} AS INTEGER))`, type: left.type };
  }
  if (op === "+") return undefined;
  const other = right.type.name === "unknown" ? coerce(right, left.type) : right;
  if (left.type.name === "date" && other.type.name === "date") {
    return { sql: `CAST((${left.sql} - ${other.sql}) AS INTEGER)`, type: integer };
  }
  const type = common(left.type, other.type);
  if (!type || !isTimestamp(type)) return undefined;
  return { sql: `(${coerce(left, type).sql} - ${coerce(other, type).sql})`, type: span };
}

const timestamp = typeOf("timestamp", { precision: 6 });
const span = typeOf("interval day to second");
const isMoment = (type: Type): boolean => isTimestamp(type) || type.name === "date";

function intervals(op: string, left: Typed, right: Typed): Typed | undefined {
  if (isInterval(right.type) && (op === "+" || op === "-")) {
    const type = left.type.name === right.type.name ? left.type : span;
    return { sql: `(${left.sql} ${op} ${right.sql})`, type };
  }
  if (!isNumeric(right.type) || !/[*/]/.test(op)) return undefined;
  const by = `CAST(${right.sql} AS DOUBLE)`;
  const factor = op === "*" ? by : `(1 / ${by})`;
  if (left.type.name === "interval year to month") {
    const months = `datediff('month', DATE '2000-01-01', DATE '2000-01-01' + ${left.sql})`;
    return { sql: `to_months(CAST(trunc(${months} * ${factor}) AS INTEGER))`, type: left.type };
  }
  return {
    sql: `to_microseconds(CAST(round(epoch(${left.sql}) * 1000000 * ${factor}) AS BIGINT))`,
    type: left.type,
  };
}

export function unary(op: string, value: Typed, at: number): Typed {
  const given = value.type.name === "unknown" ? coerce(value, double) : value;
  if (!isNumeric(given.type) && !isInterval(given.type)) {
    throw fault(at, ["42883", `operator does not exist: ${op} ${typeWords(value.type)}`]);
  }
  return op === "-" ? { sql: `(- ${given.sql})`, type: given.type } : given;
}

/** LIKE, ILIKE and SIMILAR TO. https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions.html */
export function like(
  op: string,
  value: Typed,
  pattern: Typed,
  escape: Typed | undefined,
  at: number,
): Typed {
  const text = asText(value).sql;
  if (op === "similar to")
    return { sql: `regexp_full_match(${text}, ${similar(pattern, at)})`, type: boolean };
  // A backslash escapes unless something else is said to.
  const by = escape?.sql ?? quoteString("\\");
  return { sql: `(${text} ${op.toUpperCase()} ${pattern.sql} ESCAPE ${by})`, type: boolean };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions-similar-to.html */
function similar({ sql }: Typed, at: number): string {
  const [, body] = /^'((?:[^']|'')*)'$/.exec(sql) ?? [];
  if (body === undefined)
    throw fault(at, ["0A000", "SIMILAR TO takes a literal pattern in the local Redshift"]);
  const regex = body.replace(/\\[\s\S]|\[[^\]]*\]|[%_.^$]/g, (found) => {
    if (found === "%") return ".*";
    if (found === "_") return ".";
    return found.length > 1 ? found : `\\${found}`;
  });
  return `'(?s)${regex}'`;
}
