import { AwsError } from "../../gateway/service";
import type { Operation, Permission, Service } from "../../gateway/service";
import { linearPattern } from "../patterns";
import type { TagSource } from "../tagging";
import { Catalog } from "./catalog";
import type { DatabaseInput, GluePartition, TableInput } from "./catalog";

export type { GlueColumn, GluePartition, GlueTable, StorageDescriptor } from "./catalog";

export interface GlueOptions {
  readonly region: string;
  readonly accountId: string;
}

interface TableRequest {
  readonly DatabaseName: string;
  readonly Name?: string;
  readonly TableName?: string;
  readonly TableInput?: TableInput;
  readonly Expression?: string;
}

interface PartitionRequest {
  readonly DatabaseName: string;
  readonly TableName: string;
}

/** Glue's Data Catalog: databases, tables and registered partitions. */
export function createGlue(options: GlueOptions): Service & TagSource {
  const catalog = new Catalog(options.accountId);
  const tags = new Map<string, Readonly<Record<string, string>>>();
  const arn = (resource: string) =>
    `arn:aws:glue:${options.region}:${options.accountId}:${resource}`;
  const scoped = (operations: Record<string, Operation["run"]>) =>
    Object.entries(operations).map(([action, run]): [string, Operation] => [
      action,
      { run, permissions: (input: Target) => permissions(`glue:${action}`, input, arn) },
    ]);
  return {
    name: "glue",
    targetPrefix: "AWSGlue",
    validationCode: "InvalidInputException",
    operations: Object.fromEntries([
      ...scoped(databaseOperations(catalog, tags, arn)),
      ...scoped(tableOperations(catalog)),
      ...scoped(partitionOperations(catalog)),
      ...Object.entries(tagOperations(tags)),
    ]),
    tagged: () =>
      catalog.databases().map(({ shape }) => {
        const resource = arn(`database/${shape.Name}`);
        return { arn: resource, tags: tags.get(resource) ?? {} };
      }),
  };
}

interface Target {
  readonly DatabaseName?: string;
  readonly Name?: string;
  readonly TableName?: string;
  readonly DatabaseInput?: { readonly Name: string };
  readonly TableInput?: { readonly Name: string };
}

/** Glue checks an action on the catalog, the database and the table that it touches. */
function permissions(
  action: string,
  input: Target,
  arn: (resource: string) => string,
): readonly Permission[] {
  const database = input.DatabaseName ?? input.DatabaseInput?.Name ?? input.Name;
  const table =
    input.DatabaseName === undefined
      ? undefined
      : (input.TableName ?? input.TableInput?.Name ?? input.Name ?? "*");
  const resources = [arn("catalog")];
  if (database !== undefined) resources.push(arn(`database/${database}`));
  if (database !== undefined && table !== undefined) {
    resources.push(arn(`table/${database}/${table}`));
  }
  return resources.map((resource) => [action, resource]);
}

function databaseOperations(
  catalog: Catalog,
  tags: Map<string, Readonly<Record<string, string>>>,
  arn: (resource: string) => string,
): Record<string, Operation["run"]> {
  return {
    CreateDatabase(input: { DatabaseInput: DatabaseInput; Tags?: Record<string, string> }) {
      catalog.createDatabase(input.DatabaseInput);
      tags.set(arn(`database/${input.DatabaseInput.Name.toLowerCase()}`), input.Tags ?? {});
      return {};
    },
    GetDatabase: ({ Name }: { Name: string }) => ({ Database: catalog.database(Name).shape }),
    GetDatabases: () => ({ DatabaseList: catalog.databases().map(({ shape }) => shape) }),
    UpdateDatabase(input: { Name: string; DatabaseInput: DatabaseInput }) {
      catalog.updateDatabase(input.Name, input.DatabaseInput);
      return {};
    },
    DeleteDatabase({ Name }: { Name: string }) {
      catalog.deleteDatabase(Name);
      tags.delete(arn(`database/${Name.toLowerCase()}`));
      return {};
    },
  };
}

