import { notSupported } from "../faults";
import { readColumns, readTexts } from "./parts";
import type { Reader } from "./reader";
import type { TableDefinition } from "./statement";

type Format = Pick<TableDefinition, "serde" | "serdeProperties">;

/**
 * What follows CREATE EXTERNAL TABLE. Throws SyntaxFault.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/create-table.html
 */
export function readTable(reader: Reader): TableDefinition {
  const ifNotExists = reader.take("if", "not", "exists");
  const table = reader.tableName();
  const columns = reader.isSymbol("(") ? readColumns(reader) : [];
  const comment = reader.take("comment") ? reader.text() : undefined;
  const partitionKeys = reader.take("partitioned", "by") ? readColumns(reader) : [];
  if (reader.isNext("clustered")) throw notSupported("The local Athena has no bucketed tables");
  const format = reader.take("row", "format") ? rowFormat(reader) : undefined;
  const storedAs = reader.take("stored", "as") ? fileFormat(reader) : undefined;
  const more = reader.take("with", "serdeproperties") ? readTexts(reader) : {};
  const location = reader.take("location") ? reader.text() : undefined;
  const properties = reader.take("tblproperties") ? readTexts(reader) : {};
  return {
    table,
    ifNotExists,
    columns,
    comment,
    partitionKeys,
    serde: format?.serde,
    serdeProperties: { ...format?.serdeProperties, ...more },
    storedAs,
    location,
    properties,
  };
}

function rowFormat(reader: Reader): Format {
  if (reader.take("serde")) {
    const serde = reader.text();
    const properties = reader.take("with", "serdeproperties") ? readTexts(reader) : {};
    return { serde, serdeProperties: properties };
  }
  reader.expect("delimited");
  return { serde: undefined, serdeProperties: delimiters(reader) };
}

/** The clauses of DELIMITED, and LazySimpleSerDe's names for them. */
const clauses = [
  [
    ["fields", "terminated", "by"],
    ["field.delim", "serialization.format"],
  ],
  [["escaped", "by"], ["escape.delim"]],
  [["collection", "items", "terminated", "by"], ["collection.delim"]],
  [["map", "keys", "terminated", "by"], ["mapkey.delim"]],
  [["lines", "terminated", "by"], ["line.delim"]],
  [["null", "defined", "as"], ["serialization.null.format"]],
] as const;

function delimiters(reader: Reader): Record<string, string> {
  const properties: Record<string, string> = {};
  for (;;) {
    const found = clauses.find(([words]) => reader.take(...words));
    if (!found) return properties;
    const text = reader.text();
    for (const name of found[1]) properties[name] = text;
  }
}

function fileFormat(reader: Reader): TableDefinition["storedAs"] {
  if (!reader.take("inputformat")) return reader.name();
  const input = reader.text();
  reader.expect("outputformat");
  return [input, reader.text()];
}
