import type { GlueTable } from "../../glue";
import { required } from "../existing";
import { folderOf, locationOf, partitionFolder } from "../locations";
import type { StatementScope } from "../query";
import type { CatalogStatement, PartitionSpec, TableChange } from "../statements/statement";
import { updatedTable } from "../table-input";
import { hiveFault, unless } from "./fault";

/** Changes a table or its partitions in Glue; what is in S3 stays. */
export async function alterTable(
  { table: name, change }: Extract<CatalogStatement, { kind: "alter table" }>,
  scope: StatementScope,
): Promise<void> {
  const table = await required(name.database ?? scope.database, name.table, scope);
  switch (change.kind) {
    case "add partitions":
      for (const { spec, location } of change.partitions) {
        await addPartition(table, valuesOf(table, spec), location, change.ifNotExists, scope);
      }
      return;
    case "drop partitions":
      for (const spec of change.partitions) {
        await dropPartition(table, valuesOf(table, spec), change.ifExists, scope);
      }
      return;
    case "rename partition":
      return movePartition(table, valuesOf(table, change.from), scope, {
        Values: valuesOf(table, change.to),
      });
    case "set location":
      locationOf(change.location);
      if (change.partition) {
        return movePartition(table, valuesOf(table, change.partition), scope, {
          Location: change.location,
        });
      }
  }
  await update(table, change, scope);
}

async function update(
  table: GlueTable,
  change: TableChange,
  { cloud, as }: StatementScope,
): Promise<void> {
  const { DatabaseName = "", StorageDescriptor = {}, Parameters } = table;
  const { Columns = [] } = StorageDescriptor;
  const TableInput = updatedTable(table, {
    ...(change.kind === "set properties" && {
      Parameters: { ...Parameters, ...change.properties },
    }),
    ...(change.kind === "set location" && {
      StorageDescriptor: { ...StorageDescriptor, Location: change.location },
    }),
    ...(change.kind === "add columns" && {
      StorageDescriptor: { ...StorageDescriptor, Columns: [...Columns, ...change.columns] },
    }),
    ...(change.kind === "replace columns" && {
      StorageDescriptor: { ...StorageDescriptor, Columns: [...change.columns] },
    }),
  });
  await cloud.call("glue", "UpdateTable", { DatabaseName, TableInput }, as);
}

/** A specification's values in the order of the table's keys. Throws QueryFault. */
function valuesOf({ PartitionKeys = [], Name }: GlueTable, spec: PartitionSpec): string[] {
  const values = PartitionKeys.map((key) => spec.get(key.Name.toLowerCase()));
  const found = values.filter((value) => value !== undefined);
  if (found.length === PartitionKeys.length && spec.size === found.length) return found;
  const given = [...spec].map(([key, value]) => `${key}=${value}`).join(", ");
  throw hiveFault(`Invalid partition spec {${given}} of table ${Name}`);
}

async function addPartition(
  table: GlueTable,
  Values: string[],
  location: string | undefined,
  ifNotExists: boolean,
  { cloud, as }: StatementScope,
): Promise<void> {
  const { DatabaseName = "", Name: TableName, PartitionKeys = [], StorageDescriptor } = table;
  const names = PartitionKeys.map(({ Name }) => Name);
  const below = folderOf(StorageDescriptor?.Location ?? "") + partitionFolder(names, Values);
  const Location = location ?? below;
  locationOf(Location);
  const PartitionInput = { Values, StorageDescriptor: { ...StorageDescriptor, Location } };
  await unless<unknown>(
    "AlreadyExistsException",
    () => cloud.call("glue", "CreatePartition", { DatabaseName, TableName, PartitionInput }, as),
    () => {
      if (!ifNotExists) throw hiveFault("Partition already exists.");
    },
  );
}

async function dropPartition(
  { DatabaseName = "", Name: TableName }: GlueTable,
  PartitionValues: string[],
  ifExists: boolean,
  { cloud, as }: StatementScope,
): Promise<void> {
  await unless<unknown>(
    "EntityNotFoundException",
    () => cloud.call("glue", "DeletePartition", { DatabaseName, TableName, PartitionValues }, as),
    () => {
      if (!ifExists) throw hiveFault(`Partition not found: ${PartitionValues.join("/")}`);
    },
  );
}

async function movePartition(
  { DatabaseName = "", Name: TableName }: GlueTable,
  PartitionValues: string[],
  { cloud, as }: StatementScope,
  change: { readonly Values?: string[]; readonly Location?: string },
): Promise<void> {
  const names = { DatabaseName, TableName };
  const { Partition = {} } = await unless(
    "EntityNotFoundException",
    () => cloud.call("glue", "GetPartition", { ...names, PartitionValues }, as),
    () => {
      throw hiveFault(`Partition not found: ${PartitionValues.join("/")}`);
    },
  );
  const { StorageDescriptor, Parameters, Values = PartitionValues } = Partition;
  const Location = change.Location ?? StorageDescriptor?.Location;
  const PartitionInput = {
    Values: change.Values ?? Values,
    Parameters,
    StorageDescriptor: { ...StorageDescriptor, Location },
  };
  const input = { ...names, PartitionValueList: PartitionValues, PartitionInput };
  await cloud.call("glue", "UpdatePartition", input, as);
}
