import { setTimeout as sleep } from "node:timers/promises";
import type { Rules } from "../../../gateway/model/rules";
import { AwsError } from "../../../gateway/service";
import type { CloudClient, Operation, RequestContext, Service } from "../../../gateway/service";
import { described, describedWhole, hasResult, listStatements, statementResult } from "./answers";
import type { ListRequest, ResultRequest } from "./answers";
import { catalogOperations } from "./catalog";
import { checkSecret, statementInput, submitPermissions, warehouseOf } from "./requests";
import type { StatementRequest } from "./requests";
import type { Statement } from "./statement";
import { Submissions } from "./submissions";
import { Warehouses } from "./warehouses";

export interface RedshiftDataOptions {
  readonly cloud: () => CloudClient;
  readonly clock?: () => number;
}

const longestWaitSeconds = 30;

/** No text of PostgreSQL's, from which Redshift comes, holds a zero byte. */
const text = { pattern: "[^\\u0000]*" };
const rules: Rules = { Table: text, TablePattern: text, Schema: text, SchemaPattern: text };

/** The Redshift Data API: statements run asynchronously against the warehouses' DuckDB databases. */
export function createRedshiftData(options: RedshiftDataOptions): Service {
  const submissions = new Submissions(options.clock ?? Date.now);
  const warehouses = new Warehouses(options.cloud);
  const submit = { cloud: options.cloud, submissions, warehouses };
  return {
    name: "redshift-data",
    targetPrefix: "RedshiftData",
    rules,
    operations: {
      ExecuteStatement: submitOperation("ExecuteStatement", submit),
      BatchExecuteStatement: submitOperation("BatchExecuteStatement", submit),
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
      ...catalogOperations(warehouses),
    },
    stop() {
      submissions.cancelAll();
      return warehouses.close();
    },
  };
}

interface SubmitScope {
  readonly cloud: () => CloudClient;
  readonly submissions: Submissions;
  readonly warehouses: Warehouses;
}

function submitOperation(action: string, scope: SubmitScope): Operation {
  const { cloud, submissions, warehouses } = scope;
  return {
    permissions: (request: StatementRequest, context) =>
      submitPermissions(action, request, context),
    async run(request: StatementRequest, context: RequestContext) {
      const input = statementInput(request);
      const warehouse = await warehouseOf(request, warehouses);
      await checkSecret(request, context, cloud());
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
