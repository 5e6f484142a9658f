import { athenaMessage } from "./messages";
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
    throw error instanceof ScanLimitExceeded ? error : athenaError(error);
  }
}

async function run(statement: RunStatement, scope: StatementScope): Promise<Answer> {
  switch (statement.kind) {
    case "select":
      return withSelect(
        statement.select,
        scope,
        async ({ session, sql, columns, scannedBytes }) => ({
          result: textResult(await session.run(sql, mostRows), columns),
          scannedBytes,
        }),
      );
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
export function athenaError(error: unknown): Error {
  return new Error(athenaMessage(error), { cause: error });
}
