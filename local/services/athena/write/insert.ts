import type { GlueTable } from "../../glue";
import { required } from "../existing";
import { notSupported, QueryFault } from "../faults";
import { fieldDelimiter, formatOf } from "../formats";
import { folderOf } from "../locations";
import { isView } from "../presto-view";
import { projectedFolder } from "../projected-folder";
import type { Answer, StatementScope } from "../query";
import { writtenResult } from "../results";
import { withSelect } from "../select";
import type { ColumnDefinition, WriteStatement } from "../statements/statement";
import { registeredPartitions } from "../tables";
import { assignable } from "./assignable";
import { hiveColumns, keepRows } from "./columns";
import { registerPartitions } from "./places";
import { compressionOf } from "./properties";
import type { WrittenFormat } from "./properties";
import { below, writeRows } from "./index";
import type { Target } from "./index";
import { quoteIdentifier } from "../../sql/core/lexer";
import { typeText } from "../../sql/core/types";
import { duckdbType, glueType } from "../types";

type Insert = Extract<WriteStatement, { kind: "insert" }>;

/**
 * INSERT INTO: the rows go into new files of the table, and new partitions into Glue.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/insert-into.html
 */
export async function insertInto(statement: Insert, scope: StatementScope): Promise<Answer> {
  const database = statement.table.database ?? scope.database;
  const table = await required(database, statement.table.table, scope);
  if (isView(table)) throw notSupported("Inserting into views is not supported");
  const format = writtenFormat(table);
  const plain = table.StorageDescriptor?.Columns ?? [];
  const partitionKeys = (table.PartitionKeys ?? []).map(definition);
  const columns = [...plain.map(definition), ...partitionKeys];
  return withSelect(
    statement.select,
    scope,
    async ({ session, sql, columns: selected, scannedBytes }) => {
      const given = hiveColumns(selected);
      const named = wantedColumns(columns, statement.columns);
      checkTypes(named, given);
      const updated = await keepRows(filled(sql, columns, named), columns, session);
      const place = await placesOf(table, partitionKeys, scope);
      const target = { columns, partitionKeys, format, ...place };
      const written = await writeRows(target, { ...scope, session, name: scope.fileName });
      const fresh = written.partitions.filter(({ values }) => !place.isKnown(values));
      if (partitionKeys.length > 0) await registerPartitions(database, table, fresh, scope);
      return { result: writtenResult, scannedBytes, updated, files: written.files };
    },
    scope.folder,
  );
}

const definition = ({ Name, Type = "string" }: { Name: string; Type?: string }) => ({ Name, Type });

/** OpenCSV's quoting is nothing that Athena writes; JSON and lines of text get the compression of their table. */
function writtenFormat(table: GlueTable): WrittenFormat {
  const name = formatOf(table);
  if (name === "csv") throw notSupported("Athena does not write by OpenCSVSerde");
  const { Parameters = {}, StorageDescriptor } = table;
  const serde = StorageDescriptor?.SerdeInfo?.Parameters ?? {};
  const word = Parameters["write.compression"] ?? Parameters["parquet.compression"];
  return {
    name,
    compression: compressionOf(word, name),
    delimiter: serde["field.delim"] ?? fieldDelimiter,
  };
}

function wantedColumns(
  columns: readonly ColumnDefinition[],
  names: readonly string[] | undefined,
): readonly ColumnDefinition[] {
  return (
    names?.map((name) => {
      const found = columns.find(({ Name }) => Name.toLowerCase() === name);
      if (found) return found;
      const told = `line 1:1: Insert column name does not exist in target table: ${name}`;
      throw new QueryFault("COLUMN_NOT_FOUND", told);
    }) ?? columns
  );
}

function checkTypes(wanted: readonly ColumnDefinition[], given: readonly ColumnDefinition[]): void {
  const fits = wanted.every(({ Type }, at) => {
    const other = given[at]?.Type;
    return other !== undefined && assignable(other, Type);
  });
  if (fits && wanted.length === given.length) return;
  const types = (columns: readonly ColumnDefinition[]) =>
    columns.map(({ Type }) => typeText(glueType(Type))).join(", ");
  throw new QueryFault(
    "TYPE_MISMATCH",
    `Insert query has mismatched column types: Table: [${types(wanted)}], Query: [${types(given)}]`,
  );
}

/** A query's columns in the table's order; columns that it does not give are null. */
function filled(
  sql: string,
  columns: readonly ColumnDefinition[],
  named: readonly ColumnDefinition[],
): string {
  const cells = columns.map((column) => {
    const at = named.indexOf(column);
    return at < 0 ? `CAST(NULL AS ${duckdbType(column.Type)})` : quoteIdentifier(`n${at}`);
  });
  const names = named.map((_column, at) => quoteIdentifier(`n${at}`)).join(", ");
  return `SELECT ${cells.join(", ")} FROM (${sql}) AS given(${names})`;
}

/** Where a table's partitions stand: where Glue says, or the projection, or else below the table. */
async function placesOf(
  table: GlueTable,
  keys: readonly ColumnDefinition[],
  scope: StatementScope,
): Promise<Pick<Target, "locationOf"> & { isKnown: (values: readonly string[]) => boolean }> {
  const standard = below(folderOf(table.StorageDescriptor?.Location ?? ""), keys);
  const projected = projectedFolder(table);
  if (projected || keys.length === 0) {
    return { locationOf: projected ?? standard, isKnown: () => true };
  }
  const registered = new Map(
    (await registeredPartitions(table, scope)).map(({ Values, StorageDescriptor }) => [
      JSON.stringify(Values),
      StorageDescriptor?.Location,
    ]),
  );
  return {
    isKnown: (values) => registered.has(JSON.stringify(values)),
    locationOf: (values) => {
      const location = registered.get(JSON.stringify(values));
      return location === undefined ? standard(values) : folderOf(location);
    },
  };
}
