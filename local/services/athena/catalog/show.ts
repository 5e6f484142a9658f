import type { GlueColumn } from "../../glue";
import { linearPattern } from "../../patterns";
import { required } from "../existing";
import { notSupported } from "../faults";
import { partitionFolder } from "../locations";
import { isView, viewOf } from "../presto-view";
import type { StatementScope } from "../query";
import { linesOf } from "../results";
import type { TextResult } from "../results";
import type { ShowStatement } from "../statements/statement";
import { openTable } from "../tables";
import { databasesOf, tablesOf } from "./lists";
import { createTableText } from "./table-text";
import { hiveFault } from "./fault";

/** Answers what a statement asks of the catalog. Rejects with AwsError, QueryFault. */
export async function show(statement: ShowStatement, scope: StatementScope): Promise<TextResult> {
  switch (statement.kind) {
    case "show databases": {
      const names = (await databasesOf(scope)).map(({ Name }) => Name);
      return linesOf(["database_name"], like(names, statement.like));
    }
    case "show tables":
    case "show views": {
      const tables = await tablesOf(statement.database ?? scope.database, scope);
      const wanted = tables.filter((each) => statement.kind === "show tables" || isView(each));
      const names = wanted.map(({ Name }) => Name);
      const column = statement.kind === "show tables" ? "tab_name" : "views";
      return linesOf([column], like(names, statement.like));
    }
    default:
      return showTable(statement, scope);
  }
}

type OfTable = Extract<ShowStatement, { table: object }>;

async function showTable(statement: OfTable, scope: StatementScope): Promise<TextResult> {
  const { database = scope.database, table: name } = statement.table;
  const table = await required(database, name, scope);
  const { StorageDescriptor: { Columns = [] } = {}, PartitionKeys = [], Parameters = {} } = table;
  switch (statement.kind) {
    case "show columns":
      return linesOf(
        ["field"],
        [...Columns, ...PartitionKeys].map(({ Name }) => Name.padEnd(20)),
      );
    case "show partitions": {
      if (PartitionKeys.length === 0) throw hiveFault(`Table ${name} is not a partitioned table`);
      const names = PartitionKeys.map(({ Name }) => Name);
      const { partitions } = await openTable(table, scope);
      const folders = partitions.map(({ values }) => partitionFolder(names, values).slice(0, -1));
      return linesOf(["partition"], folders.sort());
    }
    case "show table properties": {
      const { property } = statement;
      const shown = Object.entries(Parameters).filter(([key]) => key === (property ?? key));
      if (property !== undefined && shown.length === 0) {
        throw hiveFault(`Table ${database}.${name} does not have property: ${property}`);
      }
      const lines = shown.map(([key, value]) => `${key}\t${value}`);
      return linesOf(["prpt_name", "prpt_value"], lines);
    }
    case "show create table":
      if (isView(table)) throw hiveFault(`${name} is a view: SHOW CREATE VIEW shows it`);
      return linesOf(["createtab_stmt"], createTableText(table));
    case "show create view": {
      if (!isView(table))
        throw notSupported(`Relation '${database}.${name}' is a table, not a view`);
      const { originalSql } = viewOf(table);
      const head = `CREATE VIEW "${database}"."${name}" AS`;
      return linesOf(["Create View"], [head, ...originalSql.split("\n")]);
    }
    case "describe":
    case "describe view":
      return linesOf(["col_name", "data_type", "comment"], described(Columns, PartitionKeys));
  }
}

/** Hive's pattern: `*` for any text, `|` between several. */
function like(names: readonly string[], pattern: string | undefined): string[] {
  const sorted = [...names].sort();
  if (pattern === undefined) return sorted;
  const expression = pattern.replace(/[.+?^$()[\]{}\\]/g, "\\$&").replaceAll("*", ".*");
  const matcher = linearPattern(expression, true);
  if (matcher === undefined) throw hiveFault(`${pattern} is no pattern`);
  return sorted.filter((name) => matcher.testExact(name));
}

const cells = (...texts: readonly string[]): string =>
  texts.map((text) => text.padEnd(20)).join("\t");

const line = ({ Name, Type = "string", Comment = "" }: GlueColumn): string =>
  cells(Name, Type, Comment);

/** As Hive describes a table: all columns, then those that part it once more. */
function described(columns: readonly GlueColumn[], keys: readonly GlueColumn[]): string[] {
  const all = [...columns, ...keys].map(line);
  if (keys.length === 0) return all;
  const title = cells("# col_name", "data_type", "comment");
  return [...all, "\t \t ", "# Partition Information\t \t ", title, "\t \t ", ...keys.map(line)];
}
