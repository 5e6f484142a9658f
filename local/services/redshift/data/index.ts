import { setTimeout as sleep } from "node:timers/promises";
import type { OutputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { CloudClient, Operations, RequestContext, Service } from "../../../gateway/service";
import { described, describedWhole, hasResult, listStatements, statementResult } from "./answers";
import { catalogOperations } from "./catalog";
import { checkSecret, statementInput, submitPermissions, warehouseOf } from "./requests";
import type { StatementRequest } from "./requests";
import { rules } from "./rules";
import type { Statement } from "./statement";
import { Submissions } from "./submissions";
import { Warehouses } from "./warehouses";

export interface RedshiftDataOptions {
  readonly cloud: () => CloudClient;
  readonly clock?: () => number;
}

/** The Redshift Data API: statements run asynchronously against the warehouses' DuckDB databases. */
export function createRedshiftData({ cloud, clock = Date.now }: RedshiftDataOptions): Service {
  const submissions = new Submissions(clock);
  const warehouses = new Warehouses(cloud);
  const submit = (request: StatementRequest, context: RequestContext) =>
    submitted(request, context, { cloud: cloud(), submissions, warehouses });
  const operations: Operations<"redshift-data"> = {
    ExecuteStatement: {
      permissions: (request, context) => submitPermissions("ExecuteStatement", request, context),
      run: submit,
    },
    BatchExecuteStatement: {
      permissions: (request, context) =>
        submitPermissions("BatchExecuteStatement", request, context),
      run: submit,
    },
    DescribeStatement: {
      async run({ Id, WaitTimeSeconds }) {
        const { statement, part } = submissions.find(Id);
        await waitFor(statement, WaitTimeSeconds);
        return part && statement.input.batch
          ? described(statement, part)
          : describedWhole(statement);
      },
    },
    GetStatementResult: { run: (input) => statementResult(submissions, input) },
    ListStatements: { run: (input) => listStatements(submissions, input) },
    CancelStatement: {
      run({ Id }) {
        const { statement } = submissions.find(Id);
        if (statement.cancel()) return { Status: true };
        throw new AwsError(
          "ValidationException",
          `Could not cancel a query that is already in ${statement.status} state.`,
        );
      },
    },
    ...catalogOperations(warehouses),
  };
  return {
    name: "redshift-data",
    targetPrefix: "RedshiftData",
    rules,
    operations,
    stop() {
      submissions.cancelAll();
      return warehouses.close();
    },
  };
}

async function submitted(
  request: StatementRequest,
  context: RequestContext,
  {
    cloud,
    submissions,
    warehouses,
  }: {
    readonly cloud: CloudClient;
    readonly submissions: Submissions;
    readonly warehouses: Warehouses;
  },
): Promise<OutputOf<"redshift-data", "ExecuteStatement">> {
  const input = statementInput(request);
  const warehouse = await warehouseOf(request, warehouses);
  await checkSecret(request, context, cloud);
  const database = warehouse.databases.get(input.database);
  const statement = submissions.submit(warehouse, database, input, request.ClientToken);
  await waitFor(statement, request.WaitTimeSeconds);
  return {
    ...input.connection,
    Id: statement.id,
    CreatedAt: new Date(statement.createdAt),
    ...(request.WaitTimeSeconds !== undefined && {
      Status: statement.status,
      HasResultSet: hasResult(statement.parts),
    }),
  };
}

async function waitFor(statement: Statement, seconds: number | undefined): Promise<void> {
  if (seconds === undefined || !statement.isActive()) return;
  const stop = new AbortController();
  const timeout = sleep(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([statement.ended, timeout]);
  stop.abort();
}
