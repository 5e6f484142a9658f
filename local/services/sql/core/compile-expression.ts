import type { Binary, Case, Expression, In, Lambda, Query } from "./ast";
import { fault, fieldName, fieldOf, resolve } from "./context";
import type { Context } from "./context";
import { compileCall } from "./compile-call";
import { compileQuery } from "./compile-query";
import type { Typed } from "./dialect";
import { syntaxFault } from "./fault";
import { quoteString } from "./lexer";
import { arrayOf, boolean, common, type as typeOf, typeText, unknown, varchar } from "./types";
import type { Type } from "./types";

/** An expression in DuckDB's SQL, and its type. Throws SqlFault for what the dialect refuses. */
export function compile(node: Expression, context: Context): Typed {
  const { loose, grouped } = context.scope;
  const before = loose.length;
  const typed = compileNode(node, context);
  // What GROUP BY names needs no aggregate around it, whatever columns it is made of.
  if (loose.length > before && grouped.has(typed.sql)) loose.length = before;
  return typed;
}

function compileNode(node: Expression, context: Context): Typed {
  const { dialect } = context.statement;
  switch (node.kind) {
    case "literal":
      return literal(node.type, node.text, node.at, context);
    case "typed":
      return dialect.typed(node.type, node.text, node.at);
    case "interval":
      return dialect.interval(node.text, node.negative, node.unit, node.to, node.at);
    case "reference":
      return resolve(node.names, node.at, node.end, context);
    case "field": {
      const base = compile(node.base, context);
      const found = fieldOf(base, node.name.text);
      if (!found) throw fault(node.at, dialect.words.unknownColumn(node.name.text));
      return found;
    }
    case "subscript":
      return dialect.subscript(compile(node.base, context), compile(node.index, context), node.at);
    case "call":
      return compileCall(node, context);
    case "unary":
      if (node.op === "not") return test(`(NOT ${condition(node.value, context, "NOT")})`);
      return dialect.unary(node.op, compile(node.value, context), node.at);
    case "binary":
      return binary(node, context);
    case "logical": {
      const terms = node.terms.map((term) => condition(term, context, "Logical expression"));
      return test(`(${terms.join(` ${node.op.toUpperCase()} `)})`);
    }
    case "between": {
      const value = compile(node.value, context);
      const above = dialect.binary(">=", value, compile(node.low, context), node.at);
      const below = dialect.binary("<=", value, compile(node.high, context), node.at);
      return test(`${node.not ? "NOT " : ""}(${above.sql} AND ${below.sql})`);
    }
    case "in":
      return inList(node, context);
    case "like": {
      const escape = node.escape && compile(node.escape, context);
      const value = compile(node.value, context);
      const found = dialect.like(node.op, value, compile(node.pattern, context), escape, node.at);
      return node.not ? test(`(NOT ${found.sql})`) : found;
    }
    case "is":
      return isTest(node, context);
    case "exists":
      return test(`EXISTS (${compileQuery(node.query, context).sql})`);
    case "quantified": {
      const left = compile(node.left, context);
      const { sql, type } = oneColumn(node.query, node.at, context);
      // The types are checked as those of a comparison.
      dialect.binary(node.op, left, { sql, type }, node.at);
      return test(`(${left.sql} ${node.op} ${node.quantifier.toUpperCase()} (${sql}))`);
    }
    case "cast": {
      const to = dialect.type(node.type);
      if (!to) throw fault(node.type.at, ["TYPE_NOT_FOUND", `Unknown type: ${node.type.name}`]);
      return dialect.cast(compile(node.value, context), to, node.safe, node.at);
    }
    case "case":
      return caseOf(node, context);
    case "lambda":
      throw syntaxFault(node.at, "Lambda expression should always be used inside a function");
    case "array": {
      const { values, type } = unify(node.items, context, "All ARRAY elements");
      if (values.length > 0)
        return { sql: `[${values.map(({ sql }) => sql).join(", ")}]`, type: arrayOf(type) };
      return { sql: "[]", type: arrayOf(unknown) };
    }
    case "row":
      return rowOf(node.items.map((item) => compile(item, context)));
    case "subquery": {
      const { sql, type } = oneColumn(node.query, node.at, context);
      return { sql: `(${sql})`, type };
    }
    case "zone":
      return dialect.atTimeZone(compile(node.value, context), node.zone, node.at);
    case "parameter":
      return dialect.parameter(node.name, node.at);
  }
}

const test = (sql: string): Typed => ({ sql, type: boolean });

export function text(value: string): Typed {
  return { sql: quoteString(value), type: typeOf("varchar", { length: value.length }) };
}

function literal(
  type: Extract<Expression, { kind: "literal" }>["type"],
  value: string,
  at: number,
  { statement: { dialect } }: Context,
): Typed {
  if (type === "string") return dialect.text?.(value) ?? text(value);
  if (type === "null") return { sql: "NULL", type: unknown };
  if (type === "boolean") return { sql: value, type: boolean };
  return dialect.literal(type, value, at);
}

export function rowOf(items: readonly Typed[], names: readonly (string | undefined)[] = []): Typed {
  const type: Type = { name: "row", of: items.map((item) => item.type), names };
  const fields = items.map(({ sql }, at) => `${quoteString(fieldName(type, at))}: ${sql}`);
  return { sql: `{${fields.join(", ")}}`, type };
}

