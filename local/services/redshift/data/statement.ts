import { randomUUID } from "node:crypto";
import type { ColumnMetadata, Field, StatementStatusString } from "@aws-sdk/client-redshift-data";
import type { Session } from "../../sql/duckdb";
import type { Database } from "./database";
import { columnMetadata, fields } from "./fields";
import type { Connection } from "./requests";
import { runStatement } from "./run";
import type { Outcome } from "./run";

/** What a finished query gave. `bytes` is its size as JSON, which is what keeping it costs. */
export interface StatementResult {
  readonly columns: ColumnMetadata[];
  readonly records: readonly Field[][];
  readonly bytes: number;
}

export interface StatementInput {
  readonly sqls: readonly string[];
  readonly batch: boolean;
  /** A batch whose statements commit one by one, each whatever the others do. */
  readonly autoCommit: boolean;
  readonly parameters: ReadonlyMap<string, string>;
  /** What the caller said of it, given back by DescribeStatement. */
  readonly connection: Connection;
  readonly name: string | undefined;
  readonly database: string;
}

/** One SQL text of a submission and how it went. */
export class Part {
  status: StatementStatusString = "SUBMITTED";
  error: string | undefined;
  /** Rows returned or touched; −1 until known. */
  rows = -1;
  result: StatementResult | undefined;
  startedAt = 0;
  endedAt = 0;

  constructor(
    readonly id: string,
    readonly sql: string,
  ) {}

  finish(outcome: Outcome): void {
    const { rows } = outcome;
    this.rows = rows.isQuery ? rows.rows.length : rows.changed;
    if (!rows.isQuery) return;
    const records = rows.rows.map((row) => fields(rows.types, row));
    const bytes = records.reduce((sum, record) => sum + 16 + JSON.stringify(record).length, 0);
    this.result = { columns: columnMetadata(rows), records, bytes };
  }
}

/** A statement or batch as the Data API keeps it: runs once, and can be asked about later. */
export class Statement {
  readonly id = randomUUID();
  readonly createdAt: number;
  readonly parts: readonly Part[];
  status: StatementStatusString = "SUBMITTED";
  error: string | undefined;
  updatedAt: number;
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;
  #session: Session | undefined;

  constructor(
    readonly input: StatementInput,
    private readonly clock: () => number,
  ) {
    this.createdAt = this.updatedAt = clock();
    this.parts = input.sqls.map(
      (sql, at) => new Part(input.batch ? `${this.id}:${at + 1}` : this.id, sql),
    );
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  isActive(): boolean {
    return this.status === "SUBMITTED" || this.status === "PICKED" || this.status === "STARTED";
  }

  /** Runs to the end in the database's next free turn. Never rejects: the outcome is the status. */
  async run(database: Database | undefined): Promise<void> {
    if (!database) {
      this.#set("FAILED", `FATAL: database "${this.input.database}" does not exist`);
      return;
    }
    this.#set("PICKED");
    try {
      await database.run((session) => this.#runIn(session));
    } catch (error) {
      if (this.isActive()) this.#set("FAILED", messageOf(error));
    }
  }

  /** Whether there was anything to cancel. What runs is interrupted and rolled back. */
  cancel(): boolean {
    if (!this.isActive()) return false;
    this.#set("ABORTED", "Query cancelled on user's request");
    this.#session?.interrupt();
    return true;
  }

  async #runIn(session: Session): Promise<void> {
    if (!this.isActive()) return;
    this.#set("STARTED");
    this.#session = session;
    try {
      if (this.input.autoCommit) await this.#runEach(session);
      else await this.#runTogether(session);
    } finally {
      this.#session = undefined;
    }
  }

  /** One transaction: all of it, or nothing. */
  async #runTogether(session: Session): Promise<void> {
    await session.run("BEGIN TRANSACTION");
    for (const part of this.parts) await this.#runPart(session, part);
    const failed = this.parts.findIndex((part) => part.status === "FAILED");
    if (failed < 0 && this.isActive()) {
      await session.run("COMMIT");
      this.#set("FINISHED");
      return;
    }
    await session.run("ROLLBACK");
    for (const part of this.parts) part.result = undefined;
    const message = this.parts[failed]?.error ?? "";
    const text = this.input.batch ? `Query #${failed + 1} failed with ${message}` : message;
    if (this.isActive()) this.#set("FAILED", text);
  }

  async #runEach(session: Session): Promise<void> {
    for (const part of this.parts) {
      await session.run("BEGIN TRANSACTION");
      await this.#runPart(session, part, false);
      await session.run(part.status === "FINISHED" ? "COMMIT" : "ROLLBACK");
    }
    const failed = this.parts.filter((part) => part.status === "FAILED").length;
    if (!this.isActive()) return;
    if (failed === 0) this.#set("FINISHED");
    else this.#set("FAILED", `${failed} of ${this.parts.length} statements failed`);
  }

  async #runPart(session: Session, part: Part, stopAtFailure = true): Promise<void> {
    const stopped = stopAtFailure && this.parts.some(({ status }) => status === "FAILED");
    if (stopped || !this.isActive()) {
      part.status = "ABORTED";
      return;
    }
    part.status = "STARTED";
    part.startedAt = this.clock();
    try {
      part.finish(await runStatement(session, part.sql, this.input.parameters));
      part.status = this.isActive() ? "FINISHED" : "ABORTED";
    } catch (error) {
      part.status = this.isActive() ? "FAILED" : "ABORTED";
      part.error = messageOf(error);
    } finally {
      part.endedAt = this.clock();
    }
  }

  #set(status: StatementStatusString, error?: string): void {
    this.status = status;
    this.error = error;
    this.updatedAt = this.clock();
    if (!this.isActive()) this.#end();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
