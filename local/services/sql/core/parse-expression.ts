import type { Binary, Expression, Logical } from "./ast";
import type { Cursor } from "./cursor";
import { tooLarge } from "./fault";
import { parsePrimary } from "./parse-primary";
import { parseQuery } from "./parse-query";
import { parseType } from "./parse-type";

/** An expression of any kind: `OR` binds least. Throws SqlFault. */
export function parseExpression(c: Cursor): Expression {
  const lone = c.takeLoneLiteral();
  if (lone) return lone;
  return c.nested(() => logical(c, "or", () => logical(c, "and", () => negation(c))));
}

function logical(c: Cursor, op: Logical["op"], term: () => Expression): Expression {
  const { at } = c;
  const first = term();
  if (!c.is(op)) return first;
  const terms = [first];
  while (c.take(op)) terms.push(term());
  return { kind: "logical", at, end: c.end, op, terms };
}

function negation(c: Cursor): Expression {
  const { at } = c;
  if (!c.take("not")) return predicate(c);
  const value = c.nested(() => negation(c));
  return { kind: "unary", at, end: c.end, op: "not", value };
}

/** A value, and at most one test of it. */
function predicate(c: Cursor): Expression {
  const { at } = c;
  const left = parseValue(c);
  const token = c.peek();
  if (token.kind === "symbol" && c.grammar.comparisons.has(token.text)) {
    return comparison(c, left, at);
  }
  for (const symbol of c.grammar.comparisons) c.isSymbol(symbol);
  if (c.take("is")) return isTest(c, left, at);
  const not = c.is("not") && c.peek(1).kind === "word" && c.take("not");
  if (c.take("between")) {
    const low = parseValue(c);
    c.expect("and");
    const high = parseValue(c);
    return { kind: "between", at, end: c.end, value: left, low, high, not };
  }
  if (c.take("in")) return inTest(c, left, not, at);
  const op = c.oneOf(...c.grammar.patternOperators);
  if (op !== undefined) {
    const pattern = parseValue(c);
    const escape = c.take("escape") ? { escape: parseValue(c) } : {};
    return { kind: "like", at, end: c.end, op, value: left, pattern, not, ...escape };
  }
  return not ? c.fail() : left;
}

function comparison(c: Cursor, left: Expression, at: number): Expression {
  const opAt = c.at;
  const op = c.next().text;
  const quantifier = c.oneOf("all", "any", "some");
  if (quantifier === undefined) {
    const right = parseValue(c);
    return { kind: "binary", at, end: c.end, op, opAt, left, right };
  }
  c.expectSymbol("(");
  const query = parseQuery(c);
  c.expectSymbol(")");
  const which = quantifier === "all" ? "all" : "any";
  return { kind: "quantified", at, end: c.end, op, left, quantifier: which, query };
}

function isTest(c: Cursor, value: Expression, at: number): Expression {
  const not = c.take("not");
  if (c.take("distinct from")) {
    const other = parseValue(c);
    return { kind: "is", at, end: c.end, value, what: "distinct", other, not };
  }
  const found = c.oneOf("null", ...(c.grammar.postgres ? ["true", "false", "unknown"] : []));
  if (found === undefined) c.fail();
  const what = found === "true" || found === "false" || found === "unknown" ? found : "null";
  return { kind: "is", at, end: c.end, value, what, not };
}

function inTest(c: Cursor, value: Expression, not: boolean, at: number): Expression {
  c.expectSymbol("(");
  const isQuery = c.is("select") || c.is("with") || c.is("values");
  const list = isQuery ? parseQuery(c) : c.list(() => parseExpression(c));
  c.expectSymbol(")");
  return { kind: "in", at, end: c.end, value, list, not };
}

/** Chains of operators become DuckDB's nested calls, so that they, too, have an end. */
const longestChain = 400;

/** Arithmetic and `||`: what stands on either side of a comparison. */
export function parseValue(c: Cursor, least = 0): Expression {
  return c.nested(() => {
    const { at } = c;
    let left = signed(c);
    for (let length = 0; ; length++) {
      const token = c.peek();
      const binding = token.kind === "symbol" ? c.grammar.operators.get(token.text) : undefined;
      if (binding === undefined || binding <= least) break;
      if (length > longestChain) throw tooLarge(c.at);
      const opAt = c.at;
      const op = c.next().text;
      const right = parseValue(c, binding);
      const node: Binary = { kind: "binary", at, end: c.end, op, opAt, left, right };
      left = node;
    }
    for (const symbol of c.grammar.operators.keys()) c.isSymbol(symbol);
    return left;
  });
}

function signed(c: Cursor): Expression {
  const { at } = c;
  const op = c.takeSymbol("-") ? "-" : c.takeSymbol("+") ? "+" : undefined;
  if (op === undefined) return postfix(c);
  const value = c.nested(() => signed(c));
  return { kind: "unary", at, end: c.end, op, value };
}

/** What follows a value: `[1]`, `.field`, `AT TIME ZONE`, and in PostgreSQL's kin `::type`. */
function postfix(c: Cursor): Expression {
  const { at } = c;
  let base = parsePrimary(c);
  for (;;) {
    if (c.takeSymbol("[")) {
      const index = parseValue(c);
      c.expectSymbol("]");
      base = { kind: "subscript", at, end: c.end, base, index };
    } else if (base.kind !== "literal" && c.takeSymbol(".")) {
      base = { kind: "field", at, end: c.end, base, name: c.name() };
    } else if (c.take("at time zone")) {
      const zone = c.nested(() => postfix(c));
      base = { kind: "zone", at, end: c.end, value: base, zone };
    } else if (c.grammar.postgres && c.takeSymbol("::")) {
      base = { kind: "cast", at, end: c.end, value: base, type: parseType(c), safe: false };
    } else {
      return base;
    }
  }
}
