import { notSupported } from "../faults";
import type { Reader } from "./reader";
import { readTable } from "./table";
import { readColumns, readPartition, readTexts } from "./parts";
import type { CatalogStatement, TableChange } from "./statement";

/** What follows CREATE, by Hive's grammar. Throws SyntaxFault and QueryFault. */
export function readCreate(reader: Reader): CatalogStatement {
  if (reader.take("database|schema")) return createDatabase(reader);
  if (reader.take("external", "table")) return { kind: "create table", ...readTable(reader) };
  if (reader.isNext("table")) {
    throw notSupported(
      "The local Athena has no Iceberg tables; every other table is created by CREATE EXTERNAL TABLE",
    );
  }
  throw reader.fault("'DATABASE', 'EXTERNAL', 'SCHEMA', 'TABLE', 'VIEW'");
}

function createDatabase(reader: Reader): CatalogStatement {
  const ifNotExists = reader.take("if", "not", "exists");
  const name = reader.name();
  const comment = reader.take("comment") ? reader.text() : undefined;
  const location = reader.take("location") ? reader.text() : undefined;
  const properties = reader.take("with", "dbproperties") ? readTexts(reader) : {};
  return { kind: "create database", name, ifNotExists, comment, location, properties };
}

/** What follows DROP. */
export function readDrop(reader: Reader): CatalogStatement {
  if (reader.take("database|schema")) {
    const ifExists = reader.take("if", "exists");
    const name = reader.name();
    const cascade = reader.take("cascade");
    if (!cascade) reader.take("restrict");
    return { kind: "drop database", name, ifExists, cascade };
  }
  const kind = reader.take("table") ? "drop table" : "drop view";
  if (kind === "drop view") reader.expect("view");
  const ifExists = reader.take("if", "exists");
  return { kind, table: reader.tableName(), ifExists };
}

/** What follows ALTER. */
export function readAlter(reader: Reader): CatalogStatement {
  if (reader.isNext("database|schema")) {
    throw notSupported("ALTER DATABASE is not supported by the local Athena");
  }
  reader.expect("table");
  const table = reader.tableName();
  return { kind: "alter table", table, change: change(reader) };
}

function change(reader: Reader): TableChange {
  if (reader.take("add", "columns")) return { kind: "add columns", columns: readColumns(reader) };
  if (reader.take("replace", "columns")) {
    return { kind: "replace columns", columns: readColumns(reader) };
  }
  if (reader.take("add")) return addPartitions(reader);
  if (reader.take("drop")) return dropPartitions(reader);
  if (reader.take("set", "tblproperties")) {
    return { kind: "set properties", properties: readTexts(reader) };
  }
  const partition = reader.isNext("partition") ? readPartition(reader) : undefined;
  if (partition !== undefined && reader.take("rename", "to")) {
    return { kind: "rename partition", from: partition, to: readPartition(reader) };
  }
  if (reader.take("set", "location")) {
    return { kind: "set location", partition, location: reader.text() };
  }
  throw reader.fault("'ADD', 'DROP', 'PARTITION', 'REPLACE', 'SET'");
}

function addPartitions(reader: Reader): TableChange {
  const ifNotExists = reader.take("if", "not", "exists");
  const partitions = [];
  do {
    const spec = readPartition(reader);
    partitions.push({ spec, location: reader.take("location") ? reader.text() : undefined });
  } while (reader.isNext("partition"));
  return { kind: "add partitions", ifNotExists, partitions };
}

function dropPartitions(reader: Reader): TableChange {
  const ifExists = reader.take("if", "exists");
  const partitions = [];
  do partitions.push(readPartition(reader));
  while (reader.takeSymbol(","));
  return { kind: "drop partitions", ifExists, partitions };
}
