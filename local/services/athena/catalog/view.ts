import { existing } from "../existing";
import { QueryFault } from "../faults";
import { isView, viewText } from "../presto-view";
import type { StatementScope } from "../query";
import { withSelect } from "../select";
import type { CatalogStatement } from "../statements/statement";
import { typeText, unknown } from "../../sql/core/types";
import { checkNames, hiveColumns } from "../write/columns";

/** Keeps a SELECT as a table of Glue's, with the columns that it has now. */
export async function createView(
  { table, replace, select }: Extract<CatalogStatement, { kind: "create view" }>,
  scope: StatementScope,
): Promise<void> {
  const { cloud, as, database } = scope;
  const DatabaseName = table.database ?? database;
  const name = `awsdatacatalog.${DatabaseName}.${table.table}`;
  const before = await existing(DatabaseName, table.table, scope);
  if (before && !(replace && isView(before))) {
    const what = isView(before) ? "View" : "Table";
    throw new QueryFault("ALREADY_EXISTS", `line 1:1: ${what} already exists: ${name}`);
  }
  const selected = await withSelect(select, scope, ({ columns: found }) => Promise.resolve(found));
  const columns = hiveColumns(selected);
  checkNames(columns);
  const definition = {
    originalSql: select,
    catalog: "awsdatacatalog",
    schema: database,
    columns: columns.map(({ Name }, at) => ({
      name: Name,
      type: typeText(selected[at]?.type ?? unknown),
    })),
  };
  const TableInput = {
    Name: table.table,
    TableType: "VIRTUAL_VIEW",
    ViewOriginalText: viewText(definition),
    ViewExpandedText: "/* Presto View */",
    Parameters: { presto_view: "true", comment: "Presto View" },
    PartitionKeys: [],
    StorageDescriptor: { Columns: columns, Location: "", SerdeInfo: {} },
  };
  const operation = before ? "UpdateTable" : "CreateTable";
  await cloud.call("glue", operation, { DatabaseName, TableInput }, as);
}
