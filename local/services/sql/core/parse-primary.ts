import type { Expression, Name } from "./ast";
import type { Cursor } from "./cursor";
import { parseCall, specialCall } from "./parse-call";
import { parseExpression } from "./parse-expression";
import { parseQuery } from "./parse-query";
import { parseType } from "./parse-type";

/** Types whose name before a string makes a literal of it. */
const literalTypes = new Set([
  "date", "time", "timestamp", "decimal", "json", "varchar", "char", "bigint", "integer",
  "smallint", "tinyint", "double", "real", "boolean", "ipaddress", "uuid", "timestamptz",
]); // prettier-ignore

/** What expressions are made of: literals, names, calls, what is in parentheses. */
export function parsePrimary(c: Cursor): Expression {
  const { at, kind, text } = c.peek();
  switch (kind) {
    case "string":
    case "integer":
    case "decimal":
    case "double":
    case "binary":
      c.next();
      return { kind: "literal", at, end: c.end, type: kind, text };
    case "parameter": {
      c.next();
      return { kind: "parameter", at, end: c.end, name: text === "?" ? c.nextParameter() : text };
    }
    case "symbol":
      return text === "(" ? parenthesized(c) : c.fail("<expression>");
    case "end":
      return c.fail("<expression>");
    case "quoted":
      return reference(c);
    case "word":
      return word(c);
  }
}

function word(c: Cursor): Expression {
  const { at, text } = c.peek();
  const after = c.peek(1);
  if (after.kind === "symbol" && after.text === "->") return lambda(c);
  if (text === "null" || text === "true" || text === "false") {
    c.next();
    return { kind: "literal", at, end: c.end, type: text === "null" ? "null" : "boolean", text };
  }
  if (c.grammar.wordValues.has(text) && !(after.kind === "symbol" && after.text === ".")) {
    return wordValue(c);
  }
  if (text === "case") return caseOf(c);
  if (text === "interval") return interval(c);
  if (text === "exists") {
    c.next();
    return { kind: "exists", at, query: queryInParentheses(c), end: c.end };
  }
  if (text === "array" && after.text === "[" && after.kind === "symbol") {
    c.next();
    c.next();
    const items = c.isSymbol("]") ? [] : c.list(() => parseExpression(c));
    c.expectSymbol("]");
    return { kind: "array", at, end: c.end, items };
  }
  return specialCall(c) ?? typedLiteral(c) ?? named(c);
}

/** `current_date`, `current_timestamp(3)`: values that are written without parentheses. */
function wordValue(c: Cursor): Expression {
  const { at, text: name } = c.next();
  const plain = { star: false, distinct: false, orderBy: [] };
  const args: Expression[] = [];
  if (c.takeSymbol("(")) {
    if (!c.isSymbol(")")) args.push(parseExpression(c));
    c.expectSymbol(")");
  }
  return { kind: "call", at, end: c.end, name, args, ...plain };
}

function named(c: Cursor): Expression {
  // `APPROXIMATE COUNT(DISTINCT x)`: what is exact is near enough.
  if (c.grammar.postgres && c.is("approximate") && c.isName(1) && c.isSymbol("(", 2)) c.next();
  if (c.grammar.functionWords.has(c.peek().text) && c.isSymbol("(", 1)) return parseCall(c);
  if (!c.isName()) return c.fail("<expression>");
  return reference(c);
}

function reference(c: Cursor): Expression {
  const { at } = c;
  if (c.isSymbol("(", 1)) return parseCall(c);
  const names: Name[] = [c.name()];
  while (c.isSymbol(".") && c.isName(1)) {
    c.next();
    names.push(c.name());
  }
  return { kind: "reference", at, end: c.end, names };
}

/** `DATE '2024-01-15'`, `DECIMAL '1.5'`, `TIMESTAMP '…'`, `DOUBLE PRECISION '1'`. */
function typedLiteral(c: Cursor): Expression | undefined {
  const { at, text } = c.peek();
  if (!literalTypes.has(text)) return undefined;
  const start = c.place;
  const follows =
    c.peek(1).kind === "string" || text === "double" || text === "timestamp" || text === "time";
  if (!follows) return undefined;
  const type = c.peek(1).kind === "string" ? { at, name: c.next().text, args: [] } : parseType(c);
  if (c.peek().kind !== "string") {
    c.reset(start);
    return undefined;
  }
  return { kind: "typed", at, type, text: c.next().text, end: c.end };
}

function interval(c: Cursor): Expression {
  const { at } = c;
  const sign = c.peek(1);
  if (c.peek(1).kind !== "string" && !(sign.kind === "symbol" && /^[+-]$/.test(sign.text))) {
    return named(c);
  }
  c.next();
  const negative = c.takeSymbol("-");
  if (!negative) c.takeSymbol("+");
  const text = c.string();
  const unit = c.oneOf("year", "month", "week", "day", "hour", "minute", "second");
  if (unit === undefined && !c.grammar.postgres) c.fail();
  const to = c.take("to") ? c.oneOf("month", "day", "hour", "minute", "second") : undefined;
  const units = { ...(unit !== undefined && { unit }), ...(to !== undefined && { to }) };
  return { kind: "interval", at, end: c.end, text, negative, ...units };
}

function caseOf(c: Cursor): Expression {
  const { at } = c;
  c.expect("case");
  const operand = c.is("when") ? {} : { operand: parseExpression(c) };
  const whens: { when: Expression; then: Expression }[] = [];
  while (c.take("when")) {
    const when = parseExpression(c);
    c.expect("then");
    whens.push({ when, then: parseExpression(c) });
  }
  if (whens.length === 0) c.fail();
  const otherwise = c.take("else") ? { otherwise: parseExpression(c) } : {};
  c.expect("end");
  return { kind: "case", at, end: c.end, ...operand, whens, ...otherwise };
}

function lambda(c: Cursor): Expression {
  const { at } = c;
  const parameters = c.isSymbol("(") ? c.parenthesized(() => c.name()) : [c.name()];
  c.expectSymbol("->");
  const body = parseExpression(c);
  return { kind: "lambda", at, end: c.end, parameters, body };
}

export function queryInParentheses(c: Cursor) {
  c.expectSymbol("(");
  const query = parseQuery(c);
  c.expectSymbol(")");
  return query;
}

/** `(query)`, `(x)`, `(x, y)`, and a lambda's `(x, y) -> …`. */
function parenthesized(c: Cursor): Expression {
  const { at } = c;
  if (isLambda(c)) return lambda(c);
  const first = c.peek(1);
  if (first.kind === "word" && ["select", "with", "values"].includes(first.text)) {
    return { kind: "subquery", at, query: queryInParentheses(c), end: c.end };
  }
  const items = c.parenthesized(() => parseExpression(c));
  const [only] = items;
  if (only && items.length === 1) return only;
  return { kind: "row", at, end: c.end, items };
}

function isLambda(c: Cursor): boolean {
  let ahead = 1;
  while (c.isName(ahead) && c.isSymbol(",", ahead + 1)) ahead += 2;
  if (c.isName(ahead)) ahead += 1;
  return c.isSymbol(")", ahead) && c.isSymbol("->", ahead + 1);
}
