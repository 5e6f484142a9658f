import { setTimeout as sleep } from "node:timers/promises";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Operation, RequestContext, Service } from "../../gateway/service";
import { catalogOperations } from "./catalog";
import { checkSecret, statementInput, submitPermissions, warehouseOf } from "./data-requests";
import type { StatementRequest } from "./data-requests";
import type { Part, Statement, Status } from "./statement";
import { Submissions } from "./submissions";
import type { Warehouses } from "./warehouses";

export interface RedshiftDataOptions {
  readonly warehouses: Warehouses;
  readonly cloud: () => CloudClient;
  readonly clock?: () => number;
}

const pageRows = 1000;
const longestWaitSeconds = 30;

/** The Redshift Data API: statements run asynchronously against the warehouses' DuckDB databases. */
export function createRedshiftData(options: RedshiftDataOptions): Service {
  const submissions = new Submissions(options.clock ?? Date.now);
  return {
    name: "redshift-data",
    targetPrefix: "RedshiftData",
    jsonVersion: "1.1",
    operations: {
      ExecuteStatement: submitOperation("ExecuteStatement", options, submissions),
      BatchExecuteStatement: submitOperation("BatchExecuteStatement", options, submissions),
      DescribeStatement: {
        async run({ Id, WaitTimeSeconds }: { Id: string; WaitTimeSeconds?: number }) {
          const found = submissions.find(Id);
          await waitFor(found.statement, WaitTimeSeconds);
          return found.part && found.statement.input.batch
            ? described(found.statement, found.part)
            : describedWhole(found.statement);
        },
      },
      GetStatementResult: { run: (input: ResultRequest) => statementResult(submissions, input) },
      ListStatements: { run: (input: ListRequest) => listStatements(submissions, input) },
      CancelStatement: {
        run({ Id }: { Id: string }) {
          const { statement } = submissions.find(Id);
          if (statement.cancel()) return { Status: true };
          throw new AwsError(
            "ValidationException",
            `Could not cancel a query that is already in ${statement.status} state.`,
          );
        },
      },
      ...catalogOperations(options),
    },
    stop() {
      submissions.cancelAll();
      return Promise.resolve();
    },
  };
}

function submitOperation(
  action: string,
  options: RedshiftDataOptions,
  submissions: Submissions,
): Operation {
  const { warehouses } = options;
  return {
    permissions: (request: StatementRequest, context) =>
      submitPermissions(action, request, context, warehouses),
    async run(request: StatementRequest, context: RequestContext) {
      const warehouse = warehouseOf(request, warehouses);
      const input = statementInput(request);
      await checkSecret(request, context, options.cloud());
      const database = warehouse.databases.get(input.database);
      const statement = submissions.submit(warehouse, database, input, request.ClientToken);
      await waitFor(statement, request.WaitTimeSeconds);
      return {
        ...input.described,
        StatementName: undefined,
        Id: statement.id,
        CreatedAt: statement.createdAt / 1000,
        ...(request.WaitTimeSeconds === undefined
          ? {}
          : { Status: statement.status, HasResultSet: hasResult(statement.parts) }),
      };
    },
  };
}

async function waitFor(statement: Statement, seconds: number | undefined): Promise<void> {
  if (seconds === undefined || !statement.isActive()) return;
  if (seconds < 0 || seconds > longestWaitSeconds) {
    const message = `WaitTimeSeconds must be between 0 and ${longestWaitSeconds}.`;
    throw new AwsError("ValidationException", message);
  }
  const stop = new AbortController();
  const timeout = sleep(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([statement.ended, timeout]);
  stop.abort();
}

function hasResult(parts: readonly Part[]): boolean {
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

function described(statement: Statement, part: Part): object {
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

function describedWhole(statement: Statement): object {
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

interface ResultRequest {
  readonly Id: string;
  readonly NextToken?: string;
}

function statementResult(submissions: Submissions, { Id, NextToken }: ResultRequest): object {
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

interface ListRequest {
  readonly Status?: Status | "ALL";
  readonly StatementName?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

function listStatements(submissions: Submissions, request: ListRequest): object {
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
