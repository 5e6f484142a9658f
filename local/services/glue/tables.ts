import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { linearPattern } from "../patterns";
import type { Catalog } from "./catalog";
import { detailOf } from "./details";
import { badToken } from "./pages";
import { searched } from "./search";

export function tableOperations(catalog: Catalog): Operations<"glue"> {
  /** Optional in the schema, where a table may also be given in an open format. */
  const given = <T>(input: T | undefined): T => {
    if (input !== undefined) return input;
    throw new AwsError("InvalidInputException", "TableInput must not be null.");
  };
  return {
    CreateTable: {
      run({ DatabaseName, TableInput }) {
        catalog.createTable(DatabaseName, given(TableInput));
        return {};
      },
    },
    UpdateTable: {
      run({ DatabaseName, TableInput }) {
        catalog.updateTable(DatabaseName, given(TableInput));
        return {};
      },
    },
    GetTable: {
      run: ({ DatabaseName, Name }) => ({ Table: catalog.table(DatabaseName, Name).table }),
    },
    GetTables: {
      run({ DatabaseName, Expression = ".*", NextToken, MaxResults = 100 }) {
        const pattern = linearPattern(Expression, true);
        if (pattern === undefined) {
          throw new AwsError("InvalidInputException", `${Expression} is no regular expression.`);
        }
        const tables = [...catalog.database(DatabaseName).tables.values()];
        const all = tables.map(({ table }) => table).filter(({ Name }) => pattern.testExact(Name));
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { TableList: page, NextToken: next };
      },
    },
    GetTableVersions: {
      run({ DatabaseName, TableName }) {
        const { versions } = catalog.table(DatabaseName, TableName);
        return { TableVersions: versions.map((Table) => ({ Table, VersionId: Table.VersionId })) };
      },
    },
    // None can be made here, and tools ask.
    GetPartitionIndexes: {
      run({ DatabaseName, TableName }) {
        catalog.table(DatabaseName, TableName);
        return { PartitionIndexDescriptorList: [] };
      },
    },
    SearchTables: {
      permissions: () => [["glue:SearchTables", "*"]],
      run(input) {
        const { page, next } = pageOf(
          searched(catalog, input),
          input.NextToken,
          input.MaxResults ?? 100,
          badToken,
        );
        return { TableList: page, NextToken: next };
      },
    },
    BatchDeleteTable: {
      run({ DatabaseName, TablesToDelete }) {
        catalog.database(DatabaseName);
        const Errors = TablesToDelete.flatMap((TableName) => {
          const ErrorDetail = detailOf(() => {
            catalog.deleteTable(DatabaseName, TableName);
          });
          return ErrorDetail ? [{ TableName, ErrorDetail }] : [];
        });
        return { Errors };
      },
    },
    DeleteTable: {
      run({ DatabaseName, Name }) {
        catalog.deleteTable(DatabaseName, Name);
        return {};
      },
    },
  };
}
