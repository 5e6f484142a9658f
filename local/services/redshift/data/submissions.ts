import { createHash } from "node:crypto";
import { AwsError } from "../../../gateway/service";
import type { Database } from "./database";
import { Statement } from "./statement";
import type { Part, StatementInput } from "./statement";
import type { Warehouse } from "./warehouses";

/** How much is kept: AWS keeps results for 24 hours, a laptop also has an end to its memory. */
const keptForMs = 24 * 3600 * 1000;
const keptStatements = 5_000;
const keptBytes = 128 * 1024 * 1024;
/** Statements not yet ended, per cluster or workgroup. */
const activeLimit = 500;

interface Submission {
  readonly statement: Statement;
  readonly warehouse: Warehouse;
  /** Digest of the request, to tell a repeated token from a reused one. */
  readonly fingerprint: string;
}

/** Every statement that the Data API has taken and still knows. */
export class Submissions {
  readonly #byId = new Map<string, Submission>();
  readonly #byToken = new Map<string, Submission>();

  constructor(private readonly clock: () => number) {}

  /** Runs a new statement, or gives the one that this token has already submitted. */
  submit(
    warehouse: Warehouse,
    database: Database | undefined,
    input: StatementInput,
    token?: string,
  ): Statement {
    this.#forget();
    const request = JSON.stringify([warehouse.id, input, [...input.parameters]]);
    const fingerprint = createHash("sha256").update(request).digest("base64");
    const earlier = token === undefined ? undefined : this.#byToken.get(token);
    if (earlier) {
      if (earlier.fingerprint === fingerprint) return earlier.statement;
      throw new AwsError("ValidationException", "ClientToken was used for another statement.");
    }
    this.#checkActive(warehouse);
    const statement = new Statement(input, this.clock);
    const submission = { statement, warehouse, fingerprint };
    this.#byId.set(statement.id, submission);
    if (token !== undefined) this.#byToken.set(token, submission);
    void statement.run(database);
    return statement;
  }

  /** Newest first. */
  list(): readonly Statement[] {
    return [...this.#byId.values()].map(({ statement }) => statement).reverse();
  }

  find(id: string): { readonly statement: Statement; readonly part: Part | undefined } {
    const [statementId = "", number] = id.split(":");
    const statement = this.#byId.get(statementId)?.statement;
    const part = statement?.parts[number === undefined ? 0 : Number(number) - 1];
    if (!statement || !part || (number !== undefined && !statement.input.batch)) {
      const fields = { ResourceId: id };
      throw new AwsError("ResourceNotFoundException", "Query does not exist.", 400, fields);
    }
    return { statement, part: statement.input.batch && number === undefined ? undefined : part };
  }

  cancelAll(): void {
    for (const { statement } of this.#byId.values()) statement.cancel();
  }

  #checkActive(warehouse: Warehouse): void {
    let active = 0;
    for (const { statement, warehouse: other } of this.#byId.values()) {
      if (other.id === warehouse.id && statement.isActive()) active += 1;
    }
    if (active < activeLimit) return;
    throw new AwsError(
      "ActiveStatementsExceededException",
      `Active statements exceeded the allowed quota (${activeLimit}).`,
    );
  }

  /** Drops what is too old or too much, oldest first; never what still runs. */
  #forget(): void {
    const oldest = this.clock() - keptForMs;
    let count = this.#byId.size;
    let bytes = 0;
    for (const { statement } of this.#byId.values()) bytes += sizeOf(statement);
    for (const [id, { statement }] of this.#byId) {
      if (count <= keptStatements && bytes <= keptBytes && statement.createdAt >= oldest) {
        break;
      }
      if (statement.isActive()) continue;
      this.#byId.delete(id);
      count -= 1;
      bytes -= sizeOf(statement);
    }
    for (const [token, { statement }] of this.#byToken) {
      if (!this.#byId.has(statement.id)) this.#byToken.delete(token);
    }
  }
}

function sizeOf(statement: Statement): number {
  return statement.parts.reduce(
    (sum, { sql, result }) => sum + sql.length + (result?.bytes ?? 0),
    0,
  );
}
