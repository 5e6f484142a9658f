import type { CloudClient } from "../gateway/service";
import { asGiven, fromApi, toApi } from "./api-names";
import type { Created, Properties, ResourceKind } from "./kind";
import { defined, tagChanges, tagOutputs, unless, wantedTags } from "./outputs";
import type { Tags } from "./outputs";

const gone = ["EntityNotFoundException"];
const spellings = { serDeInfo: "SerdeInfo" };

function databaseArn(name: unknown, { region, accountId }: CloudClient): string {
  return `arn:aws:glue:${region}:${accountId}:database/${String(name)}`;
}

function databaseInput(inputs: Properties): object {
  const { name, description, locationUri, parameters } = inputs;
  return defined({
    Name: name,
    Description: description,
    LocationUri: locationUri,
    Parameters: parameters,
  });
}

async function currentDatabase(
  name: unknown,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const { Database: shape } = await cloud.call<{ Database: Properties }>("glue", "GetDatabase", {
    Name: name,
  });
  const arn = databaseArn(shape["Name"], cloud);
  const { Tags: tags } = await cloud.call<{ Tags: Tags }>("glue", "GetTags", { ResourceArn: arn });
  const outputs = defined({
    ...state,
    arn,
    name: shape["Name"],
    catalogId: cloud.accountId,
    region: cloud.region,
    description: shape["Description"],
    locationUri: shape["LocationUri"] ?? "",
    parameters: shape["Parameters"] ?? state["parameters"],
    createTableDefaultPermissions: state["createTableDefaultPermissions"] ?? [],
    ...tagOutputs(tags, state),
  });
  return { id: `${cloud.accountId}:${String(shape["Name"])}`, outputs };
}

/** A database of the Data Catalog. */
const databaseKind: ResourceKind = {
  type: "aws:glue/catalogDatabase:CatalogDatabase",
  required: [],
  optional: [
    "catalogId",
    "createTableDefaultPermissions",
    "description",
    "locationUri",
    "name",
    "parameters",
  ],
  replaceOn: ["catalogId", "name", "region"],
  autoname: { property: "name", maxLength: 255 },
  check: ({ name }) =>
    typeof name === "string" && name !== name.toLowerCase()
      ? [{ property: "name", reason: "uppercase characters cannot be used in name" }]
      : [],
  async create(inputs, cloud) {
    const DatabaseInput = databaseInput(inputs);
    await cloud.call("glue", "CreateDatabase", { DatabaseInput, Tags: wantedTags(inputs) });
    return currentDatabase(inputs["name"], inputs, cloud);
  },
  read: (_id, state, cloud) => unless(gone, currentDatabase(state["name"], state, cloud)),
  async update(_id, state, inputs, cloud) {
    const Name = state["name"];
    await cloud.call("glue", "UpdateDatabase", { Name, DatabaseInput: databaseInput(inputs) });
    const ResourceArn = databaseArn(Name, cloud);
    const { Tags: there } = await cloud.call<{ Tags: Tags }>("glue", "GetTags", { ResourceArn });
    const { set, removed: TagsToRemove } = tagChanges(there, wantedTags(inputs));
    await cloud.call("glue", "UntagResource", { ResourceArn, TagsToRemove });
    const TagsToAdd = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
    await cloud.call("glue", "TagResource", { ResourceArn, TagsToAdd });
    return (await currentDatabase(Name, inputs, cloud)).outputs;
  },
  async delete(_id, state, cloud) {
    await unless(gone, cloud.call("glue", "DeleteDatabase", { Name: state["name"] }));
  },
};

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
];

function tableInput(inputs: Properties): unknown {
  const members = tableMembers.map((name) => [name, inputs[name]] as const);
  return toApi(defined(Object.fromEntries(members)), spellings);
}

async function currentTable(state: Properties, cloud: CloudClient): Promise<Created> {
  const { databaseName, name } = state;
  const { Table: table } = await cloud.call<{ Table: Properties }>("glue", "GetTable", {
    DatabaseName: databaseName,
    Name: name,
  });
  const real = fromApi(table, spellings) as Properties;
  const shown = tableMembers.map(
    (member) => [member, asGiven(state[member], real[member])] as const,
  );
  const scope = `${cloud.region}:${cloud.accountId}`;
  const outputs = defined({
    ...state,
    ...Object.fromEntries(shown),
    arn: `arn:aws:glue:${scope}:table/${String(databaseName)}/${String(table["Name"])}`,
    catalogId: cloud.accountId,
    databaseName,
    region: cloud.region,
    partitionIndices: state["partitionIndices"] ?? [],
  });
  return { id: `${cloud.accountId}:${String(databaseName)}:${String(table["Name"])}`, outputs };
}

/** A table of the Data Catalog. */
const tableKind: ResourceKind = {
  type: "aws:glue/catalogTable:CatalogTable",
  required: ["databaseName"],
  optional: ["catalogId", ...tableMembers],
  replaceOn: ["catalogId", "databaseName", "name", "region"],
  autoname: { property: "name", maxLength: 255 },
  async create(inputs, cloud) {
    const input = { DatabaseName: inputs["databaseName"], TableInput: tableInput(inputs) };
    await cloud.call("glue", "CreateTable", input);
    return currentTable(inputs, cloud);
  },
  read: (_id, state, cloud) => unless(gone, currentTable(state, cloud)),
  async update(_id, state, inputs, cloud) {
    const input = { DatabaseName: state["databaseName"], TableInput: tableInput(inputs) };
    await cloud.call("glue", "UpdateTable", input);
    return (await currentTable(inputs, cloud)).outputs;
  },
  async delete(_id, state, cloud) {
    const input = { DatabaseName: state["databaseName"], Name: state["name"] };
    await unless(gone, cloud.call("glue", "DeleteTable", input));
  },
};

/** Glue's Data Catalog. */
export const glueKinds: readonly ResourceKind[] = [databaseKind, tableKind];
