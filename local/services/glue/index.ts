import type { Rule, Rules } from "../../gateway/model/rules";
import { permittedOn } from "../on-resource";
import { pageOf } from "../pages";
import type { Operations, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { taggedOf, tagMap, tagOperations } from "../tags";
import { Catalog } from "./catalog";
import { badToken } from "./pages";
import { partitionOperations } from "./partitions";
import { tableOperations } from "./tables";

export type { GlueColumn, GluePartition, GlueTable } from "./catalog";

export interface GlueOptions {
  readonly region: string;
  readonly accountId: string;
}

const line = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";
const text = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*";
const name: Rule = { length: [1, 255], pattern: line };

/** Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog.html */
const rules: Rules = {
  CatalogId: name,
  DatabaseName: name,
  TableName: name,
  Name: name,
  Owner: name,
  "Column.Type": { length: [0, 131_072], pattern: line },
  Comment: { length: [0, 255], pattern: line },
  Description: { length: [0, 2048], pattern: text },
  LocationUri: { length: [1, 1024], pattern: text },
  Location: { length: [0, 2056], pattern: text },
  TableType: { length: [0, 255] },
  Expression: { length: [0, 2048], pattern: line },
  "GetPartitionsRequest.Expression": { length: [0, 2048], pattern: text },
  MaxResults: { range: [1, 100] },
  "GetPartitionsRequest.MaxResults": { range: [1, 1000] },
  Values: { each: { length: [1, 1024] } },
  PartitionInputList: { length: [0, 100] },
  PartitionsToGet: { length: [0, 1000] },
  PartitionsToDelete: { length: [0, 25] },
  Entries: { length: [1, 100] },
  TablesToDelete: { length: [0, 100] },
  TotalSegments: { range: [1, 10] },
  SegmentNumber: { range: [0, Infinity] },
  SearchText: { length: [0, 1024] },
  "SearchTablesRequest.MaxResults": { range: [1, 1000] },
  ResourceArn: { length: [1, 10_240], pattern: "arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*" },
  Tags: { length: [0, 50], ...tagMap },
  TagsToAdd: { length: [0, 50], ...tagMap },
  TagsToRemove: { length: [0, 50], each: { length: [1, 128] } },
};

/** Glue's Data Catalog: databases, tables and registered partitions. */
export function createGlue(options: GlueOptions): Service & TagSource {
  const arn = (resource: string) =>
    `arn:aws:glue:${options.region}:${options.accountId}:${resource}`;
  const catalog = new Catalog(options.accountId, arn);
  const operations = {
    ...databaseOperations(catalog),
    ...tableOperations(catalog),
    ...partitionOperations(catalog),
  };
  return {
    name: "glue",
    targetPrefix: "AWSGlue",
    validationCode: "InvalidInputException",
    rules,
    operations: {
      ...permittedOn("glue", operations, (input: Target) => touched(input).map(arn)),
      ...tagOperations("glue", {
        list: "GetTags",
        resource: "ResourceArn",
        tags: "TagsToAdd",
        keys: "TagsToRemove",
        listed: "Tags",
        form: "map",
        find: (resource) => catalog.byArn(resource).tags,
      }),
    },
    tagged: () => taggedOf(catalog.databases()),
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
function touched({ DatabaseName, Name, TableName, ...input }: Target): readonly string[] {
  if (DatabaseName === undefined) {
    const database = input.DatabaseInput?.Name ?? Name;
    return database === undefined ? ["catalog"] : ["catalog", `database/${database}`];
  }
  const table = TableName ?? input.TableInput?.Name ?? Name ?? "*";
  return ["catalog", `database/${DatabaseName}`, `table/${DatabaseName}/${table}`];
}

function databaseOperations(catalog: Catalog): Operations<"glue"> {
  return {
    CreateDatabase: {
      run({ DatabaseInput, Tags }) {
        catalog.createDatabase(DatabaseInput, Tags);
        return {};
      },
    },
    GetDatabase: { run: ({ Name }) => ({ Database: catalog.database(Name).shape }) },
    GetDatabases: {
      run({ NextToken, MaxResults = 100 }) {
        const all = catalog.databases().map(({ shape }) => shape);
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { DatabaseList: page, NextToken: next };
      },
    },
    UpdateDatabase: {
      run({ Name, DatabaseInput }) {
        catalog.updateDatabase(Name, DatabaseInput);
        return {};
      },
    },
    DeleteDatabase: {
      run({ Name }) {
        catalog.deleteDatabase(Name);
        return {};
      },
    },
  };
}
