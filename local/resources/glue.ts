import type * as aws from "@pulumi/aws";
import { eachAsGiven } from "./as-given";
import { defineKind } from "./define";
import type { Inputs, ResourceKind } from "./kind";
import { fromApi, pick, toApi } from "./names";
import * as tagging from "./tagging";

/** A database of the Data Catalog. */
const databaseKind = defineKind<aws.glue.CatalogDatabaseArgs, "name">({
  type: "aws:glue/catalogDatabase:CatalogDatabase",
  optional: [
    "catalogId",
    "createTableDefaultPermissions",
    "description",
    "locationUri",
    "parameters",
  ],
  replaceOn: ["catalogId"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { createTableDefaultPermissions: [] },
  check: ({ name }) => ({
    name: name !== name?.toLowerCase() && "uppercase characters cannot be used in name",
  }),
  tags: tagging.glue,
  async create(inputs, cloud) {
    await cloud.call("glue", "CreateDatabase", { DatabaseInput: databaseInput(inputs) });
    return `${cloud.accountId}:${inputs.name}`;
  },
  update: (_id, inputs, cloud) =>
    cloud.call("glue", "UpdateDatabase", {
      Name: inputs.name,
      DatabaseInput: databaseInput(inputs),
    }),
  async read(id, state, cloud) {
    const Name = databaseName(id);
    const { Database } = await cloud.call("glue", "GetDatabase", { Name });
    return {
      arn: `arn:aws:glue:${cloud.region}:${cloud.accountId}:database/${Name}`,
      name: Name,
      catalogId: cloud.accountId,
      description: Database?.Description,
      locationUri: Database?.LocationUri ?? "",
      parameters: Database?.Parameters ?? state.parameters,
    };
  },
  delete: (id, _state, cloud) => cloud.call("glue", "DeleteDatabase", { Name: databaseName(id) }),
});

/** An id is `<account>:<name>`. */
const databaseName = (id: string): string => id.slice(id.indexOf(":") + 1);

const databaseInput = (inputs: Inputs<aws.glue.CatalogDatabaseArgs, "name">) =>
  toApi(pick(inputs, ["name", "description", "locationUri", "parameters"]));

/** Inputs of a table that the API takes under its own names. */
const tableMembers = [
  "description",
  "name",
  "owner",
  "parameters",
  "partitionKeys",
  "retention",
  "storageDescriptor",
  "tableType",
  "viewExpandedText",
  "viewOriginalText",
] as const;
const spellings = { serDeInfo: "SerdeInfo" } as const;

/** A table of the Data Catalog. */
const tableKind = defineKind<aws.glue.CatalogTableArgs, "name">({
  type: "aws:glue/catalogTable:CatalogTable",
  required: ["databaseName"],
  optional: ["catalogId", ...tableMembers.filter((name) => name !== "name")],
  replaceOn: ["catalogId", "databaseName"],
  autoname: { property: "name", maxLength: 255 },
  async create(inputs, cloud) {
    const { databaseName: DatabaseName, name } = inputs;
    const TableInput = toApi(pick(inputs, tableMembers), spellings);
    await cloud.call("glue", "CreateTable", { DatabaseName, TableInput });
    return `${cloud.accountId}:${DatabaseName}:${name}`;
  },
  update: (_id, inputs, cloud) =>
    cloud.call("glue", "UpdateTable", {
      DatabaseName: inputs.databaseName,
      TableInput: toApi(pick(inputs, tableMembers), spellings),
    }),
  async read(id, state, cloud) {
    const { DatabaseName, Name } = tableNames(id);
    const { Table } = await cloud.call("glue", "GetTable", { DatabaseName, Name });
    const scope = `${cloud.region}:${cloud.accountId}`;
    return {
      ...eachAsGiven(tableMembers, state, fromApi(Table, spellings)),
      arn: `arn:aws:glue:${scope}:table/${DatabaseName}/${Name}`,
      catalogId: cloud.accountId,
      databaseName: DatabaseName,
      partitionIndices: [],
    };
  },
  delete: (id, _state, cloud) => cloud.call("glue", "DeleteTable", tableNames(id)),
});

/** An id is `<account>:<database>:<name>`. */
function tableNames(id: string) {
  const [, DatabaseName = "", Name = ""] = id.split(":");
  return { DatabaseName, Name };
}

/** Glue's Data Catalog. */
export const glueKinds: readonly ResourceKind[] = [databaseKind, tableKind];
