import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, tagOutputs, wantedTags, type Tags } from "./state";

type Shape = Record<string, unknown>;

const glue = <Output = Shape>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("glue", operation, input);

/** The answer, or undefined when what was asked for is gone. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EntityNotFoundException") {
      return undefined;
    }
    throw error;
  }
}

async function tagsOf(ResourceArn: string, cloud: CloudClient): Promise<Tags> {
  return (await glue<{ Tags?: Tags }>(cloud, "GetTags", { ResourceArn })).Tags ?? {};
}

async function currentDatabase(
  id: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const name = id.slice(id.indexOf(":") + 1);
  const found = await unlessGone(glue<{ Database: Shape }>(cloud, "GetDatabase", { Name: name }));
  if (found === undefined) return undefined;
  const arn = `arn:aws:glue:${cloud.region}:${cloud.accountId}:database/${name}`;
  const outputs = defined({
    arn,
    catalogId: cloud.accountId,
    name,
    description: found.Database.Description,
    locationUri: found.Database.LocationUri,
    parameters: found.Database.Parameters,
    region: cloud.region,
    ...tagOutputs(await tagsOf(arn, cloud), state),
  });
  return { id, outputs };
}

function databaseInput({ name, description, locationUri, parameters }: Properties) {
  return defined({
    Name: name,
    Description: description,
    LocationUri: locationUri,
    Parameters: parameters,
  });
}

async function standing(found: Promise<Created | undefined>, what: string): Promise<Created> {
  const created = await found;
  if (created === undefined) throw new Error(`${what} is gone`);
  return created;
}

const databaseKind: ResourceKind = {
  type: "aws:glue/catalogDatabase:CatalogDatabase",
  required: [],
  optional: ["catalogId", "description", "locationUri", "name", "parameters"],
  replaceOn: ["catalogId", "name", "region"],
  autoname: { property: "name", maxLength: 255 },
  async create(inputs, cloud) {
    await glue(cloud, "CreateDatabase", {
      DatabaseInput: databaseInput(inputs),
      Tags: wantedTags(inputs),
    });
    const id = `${cloud.accountId}:${String(inputs.name)}`;
    return standing(currentDatabase(id, inputs, cloud), `database ${id}`);
  },
  read: currentDatabase,
  async update(id, state, inputs, cloud) {
    const DatabaseInput = databaseInput(inputs);
    await glue(cloud, "UpdateDatabase", { Name: inputs.name, DatabaseInput });
    const ResourceArn = String(state.arn);
    await changeTags(
      await tagsOf(ResourceArn, cloud),
      wantedTags(inputs),
      (TagsToRemove) => glue(cloud, "UntagResource", { ResourceArn, TagsToRemove }),
      (TagsToAdd) => glue(cloud, "TagResource", { ResourceArn, TagsToAdd }),
    );
    return (await standing(currentDatabase(id, inputs, cloud), `database ${id}`)).outputs;
  },
  async delete(id, _state, cloud) {
    await unlessGone(glue(cloud, "DeleteDatabase", { Name: id.slice(id.indexOf(":") + 1) }));
  },
};

/** Glue's API has Pulumi's names with a capital letter; only SerdeInfo is spelled otherwise. */
const irregular: Readonly<Record<string, string>> = { serDeInfo: "SerdeInfo" };
const regular = new Map(Object.entries(irregular).map(([pulumi, api]) => [api, pulumi]));

/** Maps of a person's own keys, which keep their spelling. */
const verbatim = new Set(["parameters", "Parameters"]);

function respell(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => respell(each, spell));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => [spell(key), verbatim.has(key) ? inner : respell(inner, spell)]),
  );
}

const toApi = (value: unknown) =>
  respell(value, (key) => irregular[key] ?? key.charAt(0).toUpperCase() + key.slice(1));

const fromApi = (value: unknown) =>
  respell(value, (key) => regular.get(key) ?? key.charAt(0).toLowerCase() + key.slice(1));

const tableInputs = [
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

function tableInput(inputs: Properties): unknown {
  return toApi(Object.fromEntries(tableInputs.map((key) => [key, inputs[key]])));
}

async function currentTable(
  id: string,
  _state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const [, databaseName = "", name = ""] = id.split(":");
  const found = await unlessGone(
    glue<{ Table: Shape }>(cloud, "GetTable", { DatabaseName: databaseName, Name: name }),
  );
  if (found === undefined) return undefined;
  const table = fromApi(found.Table) as Properties;
  const outputs = defined({
    ...Object.fromEntries(tableInputs.map((key) => [key, table[key]])),
    arn: `arn:aws:glue:${cloud.region}:${cloud.accountId}:table/${databaseName}/${name}`,
    catalogId: cloud.accountId,
    databaseName,
    region: cloud.region,
  });
  return { id, outputs };
}

const tableKind: ResourceKind = {
  type: "aws:glue/catalogTable:CatalogTable",
  required: ["databaseName"],
  optional: ["catalogId", ...tableInputs],
  replaceOn: ["catalogId", "databaseName", "name", "region"],
  autoname: { property: "name", maxLength: 255 },
  async create(inputs, cloud) {
    await glue(cloud, "CreateTable", {
      DatabaseName: inputs.databaseName,
      TableInput: tableInput(inputs),
    });
    const id = [cloud.accountId, inputs.databaseName, inputs.name].map(String).join(":");
    return standing(currentTable(id, inputs, cloud), `table ${id}`);
  },
  read: currentTable,
  async update(id, _state, inputs, cloud) {
    await glue(cloud, "UpdateTable", {
      DatabaseName: inputs.databaseName,
      TableInput: tableInput(inputs),
    });
    return (await standing(currentTable(id, inputs, cloud), `table ${id}`)).outputs;
  },
  async delete(id, _state, cloud) {
    const [, DatabaseName, Name] = id.split(":");
    await unlessGone(glue(cloud, "DeleteTable", { DatabaseName, Name }));
  },
};

/** The Data Catalog's resource types. */
export const glueKinds: readonly ResourceKind[] = [databaseKind, tableKind];
