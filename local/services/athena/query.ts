import { AwsError } from "../../gateway/service";
import { openEngine } from "../sql/duckdb";
import type { Session } from "../sql/duckdb";
import { quoteIdentifier } from "../sql/tokens";
import { translateTrino } from "../sql/trino";
import type { TrinoStatement } from "../sql/trino";
import { columnInfo, textResult } from "./results";
import type { TextResult } from "./results";
import { bytesScanned } from "./scan";
import { openTable } from "./tables";
import type { LakeScope, LakeTable } from "./tables";
import { viewSql } from "./views";
import type { Scan } from "./views";

/** What a query gave, and how many bytes of the lake it read. */
export interface Answer {
  readonly result: TextResult;
  readonly scannedBytes: number;
  /** DDL such as SHOW TABLES has no header row. */
  readonly ddl: boolean;
}

/** The workgroup's limit would be passed: nothing has been read. */
export class ScanLimitExceeded extends Error {
  override readonly name = "ScanLimitExceeded";
}

export interface QueryOptions extends LakeScope {
  readonly sql: string;
  readonly database: string;
  /** Bytes that the query may scan. */
  readonly cutoff: number | undefined;
  /** Given the session once it runs, so that it can be interrupted. */
  readonly onSession: (session: Session) => void;
}

const mostRows = 100_000;

/** Runs one statement. Rejects with an Error whose message is Athena's. */
export async function runQuery(options: QueryOptions): Promise<Answer> {
  try {
    const statement = translateTrino(options.sql);
    if (statement.kind === "select") return await select(statement, options);
    return { result: await show(statement, options), scannedBytes: 0, ddl: true };
  } catch (error) {
    if (error instanceof ScanLimitExceeded) throw error;
    throw new Error(athenaMessage(error, options.database), { cause: error });
  }
}

async function select(
  statement: Extract<TrinoStatement, { kind: "select" }>,
  options: QueryOptions,
): Promise<Answer> {
  const tables = await tablesOf(statement, options);
  const files = tables.flatMap(({ partitions }) => partitions.flatMap((each) => each.files));
  const engine = await openEngine({
    readable: files.map(({ path }) => path),
    settings: { integer_division: "true" },
  });
  const session = await engine.session();
  try {
    options.onSession(session);
    const scans: Scan[] = [];
    await createViews(tables, options.database, session, scans, true);
    const scannedBytes = await bytesScanned(statement.sql, statement.mentions, scans, session);
    if (options.cutoff !== undefined && scannedBytes > options.cutoff) {
      throw new ScanLimitExceeded("Query cancelled! : Bytes scanned limit was exceeded");
    }
    await createViews(tables, options.database, session, [], false);
    const result = textResult(await session.run(statement.sql, mostRows));
    return { result, scannedBytes, ddl: false };
  } finally {
    session.close();
    engine.close();
  }
}

/** The tables that are there; what is not may be a name within the query, or DuckDB will say so. */
async function tablesOf(
  statement: Extract<TrinoStatement, { kind: "select" }>,
  options: QueryOptions,
): Promise<LakeTable[]> {
  const names = new Map(
    statement.tables.map(({ database = options.database, table }) => [
      JSON.stringify([database, table]),
      { database, table },
    ]),
  );
  const found: LakeTable[] = [];
  for (const { database, table } of names.values()) {
    try {
      found.push(await openTable(database, table, options));
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "EntityNotFoundException")) throw error;
    }
  }
  return found;
}

async function createViews(
  tables: readonly LakeTable[],
  database: string,
  session: Session,
  scans: Scan[],
  marked: boolean,
): Promise<void> {
  await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(database)}`);
  await session.run(`USE ${quoteIdentifier(database)}`);
  for (const table of tables) {
    const schema = quoteIdentifier(table.database);
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    const view = `${schema}.${quoteIdentifier(table.table.Name)}`;
    const sql = await viewSql(table, session, scans, marked);
    await session.run(`CREATE OR REPLACE VIEW ${view} AS ${sql}`);
  }
}

async function show(
  statement: Exclude<TrinoStatement, { kind: "select" }>,
  { cloud, as, database, ...scope }: QueryOptions,
): Promise<TextResult> {
  const names = (column: string, values: readonly string[]): TextResult => ({
    columns: [columnInfo(column, "VARCHAR")],
    rows: values.map((value) => [value]),
  });
  switch (statement.kind) {
    case "show databases": {
      const { DatabaseList } = await cloud.call("glue", "GetDatabases", {}, as);
      return names("database_name", DatabaseList.map(({ Name }) => Name).sort());
    }
    case "show tables": {
      const { TableList = [] } = await cloud.call(
        "glue",
        "GetTables",
        { DatabaseName: statement.database ?? database },
        as,
      );
      return names("tab_name", TableList.map(({ Name }) => Name).sort());
    }
    case "describe":
    case "show partitions": {
      const { table: name } = statement;
      const table = await openTable(name.database ?? database, name.table, { cloud, as, ...scope });
      if (statement.kind === "describe") {
        const columns = [...table.columns, ...table.partitionKeys];
        return names(
          "col_name",
          columns.map(({ Name, Type = "string" }) => `${Name}\t${Type}`),
        );
      }
      const keys = table.partitionKeys.map(({ Name }) => Name);
      const values = table.partitions.map((each) =>
        keys.map((key, at) => `${key}=${each.values[at] ?? ""}`).join("/"),
      );
      return names("partition", values.sort());
    }
  }
}

/** DuckDB's and this engine's faults in Athena's words. */
function athenaMessage(error: unknown, database: string): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof AwsError) {
    return error.code === "InvalidRequestException" ? text : `${error.code}: ${text}`;
  }
  if (error instanceof Error && error.name === "SyntaxFault") return `SYNTAX_ERROR: ${text}`;
  if (error instanceof Error && error.name === "UnsupportedSql") {
    return /^[A-Z_]+: /.test(text) ? text : `NOT_SUPPORTED: ${text}`;
  }
  const table = /Table with name "?([^"\s]+?)"? does not exist/.exec(text)?.[1];
  if (table !== undefined) {
    const name = table.includes(".") ? table : `${database}.${table}`;
    return `TABLE_NOT_FOUND: Table 'awsdatacatalog.${name}' does not exist`;
  }
  const column = /(?:Referenced column|column named) "([^"]+)"/.exec(text)?.[1];
  if (column !== undefined) return `COLUMN_NOT_FOUND: Column '${column}' cannot be resolved`;
  const [line = text] = text.split("\n");
  const syntax = /Parser Error: (.*)/.exec(line)?.[1];
  if (syntax !== undefined) return `SYNTAX_ERROR: ${syntax}`;
  if (line.startsWith("Binder Error: ")) return `TYPE_MISMATCH: ${line.slice(14)}`;
  if (line.startsWith("Conversion Error: ")) return `INVALID_CAST_ARGUMENT: ${line.slice(18)}`;
  return `GENERIC_USER_ERROR: ${line}`;
}
