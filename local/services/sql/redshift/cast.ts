import { fault } from "../core/context";
import type { Typed } from "../core/dialect";
import { fill } from "../core/functions";
import { quoteString } from "../core/lexer";
import {
  isInteger, isNumeric, isText, isTimestamp, same, type as typeOf,
} from "../core/types"; // prettier-ignore
import type { Type } from "../core/types";
import { failure } from "./failures";
import { storage, typeWords } from "./types";

/**
 * `CAST(x AS t)`, `x::t`, `CONVERT(t, x)`; `safe` is TRY_CAST, which gives NULL for what cannot be.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_CAST_function.html
 */
export function cast(value: Typed, to: Type, safe: boolean, at: number): Typed {
  return { sql: castSql(value, to, safe, at), type: to };
}

function castSql(value: Typed, to: Type, safe: boolean, at: number): string {
  const { sql, type: from } = value;
  const word = safe ? "TRY_CAST" : "CAST";
  const plain = `${word}(${sql} AS ${storage(to)})`;
  if (same(from, to)) return sql;
  if (isText(to)) return shortened(asText(value).sql, to);
  if (isPlain(sql, to)) return plain;
  if (from.name === "unknown" || isText(from)) return fill(fromText(to, safe), [sql]);
  if (from.name === "json" || to.name === "json") return plain;
  if (isNumeric(from) && isNumeric(to)) return numbers(value, to, safe);
  if (from.name === "boolean" && isInteger(to)) return plain;
  if (isInteger(from) && to.name === "boolean") return `(${sql} <> 0)`;
  const clock = isTimestamp(to) || to.name === "date" || to.name === "time";
  if (clock && (from.name === "date" ? to.name !== "time" : isTimestamp(from))) return plain;
  if (
    from.name === to.name ||
    (from.name.startsWith("interval") && to.name.startsWith("interval"))
  ) {
    return sql;
  }
  throw fault(at, ["42846", `cannot cast type ${typeWords(from)} to ${typeWords(to)}`]);
}

/** Digits past the scale are rounded; what does not fit overflows. */
function numbers({ sql, type: from }: Typed, to: Type, safe: boolean): string {
  const word = safe ? "TRY_CAST" : "CAST";
  const whole = isInteger(to) && !isInteger(from);
  return `${word}(${whole ? `round(${sql}, 0)` : sql} AS ${storage(to)})`;
}

/** Text is cut to the bytes that a CAST names; CHAR's trailing blanks do not count. */
function shortened(sql: string, { name, length }: Type): string {
  const cut = length === undefined ? sql : `left(${sql}, ${length})`;
  return name === "char" ? `rtrim(${cut}, ' ')` : cut;
}

/** A value as VARCHAR. */
export function asText(value: Typed): Typed {
  return { sql: textOf(value), type: typeOf("varchar") };
}

function textOf({ sql, type }: Typed): string {
  switch (type.name) {
    case "unknown":
    case "varchar":
    case "char":
      return sql;
    case "boolean":
      return `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END`;
    case "double":
    case "real":
      // As PostgreSQL of old: 15 digits of a double, six of a float.
      return `format('{:.${type.name === "double" ? 15 : 6}g}', ${sql})`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

const plainNumber = /^'-?\d{1,18}(?:\.\d{1,18})?'$/;
const plainMoment =
  /^'(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?: (?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?)?'$/;

/** A literal that is valid at sight: statements of a thousand rows are made of them. */
function isPlain(sql: string, to: Type): boolean {
  if (isNumeric(to)) return plainNumber.test(sql) && !(isInteger(to) && sql.includes("."));
  return moments.includes(to.name) && to.name !== "time" && plainMoment.test(sql);
}

const moments: readonly Type["name"][] = ["date", "time", "timestamp", "timestamp with time zone"];
const truths = "'(?i)\\s*(t|true|y|yes|1)\\s*'";
const untruths = "'(?i)\\s*(f|false|n|no|0)\\s*'";

/** What a text means as another type; an error where it means nothing. */
function fromText(to: Type, safe: boolean): string {
  const otherwise = (words: string) => (safe ? "NULL" : failure(words, to));
  const invalid = `'invalid input syntax for type ${typeWords({ name: to.name })}: "' || $1 || '"'`;
  const type = storage(to);
  if (isNumeric(to)) {
    const shape = isInteger(to)
      ? "\\s*[+-]?\\d+\\s*"
      : "\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*";
    const special =
      to.name === "double" || to.name === "real" ? "|(?i)\\s*([+-]?inf(inity)?|nan)\\s*" : "";
    const valid = `regexp_full_match($1, ${quoteString(shape + special)})`;
    return `CASE WHEN ${valid} THEN ${safe ? "TRY_CAST" : "CAST"}($1 AS ${type}) WHEN $1 IS NOT NULL THEN ${otherwise(invalid)} END`;
  }
  if (to.name === "boolean") {
    return `CASE WHEN regexp_full_match($1, ${truths}) THEN true WHEN regexp_full_match($1, ${untruths}) THEN false WHEN $1 IS NOT NULL THEN ${otherwise(invalid)} END`;
  }
  if (moments.includes(to.name)) {
    const found = `coalesce(TRY_CAST($1 AS ${type}), TRY_CAST(try_strptime($1, ['%m/%d/%Y', '%m-%d-%Y', '%Y%m%d', '%m/%d/%Y %H:%M:%S', '%d %b %Y', '%b %d, %Y', '%Y/%m/%d', '%Y/%m/%d %H:%M:%S']) AS ${type}))`;
    return `CASE WHEN $1 IS NULL THEN NULL WHEN ${found} IS NULL THEN ${otherwise(invalid)} ELSE ${found} END`;
  }
  if (to.name === "varbinary") return "encode($1)";
  return `${safe ? "TRY_CAST" : "CAST"}($1 AS ${type})`;
}

/** A conversion that Redshift makes unasked. */
export function coerce(value: Typed, to: Type): Typed {
  const { type } = value;
  if (same(type, to) || to.name === "function") return value;
  if (to.name === "unknown") return value;
  if (type.name === "varchar" && to.name === "varchar") return { ...value, type: to };
  // NULL is of every type.
  if (value.sql === "NULL") return { sql: `CAST(NULL AS ${storage(to)})`, type: to };
  return cast(value, to.name === "varchar" ? typeOf("varchar") : to, false, 0);
}
