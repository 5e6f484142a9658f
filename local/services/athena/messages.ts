import { AwsError } from "../../gateway/service";
import { position, SqlFault } from "../sql/core/fault";
import { QueryFault, SyntaxFault } from "./faults";

/** Does work on a query's text; its faults come with line and column. Throws SyntaxFault, QueryFault. */
export function placed<Result>(sql: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SqlFault)) throw error;
    const message = placedMessage(error, sql);
    const isSyntax = error.code === "SYNTAX_ERROR" || error.code === "STACK_OVERFLOW";
    throw isSyntax ? new SyntaxFault(message) : new QueryFault(error.code, message);
  }
}

/** `line 1:8: Column 'x' cannot be resolved` */
function placedMessage(fault: SqlFault, sql: string): string {
  if (fault.at === undefined) return fault.message;
  const { line, column } = position(sql, fault.at);
  return `line ${line}:${column}: ${fault.message}`;
}

/** Casts of text, by DuckDB's name of the type and Trino's. */
const numbers: Readonly<Record<string, string>> = {
  INT8: "TINYINT",
  INT16: "SMALLINT",
  INT32: "INT",
  INT64: "BIGINT",
};

const operations: Readonly<Record<string, string>> = {
  addition: "addition",
  subtraction: "subtraction",
  multiplication: "multiplication",
};

/** DuckDB's messages, and what Trino says. */
const messages: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [/'!([A-Z_]+: [^]*)' to INT32/, ([, said = ""]) => said],
  [
    /Overflow in (\w+) of (INT\d+) \((.*?)\)/,
    ([, operation = "", type = "", values = ""]) =>
      `NUMERIC_VALUE_OUT_OF_RANGE: ${(numbers[type] ?? type).replace("INT", "INTEGER").replace("BIGINTEGER", "BIGINT").toLowerCase()} ${operations[operation] ?? operation} overflow: ${values}`,
  ],
  [
    /Overflow in .*DECIMAL|to DECIMAL.*out of range|to DECIMAL\(.*\) because/i,
    () => "NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow",
  ],
  [
    /Could not convert string '([^]*)' to (INT\d+)/,
    ([, text = "", type = ""]) =>
      `INVALID_CAST_ARGUMENT: Cannot cast '${text}' to ${numbers[type] ?? type}`,
  ],
  [
    /Type (\w+) with value (\S+) can't be cast .*destination type (INT\d+)/,
    ([, , value = "", type = ""]) =>
      `INVALID_CAST_ARGUMENT: Out of range for ${(numbers[type] ?? type).toLowerCase().replace(/^int$/, "integer")}: ${value}`,
  ],
  [
    /More than one row returned by a subquery/,
    () => "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
  ],
  [/^Conversion Error: (.*)/, ([, said = ""]) => `INVALID_CAST_ARGUMENT: ${said}`],
  [/^Out of Range Error: (.*)/, ([, said = ""]) => `NUMERIC_VALUE_OUT_OF_RANGE: ${said}`],
];

/** What went wrong with a query, in Athena's words. */
export function athenaMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof QueryFault) return text;
  if (error instanceof SyntaxFault) return `SYNTAX_ERROR: ${text}`;
  if (error instanceof SqlFault) return `${error.code}: ${text}`;
  if (error instanceof AwsError) {
    return error.code === "InvalidRequestException" ? text : `${error.code}: ${text}`;
  }
  for (const [pattern, say] of messages) {
    const found = pattern.exec(text);
    if (found) return say(found);
  }
  return `GENERIC_INTERNAL_ERROR: ${text.split("\n")[0] ?? text}`;
}
