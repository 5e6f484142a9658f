import { AwsError } from "../../gateway/service";
import { QueryFault } from "./faults";
import { textResult } from "./results";
import type { TextResult } from "./results";
import { ScanLimitExceeded, withSelect } from "./select";
import type { SelectScope } from "./select";
import type { Statement } from "./statements/statement";
import { runCatalogStatement } from "./catalog";
import { show } from "./catalog/show";
import { createTableAs } from "./write/create-table-as";
import { insertInto } from "./write/insert";
import { unload } from "./write/unload";

/** What a statement gave. */
export interface Answer {
  readonly result: TextResult;
  /** Bytes of the lake that it read. */
  readonly scannedBytes: number;
  /** Rows that it wrote. */
  readonly updated?: number;
  /** Addresses of files that it wrote. */
  readonly files?: readonly string[];
}

export interface StatementScope extends SelectScope {
  /** The execution's. */
  readonly id: string;
  /** Where results go, ending in a slash. */
  readonly outputFolder: string;
  /** Where files stand on this machine before they go to S3, ending in a slash. */
  readonly folder: string;
  /** What names of files in S3 begin with. */
  readonly fileName: string;
}

/** A statement that is run, rather than about one. */
export type RunStatement = Exclude<Statement, { kind: "prepare" | "execute" | "deallocate" }>;

const mostRows = 100_000;

/** Runs one statement. Rejects with an Error whose message is Athena's. */
export async function runStatement(
  statement: RunStatement,
  scope: StatementScope,
): Promise<Answer> {
  try {
    return await run(statement, scope);
  } catch (error) {
    throw error instanceof ScanLimitExceeded ? error : athenaError(error, scope.database);
  }
}

async function run(statement: RunStatement, scope: StatementScope): Promise<Answer> {
  switch (statement.kind) {
    case "select":
      return withSelect(statement.select, scope, async ({ session, sql, scannedBytes }) => ({
        result: textResult(await session.run(sql, mostRows)),
        scannedBytes,
      }));
    case "create table as":
      return createTableAs(statement, scope);
    case "insert":
      return insertInto(statement, scope);
    case "unload":
      return unload(statement, scope);
    case "create database":
    case "drop database":
    case "create table":
    case "create view":
    case "drop table":
    case "drop view":
    case "alter table":
    case "repair table":
      return runCatalogStatement(statement, scope);
    default:
      return { result: await show(statement, scope), scannedBytes: 0 };
  }
}

/** A fault in Athena's words. */
export function athenaError(error: unknown, database: string): Error {
  return new Error(athenaMessage(error, database), { cause: error });
}

/** DuckDB's and this engine's faults in Athena's words. */
function athenaMessage(error: unknown, database: string): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof AwsError) {
    return error.code === "InvalidRequestException" ? text : `${error.code}: ${text}`;
  }
  if (error instanceof QueryFault) return text;
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
