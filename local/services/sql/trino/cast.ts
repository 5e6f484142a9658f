import type { Typed } from "../core/dialect";
import { fault, fieldName } from "../core/context";
import { fill } from "../core/functions";
import { quoteString } from "../core/lexer";
import { isInteger, isNumeric, isText, isTimestamp, same, typeText, varchar } from "../core/types";
import type { Type } from "../core/types";
import { atMoment, failure } from "./failures";
import { storage } from "./types";

/** https://trino.io/docs/current/functions/conversion.html */
export function cast(value: Typed, to: Type, safe: boolean, at: number): Typed {
  const sql = castSql(value, to, safe, at);
  return {
    sql,
    type: value.type.zone !== undefined && isTimestamp(to) ? { ...to, zone: value.type.zone } : to,
  };
}

function castSql(value: Typed, to: Type, safe: boolean, at: number): string {
  const { sql, type: from } = value;
  const plain = `${safe ? "TRY_CAST" : "CAST"}(${sql} AS ${storage(to)})`;
  if (from.name === "unknown") return `CAST(NULL AS ${storage(to)})`;
  if (same(from, to) && from.zone === undefined) return sql;
  if (to.name === "json") return fill(toJson(from), [sql]);
  if (from.name === "json") return fromJson(value, to, safe);
  if (isText(to)) return toText(value, to, at);
  if (isText(from)) return fill(fromText(to, safe, at, from), [asText(value).sql]);
  if (from.of || to.of) return parts(value, to, safe, at);
  if (from.name === "boolean" && isNumeric(to)) return plain;
  if (isNumeric(from) && to.name === "boolean") return `(${sql} <> 0)`;
  if (isNumeric(from) && isNumeric(to)) {
    const rounds = isInteger(to) && (from.name === "double" || from.name === "real");
    return rounds ? `${safe ? "TRY_CAST" : "CAST"}(round(${sql}) AS ${storage(to)})` : plain;
  }
  if (isMoment(from) && isMoment(to))
    return atMoment(
      from.name === "timestamp with time zone" && to.name !== from.name ? local(value) : sql,
      to,
      from,
    );
  throw fault(at, ["TYPE_MISMATCH", `Cannot cast ${typeText(from)} to ${typeText(to)}`]);
}

const isMoment = (type: Type): boolean =>
  isTimestamp(type) || type.name === "date" || type.name === "time";

/** The wall clock of a timestamp's zone, as DuckDB's TIMESTAMP. */
export function local({ sql, type }: Typed): string {
  if (type.name !== "timestamp with time zone") return sql;
  const { zone = "UTC" } = type;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return `timezone(${quoteString(zone)}, ${sql})`;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return `(timezone('UTC', ${sql}) + to_minutes(${offset}))`;
}

/** The instant at which a zone's wall clock shows a TIMESTAMP. */
export function instant(sql: string, zone = "UTC"): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return `timezone(${quoteString(zone)}, ${sql})`;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? 1 : -1);
  return `timezone('UTC', ${sql} + to_minutes(${offset}))`;
}

function toText(value: Typed, to: Type, at: number): string {
  const text = textOf(value, at);
  if (to.name === "char") return `rtrim(left(${text}, ${to.length ?? 1}), ' ')`;
  return to.length === undefined || value.type.name === "unknown"
    ? text
    : `left(${text}, ${to.length})`;
}

/** A value as VARCHAR. */
export function asText(value: Typed): Typed {
  return { sql: textOf(value, 0), type: varchar };
}

