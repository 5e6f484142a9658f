import type { Bound, Call, Expression, Name, SortItem, WindowSpec } from "./ast";
import { compile, compileLambda, condition } from "./compile-expression";
import { fault, written } from "./context";
import type { Context } from "./context";
import type { Typed } from "./dialect";
import { syntaxFault } from "./fault";
import { bind, choose, fill, parameterAt, substitute } from "./functions";
import type { FunctionRule, Match } from "./functions";
import { nearest } from "./nearest";
import { same, unknown } from "./types";
import type { Type } from "./types";

/** A call of a function in the dialect's table, or of one of its forms. Throws SqlFault. */
export function compileCall(node: Call, context: Context): Typed {
  const { dialect } = context.statement;
  const form = dialect.forms.get(node.name);
  if (form) return form(node.args, context, node.at);
  const rules = dialect.functions.find(node.name);
  const [first] = rules;
  if (!first) {
    const names = [...dialect.functions.names, ...dialect.forms.keys()];
    throw fault(node.at, dialect.words.unknownFunction(node.name, nearest(node.name, names)));
  }
  checkPlace(node, first, context);
  if (node.star && node.name !== "count") throw badArguments(node, [], rules, context);
  const grouping = first.kind === "aggregate" && !node.over;
  const inside = grouping ? { ...context, inAggregate: true } : context;
  const args = node.args.map((arg) => (arg.kind === "lambda" ? undefined : compile(arg, inside)));
  const match = choose(
    rules,
    args.map((arg) => arg?.type),
    dialect,
  );
  if (!match) throw badArguments(node, args, rules, context);
  const { values, result } = settle(node, args, match, inside);
  const { rule } = match;
  if (rule.kind !== "scalar")
    return { sql: aggregate(node, rule, values, result, inside), type: result };
  const { sql = `${node.name}($*)` } = rule;
  const texts = values.map((value) => value.sql);
  return { sql: fill(typeof sql === "string" ? sql : sql(values, result), texts), type: result };
}

/** Aggregates and window functions stand only where rows are gathered. */
function checkPlace(node: Call, { kind }: FunctionRule, context: Context): void {
  const { words } = context.statement.dialect;
  if (kind === "scalar") {
    if (!node.over && !node.filter && !node.distinct) return;
    throw fault(node.at, ["FUNCTION_NOT_AGGREGATE", `'${node.name}' is not an aggregate function`]);
  }
  if (context.clause !== undefined)
    throw fault(node.at, words.noAggregates(context.clause, written(context, node)));
  if (kind === "window" && !node.over) {
    throw fault(node.at, ["MISSING_OVER", `Window function ${node.name} requires an OVER clause`]);
  }
  if (context.inAggregate) {
    const message = `Cannot nest aggregations inside aggregation: [${written(context, node)}]`;
    throw fault(node.at, ["NESTED_AGGREGATION", message]);
  }
  if (!node.over) context.scope.aggregated = true;
}

function badArguments(
  node: Call,
  args: readonly (Typed | undefined)[],
  rules: readonly FunctionRule[],
  { statement: { dialect } }: Context,
): Error {
  const types = args.map((arg) => arg?.type ?? ({ name: "function" } as const));
  const signatures = rules.map(({ signature }) => signature);
  return fault(node.at, dialect.words.badArguments(node.name, types, signatures));
}

/** Arguments as the overload takes them; lambdas are compiled once their parameters have types. */
function settle(
  node: Call,
  args: readonly (Typed | undefined)[],
  { rule, bindings }: Match,
  context: Context,
): { readonly values: readonly Typed[]; readonly result: Type } {
  const { dialect } = context.statement;
  const bodies = new Map<number, Typed>();
  for (const [at, arg] of node.args.entries()) {
    const wanted = parameterAt(rule, at);
    if (arg.kind !== "lambda" || !wanted) continue;
    const parts = wanted.args.flatMap((part) => (typeof part === "number" ? [] : [part]));
    const body = parts.at(-1);
    const compileBody = () =>
      compileLambda(
        arg,
        parts.slice(0, -1).map((part) => substitute(part, bindings, dialect) ?? unknown),
        context,
      );
    let value = compileBody();
    const before = new Map(bindings);
    if (arg.parameters.length !== parts.length - 1 || !body || !bind(body, value.type, bindings)) {
      throw badArguments(node, args, [rule], context);
    }
    // A body wider than what it starts from, as `reduce(x, 0, (s, x) -> s + x)`, widens that.
    if ([...before].some(([name, type]) => !same(bindings.get(name) ?? type, type)))
      value = compileBody();
    bodies.set(at, value);
  }
  const values = args.map((arg, at) => {
    if (!arg) return bodies.get(at) ?? { sql: "NULL", type: unknown };
    const wanted = parameterAt(rule, at);
    const to = wanted && substitute(wanted, bindings, dialect, arg.type);
    return to ? dialect.coerce(arg, to) : arg;
  });
  const types = values.map((value) => value.type);
  const returns = rule.returns && substitute(rule.returns, bindings, dialect);
  const result = rule.result?.(types) ?? returns ?? unknown;
  return { values, result };
}

