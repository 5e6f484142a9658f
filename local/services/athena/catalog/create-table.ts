import type { InputOf } from "../../../gateway/model/apis";
import { notSupported } from "../faults";
import { storage } from "../formats";
import type { StorageFormat } from "../formats";
import { locationOf } from "../locations";
import type { StatementScope } from "../query";
import type { CatalogStatement, TableDefinition } from "../statements/statement";
import { duckdbType } from "../types";
import { hiveFault, unless } from "./fault";

type TableInput = NonNullable<InputOf<"glue", "CreateTable">["TableInput"]>;

/** Puts a table into Glue that describes what is in S3, or will be. */
export async function createTable(
  statement: Extract<CatalogStatement, { kind: "create table" }>,
  { cloud, as, database }: StatementScope,
): Promise<void> {
  const TableInput = tableInput(statement);
  const DatabaseName = statement.table.database ?? database;
  const create = () => cloud.call("glue", "CreateTable", { DatabaseName, TableInput }, as);
  const missing = (): never => {
    throw hiveFault(`Database does not exist: ${DatabaseName}`);
  };
  await unless<unknown>(
    "AlreadyExistsException",
    () => unless<unknown>("EntityNotFoundException", create, missing),
    () => {
      if (!statement.ifNotExists) {
        throw hiveFault(`AlreadyExistsException(message:Table ${TableInput.Name} already exists)`);
      }
    },
  );
}

function tableInput(definition: TableDefinition): TableInput {
  const { columns, partitionKeys, comment, location, properties, serdeProperties } = definition;
  if (location === undefined) throw hiveFault("CREATE EXTERNAL TABLE needs a LOCATION");
  locationOf(location);
  for (const { Type } of [...columns, ...partitionKeys]) duckdbType(Type);
  const both = columns.find(({ Name }) => partitionKeys.some((key) => key.Name === Name));
  if (both) throw hiveFault(`Column ${both.Name} repeated in partitioning columns`);
  const { InputFormat, OutputFormat, Library } = formatOf(definition);
  return {
    Name: definition.table.table,
    TableType: "EXTERNAL_TABLE",
    Parameters: {
      EXTERNAL: "TRUE",
      ...(comment !== undefined && { comment }),
      ...properties,
    },
    PartitionKeys: [...partitionKeys],
    StorageDescriptor: {
      Columns: [...columns],
      Location: location,
      InputFormat,
      OutputFormat,
      Compressed: false,
      NumberOfBuckets: -1,
      StoredAsSubDirectories: false,
      SerdeInfo: {
        SerializationLibrary: Library,
        Parameters: { "serialization.format": "1", ...serdeProperties },
      },
    },
  };
}

type Storage = Pick<StorageFormat, "InputFormat" | "OutputFormat" | "Library">;

/** Formats that can be described, though this Athena does not read them. */
const orc = {
  InputFormat: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
  Library: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
};
const avro = {
  InputFormat: "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
  Library: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
};
const named: Readonly<Record<string, Storage>> = {
  textfile: storage.text,
  parquet: storage.parquet,
  json: storage.json,
  orc,
  avro,
};

/** STORED AS says how files are split, ROW FORMAT SERDE what is in them. */
function formatOf({ serde, storedAs }: TableDefinition): Storage {
  if (storedAs !== undefined && typeof storedAs !== "string") {
    const [InputFormat, OutputFormat] = storedAs;
    return { InputFormat, OutputFormat, Library: serde ?? storage.text.Library };
  }
  const byLibrary = Object.values(named).find(({ Library }) => Library === serde);
  const format = storedAs === undefined ? (byLibrary ?? storage.text) : named[storedAs];
  if (!format) throw notSupported(`STORED AS ${storedAs?.toUpperCase() ?? ""} is not supported`);
  return { ...format, Library: serde ?? format.Library };
}
