import { existing } from "../existing";
import { isView } from "../presto-view";
import type { StatementScope } from "../query";
import type { CatalogStatement } from "../statements/statement";
import { hiveFault } from "./fault";

/** Takes a table or a view out of Glue; what is in S3 stays, as in Athena. */
export async function dropTable(
  { kind, table, ifExists }: Extract<CatalogStatement, { kind: "drop table" | "drop view" }>,
  scope: StatementScope,
): Promise<void> {
  const DatabaseName = table.database ?? scope.database;
  const found = await existing(DatabaseName, table.table, scope);
  if (!found) {
    if (ifExists) return;
    throw hiveFault(`Table not found ${DatabaseName}.${table.table}`);
  }
  if (isView(found) !== (kind === "drop view")) {
    const [is, other] = isView(found) ? ["view", "VIEW"] : ["table", "TABLE"];
    throw hiveFault(`${table.table} is a ${is}: DROP ${other} drops it`);
  }
  await scope.cloud.call("glue", "DeleteTable", { DatabaseName, Name: table.table }, scope.as);
}
