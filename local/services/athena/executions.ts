import { randomUUID } from "node:crypto";
import type {
  QueryExecutionState,
  ResultConfiguration,
  ResultReuseConfiguration,
} from "@aws-sdk/client-athena";
import type { Session } from "../sql/duckdb";
import type { TextResult } from "./results";
import { statementInfo } from "./statement-types";
import type { StatementInfo } from "./statement-types";
import type { Statement } from "./statements/statement";
import { invalidRequest } from "./workgroups";

/** What StartQueryExecution was asked for. */
export interface Asked {
  readonly query: string;
  readonly kind: Statement["kind"];
  readonly parameters: readonly string[];
  readonly database: string;
  readonly catalog: string | undefined;
  readonly workGroup: string;
  /** The folder of the results, ending in a slash. */
  readonly outputFolder: string;
  readonly results: ResultConfiguration | undefined;
  readonly reuse: ResultReuseConfiguration | undefined;
}

/** A query that was started. */
export class Execution {
  readonly id = randomUUID();
  readonly submittedAt: number;
  completedAt: number | undefined;
  state: QueryExecutionState = "QUEUED";
  reason: string | undefined;
  scannedBytes = 0;
  /** Rows that it wrote. */
  updated: number | undefined;
  result: TextResult | undefined;
  session: Session | undefined;

  constructor(
    readonly asked: Asked,
    private readonly clock: () => number,
  ) {
    this.submittedAt = clock();
  }

  get info(): StatementInfo {
    return statementInfo[this.asked.kind];
  }

  /** Where the result is; of what writes rows, what its files are called by. */
  get outputLocation(): string {
    const { outputFolder, kind } = this.asked;
    const name = kind === "create table as" ? `tables/${this.id}` : this.id;
    const suffix = { csv: ".csv", text: ".txt", manifest: "" }[this.info.output];
    return `${outputFolder}${name}${suffix}`;
  }

  get manifestLocation(): string | undefined {
    return this.info.output === "manifest" ? `${this.outputLocation}-manifest.csv` : undefined;
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
      if (execution.asked.workGroup !== workGroup) continue;
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
