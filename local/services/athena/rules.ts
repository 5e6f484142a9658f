import type { Rules } from "../../gateway/model/rules";
import { tagRules } from "../tags";

const id = { length: [1, 128], pattern: "\\S+" } as const;
const text = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";
const workGroup = { pattern: "[a-zA-Z0-9._-]{1,128}" };

/** Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html */
export const rules: Rules = {
  WorkGroup: workGroup,
  "CreateWorkGroupInput.Name": workGroup,
  Name: { length: [1, 128] },
  Description: { length: [1, 1024] },
  "CreateWorkGroupInput.Description": { length: [0, 1024] },
  "UpdateWorkGroupInput.Description": { length: [0, 1024] },
  BytesScannedCutoffPerQuery: { range: [10_000_000, Infinity] },
  Database: { length: [1, 255] },
  Catalog: { length: [1, 256], pattern: text },
  QueryString: { length: [1, 262_144] },
  ClientRequestToken: { length: [32, 128] },
  QueryExecutionId: id,
  NamedQueryId: id,
  QueryExecutionIds: { length: [1, 50], each: id },
  NamedQueryIds: { length: [1, 50], each: id },
  MaxResults: { range: [0, 50] },
  "ListWorkGroupsInput.MaxResults": { range: [1, 50] },
  "GetQueryResultsInput.MaxResults": { range: [1, Infinity] },
  "ListTagsForResourceInput.MaxResults": { range: [75, Infinity] },
  NextToken: { length: [1, 1024] },
  StatementName: { pattern: "[a-zA-Z_][a-zA-Z0-9_@:]{1,256}" },
  QueryStatement: { length: [1, 262_144] },
  ExecutionParameters: { length: [1, Infinity], each: { length: [1, 1024] } },
  CatalogName: { length: [1, 256], pattern: text },
  DatabaseName: { length: [1, 128] },
  TableName: { length: [1, 128] },
  Expression: { length: [0, 256] },
  "GetDataCatalogInput.Name": { length: [1, 256], pattern: text },
  "ListDataCatalogsInput.MaxResults": { range: [2, 50] },
  "ListDatabasesInput.MaxResults": { range: [1, 50] },
  "ListTableMetadataInput.MaxResults": { range: [1, 50] },
  "ListPreparedStatementsInput.MaxResults": { range: [1, 50] },
  "ListEngineVersionsInput.MaxResults": { range: [1, 10] },
  ResourceARN: { length: [1, 1011] },
  ...tagRules,
};
