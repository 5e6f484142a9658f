import type { Answer, StatementScope } from "../query";
import { linesOf } from "../results";
import type { CatalogStatement } from "../statements/statement";
import { alterTable } from "./alter";
import { createTable } from "./create-table";
import { createDatabase, dropDatabase } from "./databases";
import { dropTable } from "./drop-table";
import { repairTable } from "./repair";
import { createView } from "./view";

/** Runs a statement that changes the catalog. Rejects with AwsError, QueryFault. */
export async function runCatalogStatement(
  statement: CatalogStatement,
  scope: StatementScope,
): Promise<Answer> {
  return { result: linesOf([], await run(statement, scope)), scannedBytes: 0 };
}

/** Gives what the statement tells besides, line by line. */
async function run(statement: CatalogStatement, scope: StatementScope): Promise<readonly string[]> {
  switch (statement.kind) {
    case "create database":
      await createDatabase(statement, scope);
      return [];
    case "drop database":
      await dropDatabase(statement, scope);
      return [];
    case "create table":
      await createTable(statement, scope);
      return [];
    case "create view":
      await createView(statement, scope);
      return [];
    case "drop table":
    case "drop view":
      await dropTable(statement, scope);
      return [];
    case "alter table":
      await alterTable(statement, scope);
      return [];
    case "repair table":
      return repairTable(statement.table, scope);
  }
}