/** A condition's SQL. Throws SqlFault where it is no boolean. */
export function condition(node: Expression, context: Context, where: string): string {
  const { sql, type } = compile(node, context);
  if (type.name === "boolean" || type.name === "unknown") return sql;
  const { words } = context.statement.dialect;
  throw fault(
    node.at,
    words.mismatch(`${where} must evaluate to a boolean: actual type ${typeText(type)}`),
  );
}

function binary(node: Binary, context: Context): Typed {
  const left = compile(node.left, context);
  return context.statement.dialect.binary(node.op, left, compile(node.right, context), node.opAt);
}

function isTest(node: Extract<Expression, { kind: "is" }>, context: Context): Typed {
  const not = node.not ? "NOT " : "";
  if (!node.other) {
    const value = compile(node.value, context);
    return test(`(${value.sql} IS ${not}${node.what.toUpperCase()})`);
  }
  const { values } = unify([node.value, node.other], context, "IS DISTINCT FROM");
  return test(`(${values.map(({ sql }) => sql).join(` IS ${not}DISTINCT FROM `)})`);
}

function inList(node: In, context: Context): Typed {
  const not = node.not ? "NOT " : "";
  const { dialect } = context.statement;
  if ("body" in node.list) {
    const value = compile(node.value, context);
    const query = oneColumn(node.list, node.at, context);
    const type = common(value.type, query.type);
    if (!type) throw fault(node.at, dialect.words.mismatch(inWords(value.type, query.type)));
    const left = dialect.coerce(value, type);
    if (dialect.storage(type) === dialect.storage(query.type))
      return test(`(${left.sql} ${not}IN (${query.sql}))`);
    const cast = dialect.coerce({ sql: "q_.c0", type: query.type }, type).sql;
    return test(`(${left.sql} ${not}IN (SELECT ${cast} FROM (${query.sql}) AS q_(c0)))`);
  }
  const { values } = unify([node.value, ...node.list], context, "IN value and list items");
  const [first, ...rest] = values;
  return test(`(${first?.sql ?? ""} ${not}IN (${rest.map(({ sql }) => sql).join(", ")}))`);
}

const inWords = (left: Type, right: Type): string =>
  `value and result of subquery must be of the same type for IN expression: ${typeText(left)} vs ${typeText(right)}`;

/** The one column of a subquery that stands for a value. */
function oneColumn(query: Query, at: number, context: Context): Typed {
  const { sql, columns } = compileQuery(query, context);
  const [only, more] = columns;
  if (only && !more) return { sql, type: only.type };
  throw fault(at, [
    "NOT_SUPPORTED",
    `Multiple columns returned by subquery are not yet supported. Found ${columns.length}`,
  ]);
}

function caseOf(node: Case, context: Context): Typed {
  const { dialect } = context.statement;
  const results = [
    ...node.whens.map(({ then }) => then),
    ...(node.otherwise ? [node.otherwise] : []),
  ];
  const { values, type } = unify(results, context, "All CASE results");
  const operand = node.operand && compile(node.operand, context);
  const whens = node.whens.map(({ when }, at) => {
    const test = operand
      ? dialect.binary("=", operand, compile(when, context), when.at).sql
      : condition(when, context, "CASE WHEN clause");
    return `WHEN ${test} THEN ${values[at]?.sql ?? ""}`;
  });
  const otherwise = node.otherwise ? ` ELSE ${values.at(-1)?.sql ?? ""}` : "";
  return { sql: `CASE ${whens.join(" ")}${otherwise} END`, type };
}

/** Expressions as values of one type. Throws SqlFault where there is none. */
export function unify(
  nodes: readonly Expression[],
  context: Context,
  what: string,
): { readonly values: readonly Typed[]; readonly type: Type } {
  const { dialect } = context.statement;
  const values = nodes.map((node) => compile(node, context));
  let type: Type = unknown;
  for (const [at, value] of values.entries()) {
    const found = (dialect.common ?? common)(type, value.type);
    if (!found) {
      const words = `${what} must be the same type or coercible to a common type. Cannot find common type between ${typeText(type)} and ${typeText(value.type)}`;
      throw fault(nodes[at]?.at ?? 0, dialect.words.mismatch(words));
    }
    type = found;
  }
  return { values: values.map((value) => dialect.coerce(value, type)), type };
}

/** A lambda's body, once the types of its parameters are known. */
export function compileLambda(node: Lambda, types: readonly Type[], context: Context): Typed {
  const names = node.parameters.map(() => context.statement.nextName("l"));
  const lambda = new Map(context.lambda);
  node.parameters.forEach((name, at) => {
    lambda.set(name.text, { sql: names[at] ?? "", type: types[at] ?? varchar });
  });
  const body = compile(node.body, { ...context, lambda });
  return { sql: `lambda ${names.join(", ")}: ${body.sql}`, type: body.type };
}

/** A literal text, for arguments that must be one; undefined for any other expression. */
export function literalText(node: Expression | undefined): string | undefined {
  return node?.kind === "literal" && node.type === "string" ? node.text : undefined;
}
