import { LosslessNumber, parse, stringify } from "lossless-json";
import type { GlueColumn } from "../glue";
import type { OpenXJsonSerDe } from "@aws-sdk/client-firehose";

/** Why a record does not become a row: Firehose's error code and a message. */
export class ConversionFault extends Error {
  override readonly name = "ConversionFault";
  constructor(
    readonly code: "DataFormatConversion.ParseError" | "DataFormatConversion.MalformedData",
    message: string,
  ) {
    super(message);
  }
}

/** A row's cells as text that casts to the column's type without fail, null where missing. */
export type TextRow = readonly (string | null)[];

/**
 * The rows of a record: one JSON object, or several without anything but whitespace between them.
 * Throws ConversionFault.
 */
export function rowsOf(
  data: Buffer,
  columns: readonly GlueColumn[],
  json: OpenXJsonSerDe,
): TextRow[] {
  const text = data.toString("utf8");
  const values = [...documents(text)];
  if (values.length === 0) throw parseError("the record is empty");
  return values.map((value) => {
    if (!isObject(value)) throw parseError("the record is not a JSON object");
    const keyed = keysOf(value, json);
    return columns.map((column) => {
      const name = json.ColumnToJsonKeyMappings?.[column.Name] ?? column.Name;
      const cell = keyed.get(json.CaseInsensitive === false ? name : name.toLowerCase());
      return cell === undefined || cell === null ? null : cellText(cell, column);
    });
  });
}

function parseError(message: string): ConversionFault {
  return new ConversionFault(
    "DataFormatConversion.ParseError",
    `Encountered malformed JSON. ${message}`,
  );
}

function* documents(text: string): Generator {
  const rest = text.trim();
  if (rest === "") return;
  try {
    yield parse(rest);
    return;
  } catch (error) {
    const cuts = objectEnds(rest);
    if (cuts.length < 2) throw parseError(error instanceof Error ? error.message : String(error));
    let from = 0;
    for (const end of cuts) {
      try {
        yield parse(rest.slice(from, end));
      } catch (inner) {
        throw parseError(inner instanceof Error ? inner.message : String(inner));
      }
      from = end;
    }
    if (rest.slice(from).trim() !== "") throw parseError("text after the last object");
  }
}

/** Where each outermost object of concatenated JSON ends. */
function objectEnds(text: string): number[] {
  const ends: number[] = [];
  let depth = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (match[0] === "{") depth += 1;
    else if (match[0] === "}" && --depth === 0) ends.push(match.index + 1);
  }
  return ends;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keysOf(
  value: Readonly<Record<string, unknown>>,
  json: OpenXJsonSerDe,
): Map<string, unknown> {
  const dots = json.ConvertDotsInJsonKeysToUnderscores === true;
  return new Map(
    Object.entries(value).map(([key, cell]) => {
      const name = dots ? key.replaceAll(".", "_") : key;
      return [json.CaseInsensitive === false ? name : name.toLowerCase(), cell];
    }),
  );
}

/** A JSON value as the text of a Glue type. Throws ConversionFault where it does not fit. */
export function cellText(value: unknown, { Name, Type = "string" }: GlueColumn): string {
  // A column of text takes any value: OpenX writes arrays and objects as JSON.
  const text =
    scalarText(value) ?? (Type.toLowerCase() === "string" ? stringify(value) : undefined);
  const type = Type.toLowerCase();
  const fit = text === undefined ? undefined : fitting(text, type, value);
  if (fit !== undefined) return fit;
  throw new ConversionFault(
    "DataFormatConversion.MalformedData",
    `Field "${Name}" holds ${text === undefined ? typeof value : JSON.stringify(text)}, which is no ${type}.`,
  );
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return value instanceof LosslessNumber ? value.value : undefined;
}

const integerBounds: Readonly<Record<string, bigint>> = {
  tinyint: 2n ** 7n,
  smallint: 2n ** 15n,
  int: 2n ** 31n,
  integer: 2n ** 31n,
  bigint: 2n ** 63n,
};

/** As Java's Double.parseDouble reads it: no `0x10`, `0b1` or `1_000`. */
const decimalNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function fitting(text: string, type: string, value: unknown): string | undefined {
  const bound = integerBounds[type];
  if (bound !== undefined) return integerText(text, bound);
  if (type === "string" || /^(?:var)?char\(\d+\)$/.test(type)) return text;
  if (type === "double" || type === "float") {
    return decimalNumber.test(text) && Number.isFinite(Number(text))
      ? String(Number(text))
      : undefined;
  }
  if (type === "boolean") return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : undefined;
  if (type === "timestamp") return timestampText(text, value);
  if (type === "date") return dateText(text);
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  return decimal ? decimalText(text, Number(decimal[1]), Number(decimal[2])) : undefined;
}

function integerText(text: string, bound: bigint): string | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value >= -bound && value < bound ? String(value) : undefined;
}

function decimalText(text: string, precision: number, scale: number): string | undefined {
  const found = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!found || !/\d/.test(text)) return undefined;
  const [, , whole = "", fraction = ""] = found;
  return whole.length <= precision - scale && fraction.length <= scale ? text : undefined;
}

function dateText(text: string): string | undefined {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date && !isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}

const calendar =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * OpenX's timestamps: ISO 8601, `yyyy-MM-dd HH:mm:ss[.S]`, epoch seconds (with a fraction) and
 * epoch milliseconds. Kept to the microsecond.
 */
function timestampText(text: string, value: unknown): string | undefined {
  if (value instanceof LosslessNumber || /^\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    const milliseconds = Math.abs(number) < 1e11 ? number * 1000 : number;
    return isoText(milliseconds, "");
  }
  const found = calendar.exec(text);
  if (!found) return undefined;
  const [, year, month = "", day = "", hour = "00", minute = "00", second = "00"] = found;
  const [fraction = "", zone = "Z"] = [found[7], found[8]];
  const date = `${String(year)}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (dateText(date) === undefined) return undefined;
  const time = Date.parse(
    `${date}T${hour}:${minute}:${second}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`,
  );
  return isoText(time, fraction);
}

function isoText(milliseconds: number, fraction: string): string | undefined {
  const date = new Date(milliseconds);
  if (isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) {
    return undefined;
  }
  const text = date.toISOString().replace("T", " ").replace("Z", "");
  return fraction === "" ? text : `${text.slice(0, 19)}.${fraction.slice(0, 6)}`;
}
