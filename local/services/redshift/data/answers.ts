import type { SubStatementData } from "@aws-sdk/client-redshift-data";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import { pageOf } from "../../pages";
import type { Part, Statement } from "./statement";
import type { Submissions } from "./submissions";

const pageRows = 1000;
const badToken = () => new AwsError("ValidationException", "NextToken is not valid.");

export function hasResult(parts: readonly Part[]): boolean {
  return parts.some((part) => part.result !== undefined);
}

export function described(statement: Statement, part: Part): SubStatementData {
  return {
    Id: part.id,
    QueryString: part.sql,
    Status: part.status,
    Error: part.error,
    HasResultSet: part.result !== undefined,
    ResultRows: part.rows,
    ResultSize: part.result?.bytes ?? (part.rows < 0 ? -1 : 0),
    RedshiftQueryId: 0,
    CreatedAt: new Date(statement.createdAt),
    UpdatedAt: new Date(part.endedAt || statement.updatedAt),
    Duration: part.endedAt === 0 ? -1 : (part.endedAt - part.startedAt) * 1_000_000,
  };
}

export function describedWhole(
  statement: Statement,
): OutputOf<"redshift-data", "DescribeStatement"> {
  const { input, parts } = statement;
  const [only] = parts;
  const whole = {
    ...(!input.batch && only && described(statement, only)),
    ...input.connection,
    Id: statement.id,
    Status: statement.status,
    Error: statement.error,
    CreatedAt: new Date(statement.createdAt),
    UpdatedAt: new Date(statement.updatedAt),
    HasResultSet: hasResult(parts),
    RedshiftPid: 0,
    ResultFormat: "JSON",
  } as const;
  if (!input.batch) {
    const QueryParameters = [...input.parameters].map(([name, value]) => ({ name, value }));
    return { ...whole, ...(QueryParameters.length > 0 && { QueryParameters }) };
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

export function statementResult(
  submissions: Submissions,
  { Id, NextToken }: InputOf<"redshift-data", "GetStatementResult">,
): OutputOf<"redshift-data", "GetStatementResult"> {
  const { statement, part } = submissions.find(Id);
  const result = part?.result;
  if (!result || part.status !== "FINISHED" || statement.status !== "FINISHED") {
    const message = `Query does not have result. Please check query status with DescribeStatement.`;
    throw new AwsError("ResourceNotFoundException", message, 400, { ResourceId: Id });
  }
  const { records } = result;
  const { page, next } = pageOf(records, NextToken, pageRows, badToken);
  return {
    Records: page,
    ColumnMetadata: result.columns,
    TotalNumRows: records.length,
    NextToken: next,
  };
}

export function listStatements(
  submissions: Submissions,
  request: InputOf<"redshift-data", "ListStatements">,
): OutputOf<"redshift-data", "ListStatements"> {
  const { Status: status = "FINISHED", StatementName = "", MaxResults = 100, NextToken } = request;
  const found = submissions
    .list()
    .filter(
      ({ input, status: is }) =>
        (input.name ?? "").startsWith(StatementName) && (status === "ALL" || is === status),
    );
  const { page, next } = pageOf(found, NextToken, MaxResults, badToken);
  return {
    Statements: page.map(({ id, input, status: Status, createdAt, updatedAt }) => ({
      Id: id,
      Status,
      ...(input.batch ? { QueryStrings: [...input.sqls] } : { QueryString: input.sqls[0] }),
      IsBatchStatement: input.batch,
      StatementName: input.name,
      SecretArn: input.connection.SecretArn,
      CreatedAt: new Date(createdAt),
      UpdatedAt: new Date(updatedAt),
    })),
    NextToken: next,
  };
}
