import { AwsError } from "../../gateway/service";
import { openEngine } from "../sql/duckdb";
import type { Session } from "../sql/duckdb";
import type { Query } from "../sql/core/ast";
import type { Column, Table } from "../sql/core/context";
import { quoteIdentifier } from "../sql/core/lexer";
import { compileTrino } from "../sql/trino";
import { trinoMacros } from "../sql/trino/macros";
import { parseSelect } from "../sql/trino/statement";
import type { TableName } from "../sql/trino/statement";
import { isView, viewOf } from "./presto-view";
import { QueryFault } from "./faults";
import { placed } from "./messages";
import { bytesScanned } from "./scan";
import { openTable, tableOf } from "./tables";
import type { LakeScope, LakeTable } from "./tables";
import { glueType } from "./types";
import { viewSql } from "./views";
import type { Scan } from "./views";

/** The workgroup's limit would be passed: nothing has been read. */
export class ScanLimitExceeded extends Error {
  override readonly name = "ScanLimitExceeded";
}

export interface SelectScope extends LakeScope {
  readonly database: string;
  /** Bytes that the query may scan. */
  readonly cutoff: number | undefined;
  /** Given the session once it runs, so that it can be interrupted. */
  readonly onSession: (session: Session) => void;
}

/** A SELECT with an engine that has its tables. */
export interface ReadySelect {
  readonly session: Session;
  /** For DuckDB. */
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly scannedBytes: number;
}

/** A view of Athena's, in DuckDB's SQL. */
interface LakeView {
  readonly database: string;
  readonly name: string;
  readonly sql: string;
}

interface Relations {
  readonly tables: LakeTable[];
  /** Each after those that it reads. */
  readonly views: LakeView[];
  /** Both, as queries see them. */
  readonly catalog: Table[];
  /** Names of columns that are read. */
  readonly mentions: Set<string>;
}

/** A SELECT's tree. Throws SyntaxFault. */
export function readSelect(sql: string): Query {
  return placed(sql, () => parseSelect(sql).query);
}

/**
 * Opens a SELECT's tables in an engine of its own, counts what it would scan, and hands it on. `folder` is
 * where it may write files.
 */
export async function withSelect<Result>(
  sql: string,
  scope: SelectScope,
  use: (ready: ReadySelect) => Promise<Result>,
  folder?: string,
): Promise<Result> {
  const relations: Relations = { tables: [], views: [], catalog: [], mentions: new Set() };
  const compiled = await compiledIn(sql, scope.database, relations, scope, new Set());
  const files = relations.tables.flatMap(({ partitions }) => partitions.flatMap((p) => p.files));
  const engine = await openEngine({
    readable: files.map(({ path }) => path),
    ...(folder !== undefined && { folder }),
  });
  const session = await engine.session();
  try {
    scope.onSession(session);
    for (const macro of trinoMacros) await session.run(macro);
    const scans: Scan[] = [];
    await createViews(relations, session, scans, true);
    const scannedBytes = await bytesScanned(compiled.sql, relations.mentions, scans, session);
    if (scope.cutoff !== undefined && scannedBytes > scope.cutoff) {
      throw new ScanLimitExceeded("Query cancelled! : Bytes scanned limit was exceeded");
    }
    await createViews(relations, session, [], false);
    return await use({ session, sql: compiled.sql, columns: compiled.columns, scannedBytes });
  } finally {
    session.close();
    engine.close();
  }
}

/** A SELECT for DuckDB, once the tables and views that it reads are among the relations. */
async function compiledIn(
  sql: string,
  database: string,
  relations: Relations,
  scope: SelectScope,
  open: ReadonlySet<string>,
): Promise<{ readonly sql: string; readonly columns: readonly Column[] }> {
  const { query, tables } = placed(sql, () => parseSelect(sql));
  for (const name of tables) await addRelation(name, database, relations, scope, open);
  const find = (schema: string, name: string) =>
    relations.catalog.find((each) => each.database === schema && each.name === name);
  const compiled = placed(sql, () => compileTrino(query, sql, { database, tables: find }));
  for (const columns of compiled.reads.values()) {
    for (const column of columns) relations.mentions.add(column);
  }
  return compiled;
}

/** What is not there may be a name within the query, and is refused later where it is none. */
async function addRelation(
  { database: named, table: name }: TableName,
  database: string,
  relations: Relations,
  scope: SelectScope,
  open: ReadonlySet<string>,
): Promise<void> {
  const table = await found(named ?? database, name, scope);
  if (!table) return;
  const { Name, DatabaseName = named ?? database } = table;
  const id = JSON.stringify([DatabaseName, Name]);
  if (open.has(id)) throw new QueryFault("INVALID_VIEW", `View ${Name} reads itself`);
  const entry = { database: DatabaseName.toLowerCase(), name: Name.toLowerCase() };
  const isThere = relations.catalog.some(
    (each) => each.database === entry.database && each.name === entry.name,
  );
  if (isThere) return;
  if (!isView(table)) {
    const opened = await openTable(table, scope);
    relations.tables.push(opened);
    relations.catalog.push({ ...entry, columns: columnsOf(opened) });
    return;
  }
  const { originalSql, schema } = viewOf(table);
  const { sql, columns } = await compiledIn(
    originalSql,
    schema,
    relations,
    scope,
    new Set([...open, id]),
  );
  const names = columns.map((column, at) => quoteIdentifier(column.name ?? `_col${at}`));
  relations.views.push({ ...entry, sql: `SELECT * FROM (${sql}) AS v(${names.join(", ")})` });
  relations.catalog.push({ ...entry, columns });
}

function columnsOf({ columns, partitionKeys }: LakeTable): readonly Column[] {
  return [...columns, ...partitionKeys].map(({ Name, Type }) => ({
    name: Name.toLowerCase(),
    type: glueType(Type),
  }));
}

async function found(database: string, name: string, scope: SelectScope) {
  try {
    return await tableOf(database, name, scope);
  } catch (error) {
    if (error instanceof AwsError && error.code === "EntityNotFoundException") return undefined;
    throw error;
  }
}

async function createViews(
  { tables, views }: Relations,
  session: Session,
  scans: Scan[],
  marked: boolean,
): Promise<void> {
  const create = async (schema: string, name: string, sql: string) => {
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    const view = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    await session.run(`CREATE OR REPLACE VIEW ${view} AS ${sql}`);
  };
  for (const table of tables) {
    const sql = await viewSql(table, session, scans, marked);
    await create(table.database, table.table.Name, sql);
  }
  for (const { database, name, sql } of views) await create(database, name, sql);
}
