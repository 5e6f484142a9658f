import { fieldDelimiter } from "../formats";
import { notSupported, QueryFault } from "../faults";
import type { Properties } from "../statements/statement";

/** How rows are written. */
export interface WrittenFormat {
  readonly name: "parquet" | "json" | "text";
  /** In DuckDB's words. */
  readonly compression: "gzip" | "snappy" | "zstd" | "lz4" | "uncompressed";
  readonly delimiter: string;
}

const formats: Readonly<Record<string, WrittenFormat["name"]>> = {
  PARQUET: "parquet",
  JSON: "json",
  TEXTFILE: "text",
};

const compressions: Readonly<Record<string, WrittenFormat["compression"]>> = {
  GZIP: "gzip",
  NONE: "uncompressed",
  UNCOMPRESSED: "uncompressed",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  LZ4: "lz4",
};

/**
 * What `WITH (…)` says of the format; Athena writes GZIP by default.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
 */
export function formatIn(properties: Properties, known: readonly string[]): WrittenFormat {
  for (const name of properties.keys()) {
    if (/^bucket(?:ed_by|_count)$/.test(name)) {
      throw notSupported("The local Athena has no bucketed tables");
    }
    if (!known.includes(name)) {
      const told = `line 1:1: Catalog 'awsdatacatalog' table property '${name}' does not exist`;
      throw new QueryFault("INVALID_TABLE_PROPERTY", told);
    }
  }
  const format = textIn(properties, "format") ?? "PARQUET";
  const name = formats[format.toUpperCase()];
  if (name === undefined) throw notSupported(`The local Athena does not write ${format}`);
  const given = ["write_compression", "compression", `${name}_compression`]
    .map((property) => textIn(properties, property))
    .find((text) => text !== undefined);
  return {
    name,
    compression: compressionOf(given, name),
    delimiter: textIn(properties, "field_delimiter") ?? fieldDelimiter,
  };
}

/** A compression by Athena's word for it. Throws QueryFault for one that no file here gets. */
export function compressionOf(
  word = "GZIP",
  format: WrittenFormat["name"],
): WrittenFormat["compression"] {
  const compression = compressions[word.toUpperCase()];
  const written = format === "parquet" || ["gzip", "uncompressed"].includes(compression ?? "");
  if (compression !== undefined && written) return compression;
  throw notSupported(`The local Athena does not write ${format} files with ${word} compression`);
}

export function textIn(properties: Properties, name: string): string | undefined {
  const value = properties.get(name);
  if (value === undefined || typeof value === "string") return value;
  throw new QueryFault("INVALID_TABLE_PROPERTY", `${name} must be a text`);
}

/** The columns of `partitioned_by`, which must be the query's last ones. */
export function partitionKeysIn(properties: Properties, names: readonly string[]): string[] {
  const value = properties.get("partitioned_by") ?? [];
  const keys = (typeof value === "string" ? [value] : value).map((key) => key.toLowerCase());
  const last = names.slice(names.length - keys.length);
  if (keys.length < names.length && keys.every((key, at) => key === last[at])) return keys;
  throw new QueryFault(
    "HIVE_COLUMN_ORDER_MISMATCH",
    "Partition keys must be the last columns in the table and in the same order as the table " +
      `properties: [${keys.join(", ")}]`,
  );
}
