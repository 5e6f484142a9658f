import { QueryFault } from "../faults";
import { tokensOf } from "./lexer";
import type { Token } from "./lexer";

/**
 * A query with values for its question marks, in their order. Throws QueryFault unless there is one for
 * each, and each is a single expression.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
 */
export function withParameters(sql: string, values: readonly string[]): string {
  const marks = tokensOf(sql, "trino").filter((token) => isSymbol(token, "?"));
  if (marks.length !== values.length) {
    throw new QueryFault(
      "INVALID_PARAMETER_USAGE",
      `line 1:1: Incorrect number of parameters: expected ${marks.length} but found ${values.length}`,
    );
  }
  let text = "";
  let at = 0;
  marks.forEach(({ start, end }, index) => {
    text += `${sql.slice(at, start)} ${expression(values[index] ?? "")} `;
    at = end;
  });
  return text + sql.slice(at);
}

/** A value as an expression that nothing around it can change. */
function expression(value: string): string {
  const tokens = tokensOf(value, "trino");
  const [first, second] = tokens;
  if (!first || !isBalanced(tokens)) {
    throw new QueryFault("INVALID_PARAMETER_USAGE", `${value} is no value for a parameter`);
  }
  // `DATE '2024-01-01'`, `'x'` and `5` need no parentheses, and INTERVAL and LIMIT take none.
  const plain =
    !second || (tokens.length === 2 && first.kind === "word" && second.kind === "string");
  return plain ? value.trim() : `(${value.trim()}\n)`;
}

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "(")) depth += 1;
    if (isSymbol(token, ")")) depth -= 1;
    if (depth < 0 || isSymbol(token, ";")) return false;
    if (depth === 0 && isSymbol(token, ",")) return false;
  }
  return depth === 0;
}

function isSymbol({ kind, text }: Token, symbol: string): boolean {
  return kind === "symbol" && text === symbol;
}
