import { AwsError } from "../../../gateway/service";
import type { Part, Statement, Status } from "./statement";
import type { Submissions } from "./submissions";

const pageRows = 1000;

export function hasResult(parts: readonly Part[]): boolean {
  return parts.some((part) => part.result !== undefined);
}

function times(part: Part, statement: Statement): object {
  const took = part.endedAt === 0 ? -1 : (part.endedAt - part.startedAt) * 1_000_000;
  return {
    CreatedAt: statement.createdAt / 1000,
    UpdatedAt: (part.endedAt || statement.updatedAt) / 1000,
    Duration: took,
  };
}

export function described(statement: Statement, part: Part): object {
  return {
    Id: part.id,
    QueryString: part.sql,
    Status: part.status,
    Error: part.error,
    HasResultSet: part.result !== undefined,
    ResultRows: part.rows,
    ResultSize: part.result?.bytes ?? (part.rows < 0 ? -1 : 0),
    RedshiftQueryId: 0,
    ...times(part, statement),
  };
}

export function describedWhole(statement: Statement): object {
  const { input, parts } = statement;
  const [only] = parts;
  const whole = {
    ...(input.batch || !only ? {} : described(statement, only)),
    ...input.described,
    StatementName: undefined,
    Id: statement.id,
    Status: statement.status,
    Error: statement.error,
    CreatedAt: statement.createdAt / 1000,
    UpdatedAt: statement.updatedAt / 1000,
    HasResultSet: hasResult(parts),
    RedshiftPid: 0,
    ResultFormat: "JSON",
  };
  if (!input.batch) {
    const QueryParameters = [...input.parameters].map(([name, value]) => ({ name, value }));
    return { ...whole, ...(QueryParameters.length > 0 ? { QueryParameters } : {}) };
  }
  return {
    ...whole,
    Duration: statement.isActive() ? -1 : (statement.updatedAt - statement.createdAt) * 1_000_000,
    ResultRows: -1,
    ResultSize: -1,
    ExecutionMode: input.autoCommit ? "AUTO_COMMIT" : "TRANSACTION",
    SubStatements: parts.map((part) => described(statement, part)),
  };
}

export interface ResultRequest {
  readonly Id: string;
  readonly NextToken?: string;
}

export function statementResult(
  submissions: Submissions,
  { Id, NextToken }: ResultRequest,
): object {
  const { statement, part } = submissions.find(Id);
  const status: Status = part?.status ?? statement.status;
  const result = part?.result;
  if (!result || status !== "FINISHED" || statement.status !== "FINISHED") {
    const message = `Query does not have result. Please check query status with DescribeStatement.`;
    throw new AwsError("ResourceNotFoundException", message, 400, { ResourceId: Id });
  }
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from) || from < 0 || from > result.records.length) {
    throw new AwsError("ValidationException", "NextToken is not valid.");
  }
  const until = from + pageRows;
  return {
    Records: result.records.slice(from, until),
    ColumnMetadata: result.columns,
    TotalNumRows: result.records.length,
    ...(until < result.records.length ? { NextToken: String(until) } : {}),
  };
}

export interface ListRequest {
  readonly Status?: Status | "ALL";
  readonly StatementName?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export function listStatements(submissions: Submissions, request: ListRequest): object {
  const { Status: status = "FINISHED", StatementName = "", MaxResults = 100 } = request;
  const found = submissions.list().filter(({ input, status: is }) => {
    const name = input.described["StatementName"];
    const named =
      StatementName === "" || (typeof name === "string" && name.startsWith(StatementName));
    return named && (status === "ALL" || is === status);
  });
  const from = Number(request.NextToken ?? 0);
  const until = from + Math.min(MaxResults, 100);
  return {
    Statements: found.slice(from, until).map(({ id, input, status: Status, ...statement }) => ({
      Id: id,
      Status,
      ...(input.batch ? { QueryStrings: input.sqls } : { QueryString: input.sqls[0] }),
      IsBatchStatement: input.batch,
      StatementName: input.described["StatementName"],
      SecretArn: input.described["SecretArn"],
      CreatedAt: statement.createdAt / 1000,
      UpdatedAt: statement.updatedAt / 1000,
    })),
    ...(until < found.length ? { NextToken: String(until) } : {}),
  };
}
