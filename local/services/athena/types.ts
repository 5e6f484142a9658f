import { notSupported, QueryFault } from "./faults";

/** A type taken apart: `array<struct<a:int>>` is an array of one struct with a field `a`. */
interface Parsed {
  readonly name: string;
  /** Types within it; those of a struct have names. */
  readonly inner: readonly (readonly [name: string, type: Parsed])[];
  /** What stands in parentheses, e.g. `10,2`. */
  readonly size: string | undefined;
}

/** How a dialect spells types. */
interface Spelling {
  readonly names: Readonly<Record<string, string>>;
  array(item: string): string;
  map(key: string, value: string): string;
  struct(fields: readonly (readonly [name: string, type: string])[]): string;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const duckdb: Spelling = {
  names: { string: "VARCHAR", varchar: "VARCHAR", char: "VARCHAR", int: "INTEGER", binary: "BLOB" },
  array: (item) => `${item}[]`,
  map: (key, value) => `MAP(${key}, ${value})`,
  struct: (fields) =>
    `STRUCT(${fields.map(([name, type]) => `${quoted(name)} ${type}`).join(", ")})`,
};

const trino: Spelling = {
  names: { string: "varchar", int: "integer", binary: "varbinary", float: "real" },
  array: (item) => `array(${item})`,
  map: (key, value) => `map(${key}, ${value})`,
  struct: (fields) => `row(${fields.map(([name, type]) => `${quoted(name)} ${type}`).join(", ")})`,
};

/** DuckDB's type for one of Hive's. Throws QueryFault. */
export const duckdbType = (hive = "string"): string => spelt(parsed(hive), duckdb);

/** Trino's type for one of Hive's, as view definitions name it. */
export const trinoType = (hive: string): string => spelt(parsed(hive), trino);

export const isNested = (hive = "string"): boolean => /^(?:array|map|struct)\b/i.test(hive);

function spelt({ name, inner, size }: Parsed, spelling: Spelling): string {
  const types = inner.map(([, type]) => spelt(type, spelling));
  if (name === "array") return spelling.array(types[0] ?? "");
  if (name === "map") return spelling.map(types[0] ?? "", types[1] ?? "");
  if (name === "struct") {
    return spelling.struct(inner.map(([field], at) => [field, types[at] ?? ""]));
  }
  const known = spelling.names[name];
  if (size === undefined || (spelling === duckdb && known !== undefined)) return known ?? name;
  return `${known ?? name}(${size})`;
}

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

/** Hive's types by DuckDB's. */
const hiveNames: Readonly<Record<string, string>> = {
  BOOLEAN: "boolean",
  TINYINT: "tinyint",
  SMALLINT: "smallint",
  INTEGER: "int",
  BIGINT: "bigint",
  HUGEINT: "bigint",
  FLOAT: "float",
  DOUBLE: "double",
  DATE: "date",
  TIMESTAMP: "timestamp",
  VARCHAR: "string",
  BLOB: "binary",
};

/** Hive's type for a column of a result, by DuckDB's text of its type. Throws QueryFault. */
export function hiveType(type: string): string {
  const list = /^(.*)\[\d*\]$/.exec(type);
  if (list) return `array<${hiveType(list[1] ?? "")}>`;
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) return `decimal(${decimal[1] ?? ""},${decimal[2] ?? ""})`;
  const nested = /^(MAP|STRUCT)\((.*)\)$/s.exec(type);
  if (nested) {
    const parts = topLevel(nested[2] ?? "");
    if (nested[1] === "MAP") return `map<${parts.map(hiveType).join(",")}>`;
    return `struct<${parts.map(hiveField).join(",")}>`;
  }
  const known = hiveNames[type];
  if (known !== undefined) return known;
  throw notSupported(`Unsupported Hive type: ${type.toLowerCase()}`);
}

function hiveField(field: string): string {
  const [, quotedName, plain, type = ""] = /^(?:"((?:[^"]|"")*)"|(\w+)) (.*)$/s.exec(field) ?? [];
  return `${quotedName?.replaceAll('""', '"') ?? plain ?? ""}:${hiveType(type)}`;
}

/** Cuts at the commas that stand outside parentheses and quotes. */
function topLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const piece of text.match(/"(?:[^"]|"")*"|[\s\S]/g) ?? []) {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += piece;
  }
  return [...parts, part.trim()];
}
