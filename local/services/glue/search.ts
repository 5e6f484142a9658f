import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Catalog, GlueTable } from "./catalog";

type Input = InputOf<"glue", "SearchTables">;
type Property = NonNullable<Input["Filters"]>[number];

/**
 * The tables that have a text anywhere in their definition, and what filters ask besides.
 * Source: https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html
 */
export function searched(catalog: Catalog, { SearchText, Filters = [] }: Input): GlueTable[] {
  const tables = catalog.databases().flatMap(({ tables }) => [...tables.values()]);
  const [, exact] = /^"(.*)"$/s.exec(SearchText ?? "") ?? [];
  return tables
    .map(({ table }) => table)
    .filter((table) => {
      const texts = textsOf(table);
      const found =
        exact === undefined
          ? texts.some((text) => text.toLowerCase().includes((SearchText ?? "").toLowerCase()))
          : texts.includes(exact);
      return found && Filters.every((filter) => matches(table, filter));
    });
}

function textsOf({ Name, DatabaseName = "", Description = "", ...table }: GlueTable): string[] {
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  const named = columns.flatMap(({ Name: column, Comment = "" }) => [column, Comment]);
  const properties = Object.entries(table.Parameters ?? {}).flat();
  return [Name, DatabaseName, Description, ...named, ...properties];
}

function matches(table: GlueTable, { Key = "", Value = "", Comparator = "EQUALS" }: Property) {
  if (Comparator !== "EQUALS") {
    throw new AwsError(
      "InvalidInputException",
      `${Comparator} is for times, which are not searched`,
    );
  }
  const { Name, DatabaseName, Description, Owner, TableType, Parameters } = table;
  const known: Readonly<Record<string, string | undefined>> = {
    name: Name,
    databaseName: DatabaseName,
    description: Description,
    owner: Owner,
    tableType: TableType,
    ...Parameters,
  };
  return known[Key] === Value;
}
