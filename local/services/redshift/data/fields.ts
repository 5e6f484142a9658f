import type { ColumnMetadata, Field } from "@aws-sdk/client-redshift-data";
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Rows } from "../../sql/duckdb";
import { floatValue, microsOf, utcText } from "../../sql/values";

/** DuckDB's types by Redshift's name and decimal digits. */
const typeNames: Readonly<Record<string, readonly [string, number]>> = {
  BOOLEAN: ["bool", 1],
  TINYINT: ["int2", 5],
  SMALLINT: ["int2", 5],
  INTEGER: ["int4", 10],
  BIGINT: ["int8", 19],
  // SUM of integers: BIGINT in Redshift, 128 bits in DuckDB.
  HUGEINT: ["int8", 19],
  FLOAT: ["float4", 8],
  DOUBLE: ["float8", 17],
  VARCHAR: ["varchar", 65_535],
  DATE: ["date", 13],
  TIME: ["time", 15],
  TIMESTAMP: ["timestamp", 29],
  "TIMESTAMP WITH TIME ZONE": ["timestamptz", 35],
  BLOB: ["varbyte", 65_535],
};

export function columnMetadata(rows: Rows): ColumnMetadata[] {
  return rows.types.map((type, at) => {
    const [typeName, precision, scale] = redshiftType(type);
    const name = columnName(rows.names[at] ?? "");
    return {
      isCaseSensitive: typeName === "varchar",
      isCurrency: false,
      isSigned: /^(int|float|numeric)/.test(typeName),
      label: name,
      length: 0,
      name,
      nullable: 1,
      precision,
      scale,
      schemaName: "",
      tableName: "",
      typeName,
    };
  });
}

/** A type's Redshift name, precision and scale. */
export function redshiftType(type: DuckDBType | string): readonly [string, number, number] {
  const text = String(type);
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(text);
  if (decimal) return ["numeric", Number(decimal[1]), Number(decimal[2])];
  const [name, precision] = typeNames[text] ?? ["varchar", 65_535];
  return [name, precision, 0];
}

const duckdbNames: Readonly<Record<string, string>> = {
  count_star: "count",
  string_agg: "listagg",
};

/** Redshift calls an unnamed call by its function and any other expression `?column?`. */
function columnName(name: string): string {
  if (/^[\w$ ]+$/.test(name)) return name;
  const called = /^(?:main\.)?"?(\w+)"?\(/.exec(name)?.[1];
  const ours = called === undefined ? "?column?" : called.toLowerCase();
  return duckdbNames[ours] ?? ours;
}

/** A row's cells, each in the member that its column's type has on the wire. */
export function fields(types: readonly DuckDBType[], row: readonly DuckDBValue[]): Field[] {
  return row.map((value, at) => field(value, String(types[at])));
}

function field(value: DuckDBValue, type: string): Field {
  if (value === null) return { isNull: true };
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "bigint") return { longValue: Number(value) };
  if (typeof value === "number") {
    if (type === "FLOAT") return { doubleValue: floatValue(value) };
    return type === "DOUBLE" ? { doubleValue: value } : { longValue: value };
  }
  if (typeof value === "object" && "bytes" in value && value.bytes instanceof Uint8Array) {
    return { blobValue: Buffer.from(value.bytes) };
  }
  const micros = microsOf(value);
  if (type === "TIMESTAMP" && micros !== undefined) return { stringValue: utcText(micros) };
  if (type === "TIMESTAMP WITH TIME ZONE" && micros !== undefined) {
    return { stringValue: `${utcText(micros)}+00` };
  }
  return { stringValue: String(value) };
}
