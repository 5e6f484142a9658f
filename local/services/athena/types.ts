import { decimal, typeText } from "../sql/core/types";
import type { Type, TypeKind } from "../sql/core/types";
import { storage } from "../sql/trino/types";
import { notSupported, QueryFault } from "./faults";

/** A type taken apart: `array<struct<a:int>>` is an array of one struct with a field `a`. */
interface Parsed {
  readonly name: string;
  /** Types within it; those of a struct have names. */
  readonly inner: readonly (readonly [name: string, type: Parsed])[];
  /** What stands in parentheses, e.g. `10,2`. */
  readonly size: string | undefined;
}

/** A column's type as queries have it. Throws QueryFault. */
export const glueType = (hive = "string"): Type => typed(parsed(hive), hive);

/** DuckDB's type for one of Hive's. Throws QueryFault. */
export const duckdbType = (hive = "string"): string => storage(glueType(hive));

/** Hive's names that are not Trino's, and the types that they have without a size. */
const names: Readonly<Partial<Record<string, TypeKind>>> = {
  string: "varchar",
  int: "integer",
  binary: "varbinary",
  float: "real",
};

const kinds: ReadonlySet<string> = new Set<TypeKind>([
  "boolean",
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "real",
  "double",
  "varbinary",
  "date",
]);

const isKind = (name: string): name is TypeKind => kinds.has(name);

function typed({ name, inner, size }: Parsed, hive: string): Type {
  const known = names[name] ?? name;
  const [first = NaN, second = 0] = (size ?? "").split(",").map(Number);
  const of = inner.map(([, type]) => typed(type, hive));
  switch (known) {
    case "array":
    case "map":
      return { name: known, of };
    case "struct":
      return { name: "row", of, names: inner.map(([field]) => field) };
    case "varchar":
      return size === undefined ? { name: known } : { name: known, length: first };
    case "char":
      return { name: known, length: size === undefined ? 1 : first };
    case "decimal":
      return size === undefined ? decimal(10, 0) : decimal(first, second);
    case "timestamp":
      return { name: known, precision: 3 };
    default:
      if (isKind(known)) return { name: known };
      throw new QueryFault("HIVE_INVALID_METADATA", `${hive} is no type`);
  }
}

export const isNested = (hive = "string"): boolean => /^(?:array|map|struct)\b/i.test(hive);

/** Takes one of Hive's types apart. */
function parsed(hive: string): Parsed {
  const tokens = hive.toLowerCase().match(/[<>:,]|\([^)]*\)|[^<>:,()\s]+/g) ?? [];
  let at = 0;
  const wrong = () => new QueryFault("HIVE_INVALID_METADATA", `${hive} is no type`);
  const expect = (token: string): void => {
    if (tokens[at++] !== token) throw wrong();
  };
  const type = (): Parsed => {
    const name = tokens[at++];
    if (name === undefined || !/^\w/.test(name)) throw wrong();
    const size = tokens[at]?.startsWith("(") === true ? tokens[at++]?.slice(1, -1) : undefined;
    if (tokens[at] !== "<") return { name, inner: [], size };
    const inner: [string, Parsed][] = [];
    do {
      at += 1;
      const field = tokens[at + 1] === ":" ? (tokens[at] ?? "") : "";
      if (name === "struct") at += 2;
      inner.push([field, type()]);
    } while (tokens[at] === ",");
    expect(">");
    return { name, inner, size };
  };
  const found = type();
  if (at < tokens.length) throw wrong();
  return found;
}

/** Hive's names for Trino's types. */
const hiveNames: Readonly<Partial<Record<TypeKind, string>>> = {
  integer: "int",
  real: "float",
  varbinary: "binary",
};

/** Hive's type for a column of a result. Throws QueryFault. */
export function hiveType(type: Type): string {
  const { name, of = [], names: fields = [], length, precision = 38, scale = 0 } = type;
  const inner = of.map(hiveType);
  switch (name) {
    case "varchar":
    case "char":
      return length === undefined ? "string" : `${name}(${length})`;
    case "decimal":
      return `decimal(${precision},${scale})`;
    case "array":
    case "map":
      return `${name}<${inner.join(",")}>`;
    case "row":
      return `struct<${inner.map((each, at) => `${fields[at] ?? `field${at}`}:${each}`).join(",")}>`;
    case "timestamp":
      return name;
    default:
      if (isKind(name)) return hiveNames[name] ?? name;
      throw notSupported(`Unsupported Hive type: ${typeText(type)}`);
  }
}
