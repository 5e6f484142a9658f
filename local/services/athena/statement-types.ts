import type { StatementType } from "@aws-sdk/client-athena";
import type { Statement } from "./statements/statement";

/** What Athena says of a statement, and what stands where it tells its output is. */
export interface StatementInfo {
  readonly type: StatementType;
  readonly subtype: string;
  /** Rows as CSV, lines of text, or a manifest of files. */
  readonly output: "csv" | "text" | "manifest";
}

const info = (type: StatementType, subtype: string, output: StatementInfo["output"]) => ({
  type,
  subtype,
  output,
});
const ddl = (subtype: string) => info("DDL", subtype, "text");
const utility = (subtype: string) => info("UTILITY", subtype, "text");

/** Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html */
export const statementInfo: Readonly<Record<Statement["kind"], StatementInfo>> = {
  select: info("DML", "SELECT", "csv"),
  "create table as": info("DML", "CREATE_TABLE_AS_SELECT", "manifest"),
  insert: info("DML", "INSERT", "manifest"),
  unload: info("DML", "UNLOAD", "manifest"),
  prepare: ddl("PREPARE"),
  execute: info("DML", "EXECUTE", "csv"),
  deallocate: ddl("DEALLOCATE_PREPARE"),
  "create database": ddl("CREATE_DATABASE"),
  "drop database": ddl("DROP_DATABASE"),
  "create table": ddl("CREATE_TABLE"),
  "create view": ddl("CREATE_VIEW"),
  "drop table": ddl("DROP_TABLE"),
  "drop view": ddl("DROP_VIEW"),
  "alter table": ddl("ALTER_TABLE"),
  "repair table": ddl("MSCK_REPAIR_TABLE"),
  "show databases": utility("SHOW_DATABASES"),
  "show tables": utility("SHOW_TABLES"),
  "show views": utility("SHOW_VIEWS"),
  "show columns": utility("SHOW_COLUMNS"),
  "show partitions": utility("SHOW_PARTITIONS"),
  "show table properties": utility("SHOW_TBLPROPERTIES"),
  "show create table": utility("SHOW_CREATE_TABLE"),
  "show create view": utility("SHOW_CREATE_VIEW"),
  describe: utility("DESCRIBE_TABLE"),
  "describe view": utility("DESCRIBE_VIEW"),
};