/** `{sum($1)}` in a template is the aggregate itself, which takes DISTINCT, ORDER BY, FILTER and OVER. */
function aggregate(
  node: Call,
  rule: FunctionRule,
  values: readonly Typed[],
  result: Type,
  context: Context,
): string {
  const { sql = `{${node.name}($*)}` } = rule;
  const template = node.star ? "{count(*)}" : typeof sql === "string" ? sql : sql(values, result);
  const distinct = node.distinct ? "DISTINCT " : "";
  const order = node.orderBy.length > 0 ? ` ORDER BY ${sortSql(node.orderBy, context)}` : "";
  const nulls = node.nulls === "ignore" ? " IGNORE NULLS" : "";
  const filter = node.filter
    ? ` FILTER (WHERE ${condition(node.filter, { ...context, inAggregate: true }, "FILTER")})`
    : "";
  const over = node.over ? ` OVER (${windowSql(node.over, context)})` : "";
  return template
    .replace(/\{(\w+)\(([^}]*)\)\}/g, (_whole, name: string, inside: string) => {
      return `${name}(${inside === "" || inside === "*" ? inside : distinct + inside}${order}${nulls})${filter}${over}`;
    })
    .replace(/\$(\d|\*)/g, (_whole, which: string) =>
      which === "*"
        ? values.map((value) => value.sql).join(", ")
        : (values[Number(which) - 1]?.sql ?? "NULL"),
    );
}

/** An ORDER BY's items, with nulls where the dialect has them. */
export function sortSql(items: readonly SortItem[], context: Context): string {
  return items.map((item) => sortItem(compile(item.value, context).sql, item, context)).join(", ");
}

export function sortItem(sql: string, { descending, nulls }: SortItem, context: Context): string {
  const { ascending, descending: down } = context.statement.dialect.rules.nulls;
  const place = nulls ?? (descending ? down : ascending);
  return `${sql} ${descending ? "DESC" : "ASC"} NULLS ${place.toUpperCase()}`;
}

function windowSql(over: WindowSpec | Name, context: Context): string {
  const spec = "text" in over ? namedWindow(over, context) : over;
  const base = spec.base ? namedWindow(spec.base, context) : undefined;
  const partitionBy = [...(base?.partitionBy ?? []), ...spec.partitionBy];
  const orderBy = [...(base?.orderBy ?? []), ...spec.orderBy];
  const frame = spec.frame ?? base?.frame;
  const parts: string[] = [];
  if (partitionBy.length > 0) {
    parts.push(`PARTITION BY ${partitionBy.map((each) => compile(each, context).sql).join(", ")}`);
  }
  if (orderBy.length > 0) parts.push(`ORDER BY ${sortSql(orderBy, context)}`);
  if (frame) {
    const start = boundSql(frame.start, context);
    const range = frame.end ? `BETWEEN ${start} AND ${boundSql(frame.end, context)}` : start;
    parts.push(`${frame.unit.toUpperCase()} ${range}`);
  }
  return parts.join(" ");
}

function namedWindow({ text, at }: Name, { scope }: Context): WindowSpec {
  const found = scope.windows.get(text);
  if (found) return found;
  throw syntaxFault(at, `Cannot resolve WINDOW name ${text}`);
}

function boundSql({ kind, value }: Bound, context: Context): string {
  return `${value ? `${compile(value, context).sql} ` : ""}${kind.toUpperCase()}`;
}

/** A call's arguments where a form takes this many. Throws SqlFault. */
export function formArguments(
  name: string,
  args: readonly Expression[],
  [least, most]: readonly [number, number],
  context: Context,
  at: number,
): readonly Typed[] {
  const values = args.map((arg) => compile(arg, context));
  if (values.length >= least && values.length <= most) return values;
  const { words } = context.statement.dialect;
  throw fault(
    at,
    words.badArguments(
      name,
      values.map((value) => value.type),
      [name],
    ),
  );
}
