import { AwsError } from "../../gateway/service";
import { SyntaxFault } from "./faults";
import type { PreparedStatements } from "./prepared";
import { athenaError, runStatement } from "./query";
import type { Answer, RunStatement, StatementScope } from "./query";
import { linesOf } from "./results";
import { readSelect } from "./select";
import { parseStatement } from "./statements";
import { withParameters } from "./statements/parameters";
import type { PreparedStatement, Statement } from "./statements/statement";

/** What a text asks for, and how it is run. */
export interface Resolved {
  readonly kind: Statement["kind"];
  /** Where a CREATE TABLE AS wants its files. */
  readonly externalLocation?: boolean;
  run(scope: StatementScope): Promise<Answer>;
}

interface Given {
  readonly text: string;
  readonly parameters: readonly string[];
  readonly workGroup: string;
  readonly prepared: PreparedStatements;
}

/**
 * Reads a query's text with its parameters, and a prepared statement's in the place of EXECUTE. Throws
 * InvalidRequestException for what is no SQL, as StartQueryExecution does; other faults come when it runs.
 */
export function resolve(given: Given): Resolved {
  try {
    return resolved(given);
  } catch (error) {
    if (error instanceof SyntaxFault) {
      const fields = { AthenaErrorCode: "MALFORMED_QUERY" };
      throw new AwsError("InvalidRequestException", error.message, 400, fields);
    }
    return { kind: "select", run: () => Promise.reject(athenaError(error)) };
  }
}

function resolved({ text, parameters, workGroup, prepared }: Given): Resolved {
  const statement = parseStatement(text);
  switch (statement.kind) {
    case "prepare":
    case "deallocate":
      return { kind: statement.kind, run: () => change(statement, workGroup, prepared) };
    case "execute": {
      const { QueryStatement } = prepared.find(workGroup, statement.name);
      const values = [...statement.parameters, ...parameters];
      return resolved({ text: QueryStatement, parameters: values, workGroup, prepared });
    }
    default: {
      if (!("select" in statement)) return ready(statement);
      const filled = parseStatement(withParameters(text, parameters));
      if (!("select" in filled)) return ready(statement);
      readSelect(filled.select);
      return ready(filled);
    }
  }
}

function ready(statement: RunStatement): Resolved {
  return {
    kind: statement.kind,
    externalLocation:
      statement.kind === "create table as" && statement.properties.has("external_location"),
    run: (scope) => runStatement(statement, scope),
  };
}

function change(
  statement: Exclude<PreparedStatement, { kind: "execute" }>,
  workGroup: string,
  prepared: PreparedStatements,
): Promise<Answer> {
  if (statement.kind === "deallocate") prepared.delete(workGroup, statement.name);
  else prepared.create(workGroup, statement.name, { QueryStatement: statement.query });
  return Promise.resolve({ result: linesOf([], []), scannedBytes: 0 });
}
