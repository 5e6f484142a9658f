import { quoteIdentifier, quoteString } from "../sql/core/lexer";
import { fieldDelimiter, nullText } from "./formats";
import type { LakeTable } from "./tables";
import { duckdbType, isNested } from "./types";

/** What a table's view selects, and from what. */
export interface Source {
  readonly cells: readonly string[];
  readonly from: string;
}

const compression = (gzip: boolean) => quoteString(gzip ? "gzip" : "uncompressed");

const propertiesOf = ({ table }: LakeTable): Readonly<Record<string, string>> =>
  table.StorageDescriptor?.SerdeInfo?.Parameters ?? {};

/** OpenX JSON: a line an object, read as text and cast, numbers with all their digits. */
export function jsonSource(table: LakeTable, paths: string, gzip: boolean): Source {
  const serde = propertiesOf(table);
  const lenient = serde["ignore.malformed.json"]?.toLowerCase() === "true";
  const columns = table.columns.map(({ Name, Type }) => {
    const key = serde[`mapping.${Name}`] ?? Name;
    return { key, Name, Type };
  });
  const fields = columns.map(({ key }) => `${quoteString(key)}: 'VARCHAR'`).join(", ");
  const from =
    `read_json(${paths}, format = 'newline_delimited', columns = {${fields}}, ` +
    `compression = ${compression(gzip)}, ignore_errors = ${lenient})`;
  const cells = columns.map(({ key, Name, Type }) => {
    const text = quoteIdentifier(key);
    const value = isNested(Type) ? `CAST(${text} AS JSON)` : text;
    return `CAST(${value} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
  });
  return { cells, from };
}

/**
 * Lines of fields by their order: LazySimpleSerDe's, where a value that is none of its column's type is
 * null, and OpenCSVSerde's.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 */
export function textSource(table: LakeTable, paths: string, gzip: boolean): Source {
  const names = table.columns.map((_column, at) => `c${at}`);
  const fields = names.map((name) => `${quoteString(name)}: 'VARCHAR'`).join(", ");
  const skip = Number(table.table.Parameters?.["skip.header.line.count"] ?? "0");
  const from =
    `read_csv(${paths}, auto_detect = false, header = false, columns = {${fields}}, ` +
    `compression = ${compression(gzip)}, skip = ${Number.isInteger(skip) ? skip : 0}, ` +
    `null_padding = true, strict_mode = false, parallel = false, ` +
    `${table.format === "csv" ? csvOptions(table) : textOptions(table)})`;
  const cells = table.columns.map(({ Name, Type }, at) => {
    const cast = table.format === "csv" ? "CAST" : "TRY_CAST";
    return `${cast}(${names[at] ?? ""} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
  });
  return { cells, from };
}

function textOptions(table: LakeTable): string {
  const serde = propertiesOf(table);
  const delimiter = serde["field.delim"] ?? serde["serialization.format"] ?? fieldDelimiter;
  const escape = serde["escape.delim"] ?? "";
  const none = serde["serialization.null.format"] ?? nullText;
  return [
    `delim = ${quoteString(delimiter)}`,
    "quote = ''",
    `escape = ${quoteString(escape)}`,
    `nullstr = ${quoteString(none)}`,
  ].join(", ");
}

function csvOptions(table: LakeTable): string {
  const serde = propertiesOf(table);
  return [
    `delim = ${quoteString(serde["separatorChar"] ?? ",")}`,
    `quote = ${quoteString(serde["quoteChar"] ?? '"')}`,
    `escape = ${quoteString(serde["escapeChar"] ?? '"')}`,
    "nullstr = '\u0001none'",
  ].join(", ");
}
