import type { Typed } from "../core/dialect";
import { fault } from "../core/context";
import { syntaxFault } from "../core/fault";
import type { TypeName } from "../core/ast";
import { quoteString } from "../core/lexer";
import { bigint, decimal, double, integer, type as typeOf } from "../core/types";
import { cast, instant } from "./cast";
import { storage, trinoType } from "./types";

/** `1` is an integer, `1.5` a decimal(2,1), `1e0` a double. */
export function literal(
  kind: "integer" | "decimal" | "double" | "binary",
  text: string,
  at: number,
): Typed {
  switch (kind) {
    case "integer": {
      const value = BigInt(text);
      if (value > 9_223_372_036_854_775_807n)
        throw syntaxFault(at, `Invalid numeric literal: ${text}`);
      return { sql: String(value), type: value > 2_147_483_647n ? bigint : integer };
    }
    case "decimal": {
      const [whole = "", part = ""] = text.replace(/^0+(?=\d)/, "").split(".");
      const digits = (whole === "0" ? "" : whole) + part;
      const type = decimal(Math.max(1, digits.length), part.length);
      if (digits.length > 38) throw syntaxFault(at, `Invalid decimal literal: ${text}`);
      return { sql: `CAST(${text} AS ${storage(type)})`, type };
    }
    case "double":
      return { sql: `CAST(${text} AS DOUBLE)`, type: double };
    case "binary": {
      const hex = text.replace(/\s/g, "");
      if (!/^(?:[\da-f]{2})*$/i.test(hex))
        throw syntaxFault(at, "Binary literal must contain an even number of digits");
      return { sql: `unhex('${hex}')`, type: typeOf("varbinary") };
    }
  }
}

/** `DATE '2024-01-15'`, `TIMESTAMP '2024-01-15 10:30:00 Europe/Paris'`. */
export function typed(name: TypeName, text: string, at: number): Typed {
  const type = trinoType(name);
  if (!type) throw fault(at, ["TYPE_NOT_FOUND", `Unknown type: ${name.name}`]);
  if (name.name === "decimal") {
    const found = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text);
    if (!found) throw syntaxFault(at, `'${text}' is not a valid decimal literal`);
    const value = literal("decimal", text.replace(/^[+-]/, ""), at);
    return text.startsWith("-") ? { ...value, sql: `(- ${value.sql})` } : value;
  }
  if (name.name === "json") {
    if (!isJson(text))
      throw fault(at, ["INVALID_LITERAL", `'${text}' is not a valid JSON literal`]);
    return { sql: `CAST(json(${quoteString(text)}) AS VARCHAR)`, type };
  }
  const precision = Math.max(3, /\.(\d+)/.exec(text)?.[1]?.length ?? 0);
  if (name.name !== "timestamp") {
    return cast({ sql: quoteString(text), type: typeOf("varchar") }, type, false, at);
  }
  const [, wall = text, zone] =
    /^(\d{4}-\d\d?-\d\d?(?: [\d:.]+)?)\s*((?:[+-]\d\d:\d\d|[A-Za-z][\w/+-]*))?$/.exec(text) ?? [];
  if (
    isNaN(
      Date.parse(
        `${wall.replace(" ", "T").replace(/T(\d):/, "T0$1:")}${wall.includes(":") ? "Z" : ""}`,
      ),
    )
  ) {
    throw fault(at, ["INVALID_LITERAL", `'${text}' is not a valid TIMESTAMP literal`]);
  }
  const moment = {
    sql: `CAST(${quoteString(wall)} AS TIMESTAMP)`,
    type: typeOf("timestamp", { precision }),
  };
  if (zone === undefined) return moment;
  const offset = checkedZone(zone, at);
  return {
    sql: instant(moment.sql, offset),
    type: typeOf("timestamp with time zone", { precision, zone: offset }),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A zone's name or offset. Throws SqlFault where there is none of that name. */
export function checkedZone(zone: string, at: number): string {
  if (/^[+-]\d\d:\d\d$/.test(zone)) return zone;
  if (/^(?:UTC|Z|GMT)$/i.test(zone)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone === ""
      ? "UTC"
      : zone;
  } catch {
    throw fault(at, ["INVALID_FUNCTION_ARGUMENT", `'${zone}' is not a valid time zone`]);
  }
}

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/** `INTERVAL '3' DAY`, `INTERVAL '1 12:30' DAY TO MINUTE`, `INTERVAL '1-6' YEAR TO MONTH`. */
export function interval(
  text: string,
  negative: boolean,
  unit: string | undefined,
  to: string | undefined,
  at: number,
): Typed {
  const wrong = () => fault(at, ["INVALID_LITERAL", `'${text}' is not a valid INTERVAL literal`]);
  const sign = (negative ? -1 : 1) * (text.startsWith("-") ? -1 : 1);
  const body = text.replace(/^[+-]/, "");
  if (unit === "year" || unit === "month") {
    const [, first = "", second = "0"] =
      (to === undefined ? /^(\d+)$/ : /^(\d+)-(\d+)$/).exec(body) ?? [];
    if (first === "") throw wrong();
    const months = Number(first) * (unit === "year" ? 12 : 1) + Number(second);
    return { sql: `to_months(${sign * months})`, type: typeOf("interval year to month") };
  }
  const fields = Object.keys(seconds)
    .filter((each) => each !== "week")
    .reverse();
  const from = fields.indexOf(unit ?? "");
  const until = to === undefined ? from : fields.indexOf(to);
  const numbers = body.split(/[ :]/);
  const valid =
    /^\d+(?:[ :]\d+)*(?:\.\d{1,3})?$/.test(body) &&
    (unit === "week" || (from >= 0 && numbers.length === until - from + 1));
  if (!valid) throw wrong();
  const total = numbers.reduce((sum, each, place) => {
    const size = seconds[unit === "week" ? "week" : (fields[from + place] ?? "")] ?? 0;
    return sum + Math.round(Number(each) * size * 1000);
  }, 0);
  return { sql: `to_milliseconds(${sign * total})`, type: typeOf("interval day to second") };
}
