import type { TypeName } from "../core/ast";
import { type as typeOf } from "../core/types";
import type { Type, TypeKind } from "../core/types";

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
const names: Readonly<Partial<Record<string, TypeKind>>> = {
  smallint: "smallint",
  int2: "smallint",
  integer: "integer",
  int: "integer",
  int4: "integer",
  bigint: "bigint",
  int8: "bigint",
  real: "real",
  float4: "real",
  "double precision": "double",
  double: "double",
  float8: "double",
  boolean: "boolean",
  bool: "boolean",
  date: "date",
  super: "json",
  "interval year to month": "interval year to month",
  "interval day to second": "interval day to second",
};

/** Bytes of text where no length is given. */
const texts: Readonly<
  Record<string, readonly [kind: "varchar" | "char", length: number, most: number]>
> = {
  varchar: ["varchar", 256, 65_535],
  "character varying": ["varchar", 256, 65_535],
  nvarchar: ["varchar", 256, 65_535],
  text: ["varchar", 256, 65_535],
  char: ["char", 1, 4096],
  character: ["char", 1, 4096],
  nchar: ["char", 1, 4096],
  bpchar: ["char", 256, 4096],
};

/** A type as Redshift's statements write it; undefined where there is none of that name. */
export function redshiftType({ name, args }: TypeName): Type | undefined {
  const [first, second] = args.filter((arg) => typeof arg === "number");
  if (args.length > 2 || (first === undefined && args.length > 0)) return undefined;
  const plain = names[name];
  if (plain !== undefined) return args.length === 0 ? typeOf(plain) : undefined;
  const text = texts[name];
  if (text) {
    const [kind, length, most] = text;
    const given = first === Infinity ? most : (first ?? length);
    return given >= 1 && given <= most ? typeOf(kind, { length: given }) : undefined;
  }
  switch (name) {
    case "float":
      return typeOf((first ?? 53) <= 24 ? "real" : "double");
    case "decimal":
    case "numeric":
      return decimalType(first, second);
    case "timestamp":
    case "timestamp with time zone":
    case "time":
    case "time with time zone":
      return typeOf(name === "time with time zone" ? "time" : name, { precision: 6 });
    case "timestamptz":
      return typeOf("timestamp with time zone", { precision: 6 });
    case "timetz":
      return typeOf("time", { precision: 6 });
    case "varbyte":
    case "varbinary":
      return typeOf("varbinary");
    default:
      return undefined;
  }
}

function decimalType(precision = 18, scale = 0): Type | undefined {
  if (precision < 1 || precision > 38 || scale > Math.min(37, precision)) return undefined;
  return typeOf("decimal", { precision, scale });
}

const storages: Readonly<Partial<Record<TypeKind, string>>> = {
  unknown: "VARCHAR",
  real: "FLOAT",
  char: "VARCHAR",
  varchar: "VARCHAR",
  varbinary: "BLOB",
  json: "JSON",
  timestamp: "TIMESTAMP",
  "timestamp with time zone": "TIMESTAMPTZ",
  "interval year to month": "INTERVAL",
  "interval day to second": "INTERVAL",
};

/** DuckDB's type that holds a type's values. CHAR's are kept without trailing blanks. */
export function storage(type: Type): string {
  if (type.name === "decimal") return `DECIMAL(${type.precision ?? 38},${type.scale ?? 0})`;
  return storages[type.name] ?? type.name.toUpperCase();
}

/** The type of a column that DuckDB keeps, e.g. `DECIMAL(10,2)`; a text's kind and length stand in its CHECK. */
export function storedType(duckdb: string, check = ""): Type {
  const [, name = "", precision, scale] = /^([A-Z ]+)(?:\((\d+),(\d+)\))?$/.exec(duckdb) ?? [];
  if (name === "DECIMAL") {
    return typeOf("decimal", { precision: Number(precision), scale: Number(scale) });
  }
  const [, trim, length] = /strlen\((rtrim\()?.*<= (\d+)\)/.exec(check) ?? [];
  if (length === undefined) return stored[duckdb] ?? typeOf("varchar");
  return typeOf(trim === undefined ? "varchar" : "char", { length: Number(length) });
}

const timestamp = typeOf("timestamp", { precision: 6 });
const stored: Readonly<Partial<Record<string, Type>>> = {
  SMALLINT: typeOf("smallint"),
  INTEGER: typeOf("integer"),
  BIGINT: typeOf("bigint"),
  HUGEINT: typeOf("decimal", { precision: 38, scale: 0 }),
  FLOAT: typeOf("real"),
  DOUBLE: typeOf("double"),
  BOOLEAN: typeOf("boolean"),
  DATE: typeOf("date"),
  TIME: typeOf("time", { precision: 6 }),
  TIMESTAMP: timestamp,
  "TIMESTAMP WITH TIME ZONE": typeOf("timestamp with time zone", { precision: 6 }),
  INTERVAL: typeOf("interval day to second"),
  BLOB: typeOf("varbinary"),
  JSON: typeOf("json"),
};

/** A type in Redshift's messages. */
export function typeWords({ name, precision, scale }: Type): string {
  switch (name) {
    case "varchar":
      return "character varying";
    case "char":
      return "character";
    case "double":
      return "double precision";
    case "decimal":
      return precision === undefined ? "numeric" : `numeric(${precision},${scale ?? 0})`;
    case "timestamp":
      return "timestamp without time zone";
    case "unknown":
      return '"unknown"';
    case "json":
      return "super";
    default:
      return name;
  }
}
