import type { ColumnInfo } from "@aws-sdk/client-athena";
import type { Column } from "../sql/core/context";
import { bigint, varchar } from "../sql/core/types";
import type { Type, TypeKind } from "../sql/core/types";
import type { Rows } from "../sql/duckdb";
import { valueText } from "../sql/trino/text";

/** A result as text: what the CSV and GetQueryResults both show. */
export interface TextResult {
  readonly columns: readonly (ColumnInfo & { readonly Name: string })[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Athena's name, precision and scale of types that have but one. */
const types: Readonly<Partial<Record<TypeKind, readonly [string, number, number]>>> = {
  tinyint: ["tinyint", 3, 0],
  smallint: ["smallint", 5, 0],
  integer: ["integer", 10, 0],
  bigint: ["bigint", 19, 0],
  real: ["float", 17, 0],
  double: ["double", 17, 0],
  time: ["time", 3, 0],
  timestamp: ["timestamp", 3, 0],
  "timestamp with time zone": ["timestamp with time zone", 3, 0],
  varbinary: ["varbinary", 1_073_741_824, 0],
};

function athenaType({ name, precision, scale, length }: Type): readonly [string, number, number] {
  if (name === "decimal") return ["decimal", precision ?? 38, scale ?? 0];
  if (name === "varchar" || name === "char") return [name, length ?? 2_147_483_647, 0];
  return types[name] ?? [name, 0, 0];
}

/** A column as GetQueryResults describes it. */
function columnInfo(name: string, type: Type): ColumnInfo & { readonly Name: string } {
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
    CaseSensitive: Type === "varchar" || Type === "char",
  };
}

/** A column as DDL describes it. */
const stringInfo = (name: string) => ({
  ...columnInfo(name, varchar),
  Type: "string",
  Precision: 0,
});

/** Lines as DDL gives them: a cell each, however many columns it tells of. */
export function linesOf(names: readonly string[], lines: readonly string[]): TextResult {
  return { columns: names.map(stringInfo), rows: lines.map((line) => [line]) };
}

/** What a statement answers that writes rows. */
export const writtenResult: TextResult = { columns: [columnInfo("rows", bigint)], rows: [] };

/** An expression without an alias is `_col` and its place. */
export function textResult({ rows }: Rows, columns: readonly Column[]): TextResult {
  return {
    columns: columns.map(({ name, type }, at) => columnInfo(name ?? `_col${at}`, type)),
    rows: rows.map((row) =>
      columns.map(({ type }, at) => {
        const value = row[at] ?? null;
        return value === null ? null : valueText(value, type);
      }),
    ),
  };
}

/** The CSV that Athena writes: every value quoted, null an empty field. */
export function csv({ columns, rows }: TextResult): string {
  const quoted = (cell: string | null) => (cell === null ? "" : `"${cell.replaceAll('"', '""')}"`);
  const lines = [columns.map(({ Name }) => Name), ...rows].map((row) => row.map(quoted).join(","));
  return `${lines.join("\n")}\n`;
}