function textOf(value: Typed, at: number): string {
  const { sql, type } = value;
  switch (type.name) {
    case "varchar":
      return sql;
    case "char":
      return `rpad(${sql}, ${type.length ?? 1}, ' ')`;
    case "double":
    case "real":
      return `java_double(CAST(${sql} AS VARCHAR))`;
    case "timestamp":
      return `strftime(${sql}, ${quoteString(momentFormat(type))})`;
    case "timestamp with time zone":
      return `(strftime(${local(value)}, ${quoteString(momentFormat(type))}) || ${quoteString(` ${type.zone ?? "UTC"}`)})`;
    case "array":
    case "map":
    case "row":
    case "function":
    case "varbinary":
      throw fault(at, ["TYPE_MISMATCH", `Cannot cast ${typeText(type)} to varchar`]);
    case "interval day to second":
      return `interval_text(${sql})`;
    case "interval year to month":
      return fill(
        "(CAST(datepart('year', $1) AS VARCHAR) || '-' || CAST(datepart('month', $1) AS VARCHAR))",
        [sql],
      );
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

function momentFormat({ precision = 3 }: Type): string {
  const fraction = precision === 0 ? "" : precision > 3 ? ".%f" : ".%g";
  return `%Y-%m-%d %H:%M:%S${fraction}`;
}

/** What text must look like, and how a dialect's message calls the type. */
const shapes: Readonly<Partial<Record<Type["name"], readonly [pattern: string, words: string]>>> = {
  tinyint: ["[+-]?\\d+", "TINYINT"],
  smallint: ["[+-]?\\d+", "SMALLINT"],
  integer: ["[+-]?\\d+", "INT"],
  bigint: ["[+-]?\\d+", "BIGINT"],
  real: ["\\s*[+-]?(NaN|Infinity|(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?[dDfF]?)\\s*", "REAL"],
  double: ["\\s*[+-]?(NaN|Infinity|(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?[dDfF]?)\\s*", "DOUBLE"],
  boolean: ["(?i)t|f|true|false|0|1", "BOOLEAN"],
};

function fromText(to: Type, safe: boolean, at: number, from: Type): string {
  const type = storage(to);
  const shape = shapes[to.name];
  const failed = (words: string) => (safe ? "NULL" : failure("INVALID_CAST_ARGUMENT", words, type));
  if (shape) {
    const cell = to.name === "double" || to.name === "real" ? "rtrim($1, 'dDfF ')" : "$1";
    // `Infinity` ends in a letter of none of these.
    return `CASE WHEN regexp_full_match($1, ${quoteString(shape[0])}) THEN ${safe ? "TRY_CAST" : "CAST"}(${cell} AS ${type}) ELSE ${failed(`'Cannot cast ''' || $1 || ''' to ${shape[1]}'`)} END`;
  }
  switch (to.name) {
    case "decimal": {
      const words = `'Cannot cast VARCHAR ''' || $1 || ''' to ${typeText(to).toUpperCase().replace(",", ", ")}. Value is not a number.'`;
      return `CASE WHEN regexp_full_match($1, '\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*') THEN ${safe ? "TRY_CAST" : "CAST"}($1 AS ${type}) ELSE ${failed(words)} END`;
    }
    case "date": {
      const words = "'Value cannot be cast to date: ' || $1";
      return `CASE WHEN regexp_full_match($1, '\\s*\\d{4}-\\d{1,2}-\\d{1,2}\\s*') AND TRY_CAST($1 AS DATE) IS NOT NULL THEN TRY_CAST($1 AS DATE) ELSE ${failed(words)} END`;
    }
    case "timestamp":
    case "timestamp with time zone": {
      const words = `'Value cannot be cast to timestamp${to.name === "timestamp" ? "" : " with time zone"}: ' || $1`;
      const zone =
        to.name === "timestamp" ? "" : "( ?(Z|UTC|[+-]\\d\\d:\\d\\d|[A-Za-z_]+/[A-Za-z_/]+))?";
      const shaped = `regexp_full_match($1, '\\s*\\d{4}-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d+)?)?)?${zone}\\s*')`;
      const moment = atMoment(`TRY_CAST($1 AS ${type})`, to, { name: "timestamp", precision: 6 });
      return `CASE WHEN ${shaped} AND TRY_CAST($1 AS ${type}) IS NOT NULL THEN ${moment} ELSE ${failed(words)} END`;
    }
    case "time":
      return `CASE WHEN TRY_CAST($1 AS TIME) IS NOT NULL THEN TRY_CAST($1 AS TIME) ELSE ${failed("'Value cannot be cast to time: ' || $1")} END`;
    case "varbinary":
      return "encode($1)";
    case "uuid":
      return `CAST(${safe ? "TRY_CAST" : "CAST"}($1 AS UUID) AS VARCHAR)`;
    case "ipaddress":
      return "$1";
    default:
      throw fault(at, ["TYPE_MISMATCH", `Cannot cast ${typeText(from)} to ${typeText(to)}`]);
  }
}

/** CAST(x AS JSON) makes a document of a value; text becomes a JSON string. */
function toJson({ name }: Type): string {
  return name === "timestamp" || name === "date"
    ? "to_json(CAST($1 AS VARCHAR))"
    : "CAST(to_json($1) AS VARCHAR)";
}

function fromJson({ sql }: Typed, to: Type, safe: boolean): string {
  const word = safe ? "TRY_CAST" : "CAST";
  const failed = safe
    ? "NULL"
    : failure("INVALID_CAST_ARGUMENT", `'Cannot cast to ${typeText(to)}. ' || $1`, storage(to));
  if (to.of) return `${word}(CAST(${sql} AS JSON) AS ${storage(to)})`;
  const scalar = "json_extract_string($1, '$')";
  const cell = to.name === "varchar" ? scalar : `${word}(${scalar} AS ${storage(to)})`;
  return fill(
    `CASE WHEN json_type($1) IN ('ARRAY', 'OBJECT') THEN ${failed} WHEN json_type($1) = 'NULL' THEN NULL ELSE ${cell} END`,
    [sql],
  );
}

/** Arrays, maps and rows are cast part by part. */
function parts(value: Typed, to: Type, safe: boolean, at: number): string {
  const { sql, type: from } = value;
  const [fromFirst, fromSecond] = from.of ?? [];
  const [first, second] = to.of ?? [];
  const wrong = () =>
    fault(at, ["TYPE_MISMATCH", `Cannot cast ${typeText(from)} to ${typeText(to)}`]);
  if (from.name !== to.name || from.of?.length !== to.of?.length || !first || !fromFirst)
    throw wrong();
  const element = (name: string, type: Type, wanted: Type) =>
    castSql({ sql: name, type }, wanted, safe, at);
  if (to.name === "array") {
    if (fromFirst.name === "unknown") return `CAST(${sql} AS ${storage(to)})`;
    return `list_transform(${sql}, lambda e_: ${element("e_", fromFirst, first)})`;
  }
  if (to.name === "map" && second && fromSecond) {
    const key = element("e_.key", fromFirst, first);
    return `map_from_entries(list_transform(map_entries(${sql}), lambda e_: {'key': ${key}, 'value': ${element("e_.value", fromSecond, second)}}))`;
  }
  const fields = (to.of ?? []).map((field, place) => {
    const given = `struct_extract($1, ${quoteString(fieldName(from, place))})`;
    return `${quoteString(fieldName(to, place))}: ${element(given, from.of?.[place] ?? field, field)}`;
  });
  return fill(`CASE WHEN $1 IS NULL THEN NULL ELSE {${fields.join(", ")}} END`, [sql]);
}

/** A conversion that Trino makes unasked. */
export function coerce(value: Typed, to: Type): Typed {
  const { type } = value;
  if (same(type, to)) return value;
  if (type.name === "varchar" && to.name === "varchar") return { ...value, type: to };
  if (to.name === "function") return value;
  return cast(value, to, false, 0);
}
