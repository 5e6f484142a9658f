import { AwsError } from "../../gateway/service";
import { openEngine } from "../sql/duckdb";
import type { Session } from "../sql/duckdb";
import { quoteIdentifier } from "../sql/tokens";
import { translateTrino } from "../sql/trino";
import type { TrinoStatement } from "../sql/trino";
import { isView, viewOf } from "./presto-view";
import { notSupported, QueryFault } from "./faults";
import { bytesScanned } from "./scan";
import { openTable, tableOf } from "./tables";
import type { LakeScope, LakeTable } from "./tables";
import { viewSql } from "./views";
import type { Scan } from "./views";

type Select = Extract<TrinoStatement, { kind: "select" }>;

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
  readonly scannedBytes: number;
}

/** A view of Athena's, in DuckDB's SQL. */
interface LakeView {
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly sql: string;
}

interface Relations {
  readonly tables: readonly LakeTable[];
  /** Each after those that it reads. */
  readonly views: readonly LakeView[];
  readonly mentions: Select["mentions"];
}

/** Throws SyntaxFault, UnsupportedSql. */
export function translateSelect(sql: string): Select {
  const statement = translateTrino(sql);
  if (statement.kind === "select") return statement;
  throw notSupported("a query must be a SELECT");
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
  const select = translateSelect(sql);
  const relations = await relationsOf(select, scope);
  const files = relations.tables.flatMap(({ partitions }) => partitions.flatMap((p) => p.files));
  const engine = await openEngine({
    readable: files.map(({ path }) => path),
    settings: { integer_division: "true" },
    ...(folder !== undefined && { folder }),
  });
  const session = await engine.session();
  try {
    scope.onSession(session);
    const scans: Scan[] = [];
    await createViews(relations, scope.database, session, scans, true);
    const scannedBytes = await bytesScanned(select.sql, relations.mentions, scans, session);
    if (scope.cutoff !== undefined && scannedBytes > scope.cutoff) {
      throw new ScanLimitExceeded("Query cancelled! : Bytes scanned limit was exceeded");
    }
    await createViews(relations, scope.database, session, [], false);
    return await use({ session, sql: select.sql, scannedBytes });
  } finally {
    session.close();
    engine.close();
  }
}

/** Tables and views that are there; what is not may be a name within the query, or DuckDB will say so. */
async function relationsOf(select: Select, scope: SelectScope): Promise<Relations> {
  const tables = new Map<string, LakeTable>();
  const views = new Map<string, LakeView>();
  const open = new Set<string>();
  let { mentions } = select;
  const visit = async (within: Select, database: string): Promise<void> => {
    for (const name of within.tables) {
      const table = await found(name.database ?? database, name.table, scope);
      if (!table) continue;
      const id = JSON.stringify([table.DatabaseName, table.Name]);
      if (open.has(id)) throw new QueryFault("INVALID_VIEW", `View ${table.Name} reads itself`);
      if (tables.has(id) || views.has(id)) continue;
      if (!isView(table)) {
        tables.set(id, await openTable(table, scope));
        continue;
      }
      const { originalSql, schema } = viewOf(table);
      const inner = translateSelect(originalSql);
      mentions = both(mentions, inner.mentions);
      open.add(id);
      await visit(inner, schema);
      open.delete(id);
      const { Name, DatabaseName = schema } = table;
      views.set(id, { name: Name, database: DatabaseName, schema, sql: inner.sql });
    }
  };
  await visit(select, scope.database);
  return { tables: [...tables.values()], views: [...views.values()], mentions };
}

function both(one: Select["mentions"], other: Select["mentions"]): Select["mentions"] {
  return one === "all" || other === "all" ? "all" : new Set([...one, ...other]);
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
  database: string,
  session: Session,
  scans: Scan[],
  marked: boolean,
): Promise<void> {
  const create = async (schema: string, name: string, sql: string) => {
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    await session.run(`USE ${quoteIdentifier(schema)}`);
    const view = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    await session.run(`CREATE OR REPLACE VIEW ${view} AS ${sql}`);
    return view;
  };
  for (const table of tables) {
    const sql = await viewSql(table, session, scans, marked);
    await create(table.database, table.table.Name, sql);
  }
  for (const { database: own, name, schema, sql } of views) {
    // DuckDB looks for a view's tables where the view is; Athena, where it was created.
    if (schema === own) await create(own, name, sql);
    else await create(own, name, `FROM ${await create(schema, `${own}.${name}`, sql)}`);
  }
  await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(database)}`);
  await session.run(`USE ${quoteIdentifier(database)}`);
}
