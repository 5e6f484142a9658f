import type { DuckDBValue } from "@duckdb/node-api";
import type { Rows } from "../sql/duckdb";
import { floatValue, microsOf, utcText } from "../sql/values";

/** A result as text: what the CSV and GetQueryResults both show. */
export interface TextResult {
  readonly columns: readonly ReturnType<typeof columnInfo>[];
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
export function columnInfo(name: string, type: string) {
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
  } as const;
}

export function textResult(rows: Rows): TextResult {
  const types = rows.types.map(String);
  return {
    // An expression without an alias is `_col` and its place.
    columns: rows.names.map((name, at) =>
      columnInfo(
        /^[\w$ -]+$/.test(name) && !/^\d/.test(name) ? name : `_col${at}`,
        types[at] ?? "",
      ),
    ),
    rows: rows.rows.map((row) => row.map((value, at) => cellText(value, types[at] ?? ""))),
  };
}

function cellText(value: DuckDBValue, type: string): string | null {
  if (value === null) return null;
  const micros = microsOf(value);
  if (type === "TIMESTAMP" && micros !== undefined) return utcText(micros, 3);
  if (type === "TIMESTAMP WITH TIME ZONE" && micros !== undefined)
    return `${utcText(micros, 3)} UTC`;
  if (typeof value === "number") {
    if (type === "DOUBLE") return javaDouble(value);
    if (type === "FLOAT") return javaDouble(floatValue(value));
  }
  return String(value);
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
