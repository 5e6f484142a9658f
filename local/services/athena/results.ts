import type { ColumnInfo } from "@aws-sdk/client-athena";
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Rows } from "../sql/duckdb";
import { floatValue, microsOf, utcText } from "../sql/values";

/** A result as text: what the CSV and GetQueryResults both show. */
export interface TextResult {
  readonly columns: readonly (ColumnInfo & { readonly Name: string })[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Athena's types by DuckDB's, with precision and scale. */
const types: Readonly<Record<string, readonly [string, number, number]>> = {
  BOOLEAN: ["boolean", 0, 0],
  TINYINT: ["tinyint", 3, 0],
  SMALLINT: ["smallint", 5, 0],
  INTEGER: ["integer", 10, 0],
  BIGINT: ["bigint", 19, 0],
  HUGEINT: ["bigint", 19, 0],
  FLOAT: ["float", 17, 0],
  DOUBLE: ["double", 17, 0],
  DATE: ["date", 0, 0],
  TIME: ["time", 3, 0],
  TIMESTAMP: ["timestamp", 3, 0],
  "TIMESTAMP WITH TIME ZONE": ["timestamp with time zone", 3, 0],
  BLOB: ["varbinary", 1_073_741_824, 0],
};

function athenaType(type: string): readonly [string, number, number] {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) return ["decimal", Number(decimal[1]), Number(decimal[2])];
  if (type.endsWith("[]")) return ["array", 0, 0];
  if (type.startsWith("STRUCT")) return ["row", 0, 0];
  if (type.startsWith("MAP")) return ["map", 0, 0];
  return types[type] ?? ["varchar", 2_147_483_647, 0];
}

/** A column as GetQueryResults describes it. */
function columnInfo(name: string, type: string): ColumnInfo & { readonly Name: string } {
  const [Type, Precision, Scale] = athenaType(type);
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type,
    Precision,
    Scale,
    Nullable: "UNKNOWN",
    CaseSensitive: Type === "varchar",
  };
}

/** A column as DDL describes it. */
const stringInfo = (name: string) => ({ ...columnInfo(name, ""), Type: "string", Precision: 0 });

/** Lines as DDL gives them: a cell each, however many columns it tells of. */
export function linesOf(names: readonly string[], lines: readonly string[]): TextResult {
  return { columns: names.map(stringInfo), rows: lines.map((line) => [line]) };
}

/** What a statement answers that writes rows. */
export const writtenResult: TextResult = { columns: [columnInfo("rows", "BIGINT")], rows: [] };

/** A query's column names; an expression without an alias is `_col` and its place. */
export function columnNames(names: readonly string[]): string[] {
  return names.map((name, at) =>
    /^[\w$ -]+$/.test(name) && !/^\d/.test(name) ? name : `_col${at}`,
  );
}

export function textResult(rows: Rows): TextResult {
  const types = rows.types.map(String);
  return {
    columns: columnNames(rows.names).map((name, at) => columnInfo(name, types[at] ?? "")),
    rows: rows.rows.map((row) =>
      row.map((value, at) => {
        const type = rows.types[at];
        return type === undefined ? null : cellText(value, type);
      }),
    ),
  };
}

function cellText(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  const name = String(type);
  const micros = microsOf(value);
  if (name === "TIMESTAMP" && micros !== undefined) return utcText(micros, 3);
  if (name === "TIMESTAMP WITH TIME ZONE" && micros !== undefined) {
    return `${utcText(micros, 3)} UTC`;
  }
  if (typeof value === "number") {
    if (name === "DOUBLE") return javaDouble(value);
    if (name === "FLOAT") return javaDouble(floatValue(value));
  }
  return nestedText(value, type) ?? String(value);
}

/** `[1, 2]`, `{a=1, b=x}`: lists, and structures and maps, whose texts have no quotes. */
function nestedText(value: DuckDBValue, type: DuckDBType): string | undefined {
  const text = (inner: DuckDBValue, of: DuckDBType) => cellText(inner, of) ?? "null";
  if (typeof value !== "object" || value === null) return undefined;
  if ("items" in value && "valueType" in type) {
    return `[${value.items.map((item) => text(item, type.valueType)).join(", ")}]`;
  }
  if (!("entries" in value)) return undefined;
  const { entries } = value;
  if (Array.isArray(entries) && "keyType" in type) {
    const pairs = entries.map(
      ({ key, value: inner }) => `${text(key, type.keyType)}=${text(inner, type.valueType)}`,
    );
    return `{${pairs.join(", ")}}`;
  }
  if (Array.isArray(entries) || !("entryTypes" in type)) return undefined;
  const fields = Object.entries(entries).map(([field, inner], at) => {
    const of = type.entryTypes[at];
    return `${field}=${of === undefined ? String(inner) : text(inner, of)}`;
  });
  return `{${fields.join(", ")}}`;
}

/** As Java writes a double: always with a fraction, with an exponent when very small or large. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size < 1e7 && size >= 1e-3) || value === 0) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent.replace("+", "")}`;
}

/** The CSV that Athena writes: every value quoted, null an empty field. */
export function csv({ columns, rows }: TextResult): string {
  const quoted = (cell: string | null) => (cell === null ? "" : `"${cell.replaceAll('"', '""')}"`);
  const lines = [columns.map(({ Name }) => Name), ...rows].map((row) => row.map(quoted).join(","));
  return `${lines.join("\n")}\n`;
}
