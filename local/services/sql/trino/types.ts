import type { TypeName } from "../core/ast";
import { quoteIdentifier } from "../core/lexer";
import { type as typeOf } from "../core/types";
import type { Type, TypeKind } from "../core/types";

/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
const names: Readonly<Partial<Record<string, TypeKind>>> = {
  boolean: "boolean",
  tinyint: "tinyint",
  smallint: "smallint",
  int: "integer",
  integer: "integer",
  bigint: "bigint",
  real: "real",
  float: "real",
  double: "double",
  "double precision": "double",
  varbinary: "varbinary",
  json: "json",
  date: "date",
  ipaddress: "ipaddress",
  uuid: "uuid",
  unknown: "unknown",
  "interval year to month": "interval year to month",
  "interval day to second": "interval day to second",
};

/** A type as Athena's queries write it; undefined where there is none of that name. */
export function trinoType({ name, args, fields }: TypeName): Type | undefined {
  const [first, second] = args.filter((arg) => typeof arg === "number");
  const plain = names[name];
  if (plain !== undefined) return args.length === 0 ? typeOf(plain) : undefined;
  switch (name) {
    case "decimal":
    case "numeric":
    case "dec":
      return decimalType(first, second);
    case "varchar":
      return typeOf("varchar", first === undefined ? {} : { length: first });
    case "char":
      return typeOf("char", { length: first ?? 1 });
    case "timestamp":
    case "time":
    case "timestamp with time zone":
      return typeOf(name, { precision: first ?? 3 });
    case "array":
    case "map":
    case "row":
      return withParts(name, args, fields);
    default:
      return undefined;
  }
}

function decimalType(precision = 38, scale = 0): Type | undefined {
  if (precision < 1 || precision > 38 || scale > precision) return undefined;
  return typeOf("decimal", { precision, scale });
}

function withParts(
  name: "array" | "map" | "row",
  args: TypeName["args"],
  names: TypeName["fields"] = [],
): Type | undefined {
  const of: Type[] = [];
  for (const arg of args) {
    const found = typeof arg === "number" ? undefined : trinoType(arg);
    if (!found) return undefined;
    of.push(found);
  }
  const count = { array: 1, map: 2, row: of.length }[name];
  if (of.length !== count || count === 0) return undefined;
  return name === "row" ? { name, of, names } : { name, of };
}

const storages: Readonly<Partial<Record<TypeKind, string>>> = {
  unknown: '"NULL"',
  real: "FLOAT",
  char: "VARCHAR",
  varchar: "VARCHAR",
  varbinary: "BLOB",
  json: "VARCHAR",
  ipaddress: "VARCHAR",
  uuid: "VARCHAR",
  "timestamp with time zone": "TIMESTAMPTZ",
  "interval year to month": "INTERVAL",
  "interval day to second": "INTERVAL",
};

/** DuckDB's type that holds a type's values. CHAR's are kept without trailing blanks. */
export function storage(type: Type): string {
  const { name, of = [], names = [] } = type;
  switch (name) {
    case "decimal":
      return `DECIMAL(${type.precision ?? 38},${type.scale ?? 0})`;
    case "array":
      return `${of.map(storage).join("")}[]`;
    case "map":
      return `MAP(${of.map(storage).join(", ")})`;
    case "row": {
      const fields = of.map(
        (each, at) => `${quoteIdentifier(names[at] ?? `field${at}`)} ${storage(each)}`,
      );
      return `STRUCT(${fields.join(", ")})`;
    }
    default:
      return storages[name] ?? name.toUpperCase();
  }
}
