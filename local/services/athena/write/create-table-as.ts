import type { InputOf } from "../../../gateway/model/apis";
import { storage } from "../formats";
import { QueryFault } from "../faults";
import { folderOf, locationOf } from "../locations";
import type { StatementScope, Answer } from "../query";
import { writtenResult } from "../results";
import { readSelect, withSelect } from "../select";
import type { ColumnDefinition, WriteStatement } from "../statements/statement";
import { existing } from "../existing";
import { checkNames, hiveColumns, keepRows } from "./columns";
import { checkEmpty, registerPartitions } from "./places";
import { formatIn, partitionKeysIn, textIn } from "./properties";
import type { WrittenFormat } from "./properties";
import { below, writeRows } from "./index";

type CreateTableAs = Extract<WriteStatement, { kind: "create table as" }>;

const known = [
  "external_location",
  "format",
  "partitioned_by",
  "field_delimiter",
  "write_compression",
  "parquet_compression",
  "table_type",
];

/**
 * CREATE TABLE AS: the rows go into files, and the table into Glue.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
 */
export async function createTableAs(
  statement: CreateTableAs,
  scope: StatementScope,
): Promise<Answer> {
  const { table, properties, select, ifNotExists } = statement;
  const format = formatIn(properties, known);
  if ((textIn(properties, "table_type") ?? "HIVE").toUpperCase() !== "HIVE") {
    throw new QueryFault("NOT_SUPPORTED", "The local Athena has no Iceberg tables");
  }
  const database = table.database ?? scope.database;
  const name = `awsdatacatalog.${database}.${table.table}`;
  readSelect(select);
  if (await existing(database, table.table, scope)) {
    if (ifNotExists) return { result: writtenResult, scannedBytes: 0, updated: 0 };
    const told = `line 1:1: Destination table '${name}' already exists`;
    throw new QueryFault("TABLE_ALREADY_EXISTS", told);
  }
  const wanted = textIn(properties, "external_location");
  const location = folderOf(wanted ?? `${scope.outputFolder}tables/${scope.id}`);
  locationOf(location);
  await checkEmpty(location, name, scope);
  return withSelect(
    select,
    scope,
    async ({ session, sql, columns: given, scannedBytes }) => {
      const columns = hiveColumns(given);
      checkNames(columns);
      const names = columns.map(({ Name }) => Name);
      const keys = partitionKeysIn(properties, names);
      const partitionKeys = columns.slice(columns.length - keys.length);
      const updated = statement.withData ? await keepRows(sql, columns, session) : 0;
      const target = { columns, partitionKeys, format, locationOf: below(location, partitionKeys) };
      const written = statement.withData
        ? await writeRows(target, { ...scope, session, name: scope.fileName })
        : { files: [], partitions: [] };
      const TableInput = tableInput(table.table, columns, partitionKeys, format, location);
      await scope.cloud.call(
        "glue",
        "CreateTable",
        { DatabaseName: database, TableInput },
        scope.as,
      );
      if (keys.length > 0)
        await registerPartitions(database, TableInput, written.partitions, scope);
      return { result: writtenResult, scannedBytes, updated, files: written.files };
    },
    scope.folder,
  );
}

function tableInput(
  Name: string,
  columns: readonly ColumnDefinition[],
  PartitionKeys: readonly ColumnDefinition[],
  { name, delimiter }: WrittenFormat,
  Location: string,
): NonNullable<InputOf<"glue", "CreateTable">["TableInput"]> {
  const { InputFormat, OutputFormat, Library, classification } = storage[name];
  const Parameters: Record<string, string> = name === "text" ? { "field.delim": delimiter } : {};
  return {
    Name,
    TableType: "EXTERNAL_TABLE",
    Parameters: {
      EXTERNAL: "TRUE",
      has_encrypted_data: "false",
      ...(classification !== undefined && { classification }),
    },
    PartitionKeys: [...PartitionKeys],
    StorageDescriptor: {
      Columns: columns.slice(0, columns.length - PartitionKeys.length),
      Location,
      InputFormat,
      OutputFormat,
      SerdeInfo: {
        SerializationLibrary: Library,
        Parameters: { "serialization.format": "1", ...Parameters },
      },
    },
  };
}
