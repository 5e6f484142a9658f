import { AwsError } from "../../gateway/service";
import type { GlueTable } from "../glue";
import { templateOf } from "./projected-folder";

/** The values of a table's partition keys, in the table's order. */
export type PartitionValues = readonly string[];

/** How a table with partition projection finds a key's partition: by the form of its location. */
export interface Projection {
  /** Where every partition's location starts: `s3://bucket/prefix`. */
  readonly root: string;
  /** The partition that an object's address belongs to; undefined when projected away. */
  partitionOf(address: string): PartitionValues | undefined;
}

interface Column {
  /** A regular expression of the column's values. */
  readonly pattern: string;
  accepts(value: string): boolean;
}

function fault(message: string): AwsError {
  return new AwsError("InvalidRequestException", `HIVE_INVALID_METADATA: ${message}`);
}

/**
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 * Undefined for a table without projection. Instead of listing every location that the ranges could
 * give, the objects that are there are matched against the location's template.
 */
export function projectionOf(table: GlueTable, now: Date): Projection | undefined {
  const { Parameters: parameters = {} } = table;
  const found = templateOf(table);
  if (!found) return undefined;
  const { names, template } = found;
  const columns = names.map((name) => columnOf(name, parameters, now));
  const order: number[] = [];
  const pattern = template.replace(/\$\{(\w+)\}|[.*+?^$()[\]{}|\\]/g, (whole, name?: string) => {
    if (name === undefined) return `\\${whole}`;
    const at = names.indexOf(name.toLowerCase());
    if (at < 0) throw fault(`storage.location.template names ${name}, which is no partition key.`);
    order.push(at);
    return `(${columns[at]?.pattern ?? ""})`;
  });
  const missing = names.find((_name, at) => !order.includes(at));
  if (missing !== undefined) throw fault(`storage.location.template lacks \${${missing}}.`);
  const expression = new RegExp(`^${pattern}`);
  return {
    root: template.slice(0, template.indexOf("${")),
    partitionOf(address) {
      const found = expression.exec(address);
      if (!found) return undefined;
      const values = names.map((_name, at) => found[order.indexOf(at) + 1] ?? "");
      return columns.every((column, at) => column.accepts(values[at] ?? "")) ? values : undefined;
    },
  };
}

function columnOf(name: string, parameters: Readonly<Record<string, string>>, now: Date): Column {
  const property = (suffix: string) => parameters[`projection.${name}.${suffix}`];
  switch (property("type")) {
    case "enum": {
      const values = (property("values") ?? "").split(",").map((value) => value.trim());
      return {
        pattern: values.map((value) => value.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&")).join("|"),
        accepts: (value) => values.includes(value),
      };
    }
    case "integer": {
      const [least = NaN, most = NaN] = (property("range") ?? "").split(",").map(Number);
      const digits = property("digits");
      return {
        pattern: digits === undefined ? "-?\\d+" : `\\d{${digits}}`,
        accepts: (value) => Number(value) >= least && Number(value) <= most,
      };
    }
    case "date":
      return dateColumn(name, property("format") ?? "yyyy-MM-dd", property("range") ?? "", now);
    case "injected":
      return { pattern: "[^/]+", accepts: () => true };
    default:
      throw fault(`projection.${name}.type must be enum, integer, date or injected.`);
  }
}

const fieldWidths: Readonly<Record<string, number>> = {
  yyyy: 4,
  MM: 2,
  dd: 2,
  HH: 2,
  mm: 2,
  ss: 2,
};

function dateColumn(name: string, format: string, range: string, now: Date): Column {
  const fields: string[] = [];
  const pattern = format.replace(
    /'([^']*)'|([A-Za-z])\2*|[.*+?^$()[\]{}|\\]/g,
    (found, quoted?: string) => {
      if (quoted !== undefined) return quoted;
      const width = fieldWidths[found];
      if (width === undefined && /[A-Za-z]/.test(found)) {
        throw fault(
          `projection.${name}.format has ${found}, which the local Athena does not know.`,
        );
      }
      if (width === undefined) return `\\${found}`;
      fields.push(found);
      return `(\\d{${width}})`;
    },
  );
  const whole = new RegExp(`^${pattern}$`);
  const parse = (text: string): number | undefined => {
    const found = whole.exec(text);
    if (!found) return undefined;
    const field = (letters: string, otherwise: string) =>
      found[fields.indexOf(letters) + 1 || Infinity] ?? otherwise;
    const day = `${field("yyyy", "1970")}-${field("MM", "01")}-${field("dd", "01")}`;
    const time = Date.parse(
      `${day}T${field("HH", "00")}:${field("mm", "00")}:${field("ss", "00")}Z`,
    );
    return isNaN(time) ? undefined : time;
  };
  const bounds = range
    .split(",")
    .map((bound) => relative(bound.trim(), now) ?? parse(bound.trim()));
  const [least, most] = bounds;
  if (least === undefined || most === undefined)
    throw fault(`projection.${name}.range is ${range}.`);
  const start = truncated(least, fields);
  return {
    pattern: pattern.replaceAll("(\\d", "(?:\\d"),
    accepts(value) {
      const time = parse(value);
      return time !== undefined && time >= start && time <= most;
    },
  };
}

/** A bound in the column's own precision: NOW-1DAYS includes that whole day. */
function truncated(time: number, fields: readonly string[]): number {
  const iso = new Date(time).toISOString();
  const length = fields.includes("ss")
    ? 19
    : fields.includes("mm")
      ? 16
      : fields.includes("HH")
        ? 13
        : 10;
  const text = iso.slice(0, length);
  return Date.parse(`${text}${"1970-01-01T00:00:00".slice(length)}Z`);
}

/** `NOW`, `NOW-3YEARS`, `NOW+1DAY` … */
function relative(text: string, now: Date): number | undefined {
  const found = /^NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/i.exec(
    text,
  );
  if (!found) return undefined;
  const [, sign, digits = "0", unit = "SECOND"] = found;
  const amount = Number(digits) * (sign === "-" ? -1 : 1);
  const date = new Date(now);
  if (/year/i.test(unit)) date.setUTCFullYear(date.getUTCFullYear() + amount);
  else if (/month/i.test(unit)) date.setUTCMonth(date.getUTCMonth() + amount);
  else date.setTime(date.getTime() + amount * (milliseconds[unit.toUpperCase()] ?? 1000));
  return date.getTime();
}

const milliseconds: Readonly<Record<string, number>> = {
  WEEK: 7 * 86_400_000,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};