function tableOperations(catalog: Catalog): Record<string, Operation["run"]> {
  const inputOf = ({ TableInput: input }: TableRequest): TableInput => {
    if (input) return input;
    throw new AwsError("InvalidInputException", "TableInput must not be null.");
  };
  return {
    CreateTable(input: TableRequest) {
      catalog.createTable(input.DatabaseName, inputOf(input));
      return {};
    },
    UpdateTable(input: TableRequest) {
      catalog.updateTable(input.DatabaseName, inputOf(input));
      return {};
    },
    GetTable: ({ DatabaseName, Name = "" }: TableRequest) => ({
      Table: catalog.table(DatabaseName, Name).table,
    }),
    GetTables({ DatabaseName, Expression }: TableRequest) {
      const pattern = linearPattern(Expression ?? ".*", true);
      if (pattern === undefined) {
        throw new AwsError(
          "InvalidInputException",
          `${Expression ?? ""} is no regular expression.`,
        );
      }
      const kept = [...catalog.database(DatabaseName).tables.values()];
      return {
        TableList: kept.map(({ table }) => table).filter(({ Name }) => pattern.testExact(Name)),
      };
    },
    GetTableVersions({ DatabaseName, TableName = "" }: TableRequest) {
      const { versions } = catalog.table(DatabaseName, TableName);
      return { TableVersions: versions.map((Table) => ({ Table, VersionId: Table.VersionId })) };
    },
    DeleteTable({ DatabaseName, Name = "" }: TableRequest) {
      catalog.deleteTable(DatabaseName, Name);
      return {};
    },
  };
}

function partitionOperations(catalog: Catalog): Record<string, Operation["run"]> {
  return {
    CreatePartition(input: PartitionRequest & { PartitionInput: GluePartition }) {
      catalog.createPartition(input.DatabaseName, input.TableName, input.PartitionInput);
      return {};
    },
    BatchCreatePartition(input: PartitionRequest & { PartitionInputList: GluePartition[] }) {
      for (const each of input.PartitionInputList) {
        catalog.createPartition(input.DatabaseName, input.TableName, each);
      }
      return { Errors: [] };
    },
    GetPartitions({ DatabaseName, TableName }: PartitionRequest) {
      return { Partitions: [...catalog.table(DatabaseName, TableName).partitions.values()] };
    },
    GetPartition(input: PartitionRequest & { PartitionValues: string[] }) {
      const { DatabaseName, TableName, PartitionValues } = input;
      return { Partition: catalog.partition(DatabaseName, TableName, PartitionValues) };
    },
    DeletePartition(input: PartitionRequest & { PartitionValues: string[] }) {
      catalog.deletePartition(input.DatabaseName, input.TableName, input.PartitionValues);
      return {};
    },
  };
}

function tagOperations(
  tags: Map<string, Readonly<Record<string, string>>>,
): Record<string, Operation> {
  const find = (arn: string): Readonly<Record<string, string>> => {
    const found = tags.get(arn);
    if (found) return found;
    throw new AwsError("EntityNotFoundException", `Resource ${arn} not found.`);
  };
  return {
    TagResource: {
      run(input: { ResourceArn: string; TagsToAdd: Record<string, string> }) {
        tags.set(input.ResourceArn, { ...find(input.ResourceArn), ...input.TagsToAdd });
        return {};
      },
    },
    UntagResource: {
      run(input: { ResourceArn: string; TagsToRemove: readonly string[] }) {
        const kept = Object.entries(find(input.ResourceArn)).filter(
          ([key]) => !input.TagsToRemove.includes(key),
        );
        tags.set(input.ResourceArn, Object.fromEntries(kept));
        return {};
      },
    },
    GetTags: { run: ({ ResourceArn }: { ResourceArn: string }) => ({ Tags: find(ResourceArn) }) },
  };
}
