import { randomUUID } from "node:crypto";
import type { QueryExecution, QueryExecutionState } from "@aws-sdk/client-athena";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { pageOf } from "../pages";
import type { Session } from "../sql/duckdb";
import type { TextResult } from "./results";
import { badToken, engine, invalidRequest } from "./workgroups";

type Wanted = InputOf<"athena", "GetQueryResults">;

/** A query that was started. */
export class Execution {
  readonly id = randomUUID();
  readonly submittedAt: number;
  completedAt: number | undefined;
  state: QueryExecutionState = "QUEUED";
  reason: string | undefined;
  scannedBytes = 0;
  result: TextResult | undefined;
  ddl = false;
  session: Session | undefined;

  constructor(
    readonly query: string,
    readonly database: string,
    readonly workGroup: string,
    /** The folder of the results, ending in a slash. */
    readonly outputFolder: string,
    private readonly clock: () => number,
  ) {
    this.submittedAt = clock();
  }

  get outputLocation(): string {
    return `${this.outputFolder}${this.id}.${this.ddl ? "txt" : "csv"}`;
  }

  isActive(): boolean {
    return this.state === "QUEUED" || this.state === "RUNNING";
  }

  end(state: "SUCCEEDED" | "FAILED" | "CANCELLED", reason?: string): void {
    if (!this.isActive()) return;
    this.state = state;
    this.reason = reason;
    this.completedAt = this.clock();
    this.session = undefined;
  }

  /** Interrupts what runs. Stopping what has ended changes nothing, as in Athena. */
  stop(): void {
    if (!this.isActive()) return;
    const { session } = this;
    this.end("CANCELLED", "Query cancelled by user");
    session?.interrupt();
  }
}

/** What is kept of past queries: fewer than Athena's 45 days, but never without bound. */
const keptExecutions = 2000;
const keptCells = 5_000_000;

export class Executions {
  readonly #byId = new Map<string, Execution>();
  readonly #byToken = new Map<string, Execution>();

  add(execution: Execution, token: string | undefined): void {
    this.#byId.set(execution.id, execution);
    if (token !== undefined) this.#byToken.set(token, execution);
    this.#forget();
  }

  byToken(token: string | undefined): Execution | undefined {
    return token === undefined ? undefined : this.#byToken.get(token);
  }

  /** Newest first. */
  all(): readonly Execution[] {
    return [...this.#byId.values()].reverse();
  }

  find(id: string): Execution {
    const found = this.#byId.get(id);
    if (found) return found;
    throw invalidRequest(`QueryExecution ${id} was not found`);
  }

  removeOf(workGroup: string): void {
    for (const [id, execution] of this.#byId) {
      if (execution.workGroup !== workGroup) continue;
      execution.stop();
      this.#byId.delete(id);
    }
  }

  #forget(): void {
    let cells = 0;
    for (const { result } of this.#byId.values()) cells += sizeOf(result);
    for (const [id, execution] of this.#byId) {
      if (this.#byId.size <= keptExecutions && cells <= keptCells) break;
      if (execution.isActive()) continue;
      cells -= sizeOf(execution.result);
      this.#byId.delete(id);
    }
    for (const [token, { id }] of this.#byToken) {
      if (!this.#byId.has(id)) this.#byToken.delete(token);
    }
  }
}

function sizeOf(result: TextResult | undefined): number {
  return result === undefined ? 0 : result.rows.length * result.columns.length;
}

/** An execution as GetQueryExecution gives it. */
export function describedExecution(execution: Execution): QueryExecution {
  const { submittedAt, completedAt, state, reason, ddl } = execution;
  const took = (completedAt ?? submittedAt) - submittedAt;
  const fault = { ErrorCategory: 2, ErrorType: 1, Retryable: false, ErrorMessage: reason };
  return {
    QueryExecutionId: execution.id,
    Query: execution.query,
    StatementType: ddl ? "UTILITY" : "DML",
    SubstatementType: ddl ? "SHOW" : "SELECT",
    ResultConfiguration: { OutputLocation: execution.outputLocation },
    QueryExecutionContext: { Database: execution.database, Catalog: "awsdatacatalog" },
    Status: {
      State: state,
      SubmissionDateTime: new Date(submittedAt),
      ...(completedAt !== undefined && { CompletionDateTime: new Date(completedAt) }),
      ...(reason !== undefined && { StateChangeReason: reason }),
      ...(state === "FAILED" && { AthenaError: fault }),
    },
    Statistics: {
      DataScannedInBytes: execution.scannedBytes,
      EngineExecutionTimeInMillis: took,
      TotalExecutionTimeInMillis: took,
      QueryQueueTimeInMillis: 0,
      QueryPlanningTimeInMillis: 0,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: execution.workGroup,
    EngineVersion: engine,
  };
}

const largestPage = 1000;

/** A page of GetQueryResults; the first one of a SELECT begins with the column names. */
export function resultPage(
  { result, state, ddl, id }: Execution,
  { NextToken, MaxResults = largestPage }: Omit<Wanted, "QueryExecutionId">,
): OutputOf<"athena", "GetQueryResults"> {
  if (state === "FAILED" || state === "CANCELLED") {
    throw invalidRequest(`Query did not finish successfully. Final query state: ${state}`);
  }
  if (!result) throw invalidRequest(`Query ${id} has not yet finished. Current state: ${state}`);
  if (MaxResults > largestPage) {
    throw invalidRequest(`MaxResults is more than maximum allowed length ${largestPage}.`);
  }
  const header = ddl ? [] : [result.columns.map(({ Name }) => Name)];
  const all = [...header, ...result.rows];
  const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: page.map((row) => ({
        Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
      })),
      ResultSetMetadata: { ColumnInfo: [...result.columns] },
    },
    NextToken: next,
  };
}
