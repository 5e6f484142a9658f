import type { Expression, Grouping, Select, SelectItem, SortItem } from "./ast";
import { sortItem } from "./compile-call";
import { compile, condition } from "./compile-expression";
import { ordinalOf } from "./compile-query";
import type { Compiled } from "./compile-query";
import { compileFrom } from "./compile-relation";
import { fault, markRead, Scope, written } from "./context";
import type { Column, Context } from "./context";
import type { Typed } from "./dialect";

interface Item extends Column {
  readonly sql: string;
  /** Absent for a column of `*`. */
  readonly node?: Expression;
}

/** A SELECT with the ORDER BY after it. Throws SqlFault. */
export function compileSelect(
  select: Select,
  orderBy: readonly SortItem[],
  around: Context,
): Compiled {
  const scope = new Scope(around.scope);
  const { statement, named } = around;
  const context: Context = { statement, named, scope, lambda: new Map() };
  for (const { name, spec } of select.windows) scope.windows.set(name.text, spec);
  const from = compileFrom(select.from, context);
  const { lateralAliases } = context.statement.dialect.rules;
  const early = lateralAliases ? itemsOf(select.items, context) : undefined;
  const where =
    select.where &&
    condition(
      select.where,
      withAliases(early, { ...context, clause: "WHERE clause" }),
      "WHERE clause",
    );
  scope.loose.length = 0;
  const groups = groupBy(select, context);
  scope.loose.length = 0;
  const items = early && select.groupBy.length === 0 ? early : itemsOf(select.items, context);
  checkGrouped(select, items, context);
  const { aliasesInGroupBy } = context.statement.dialect.rules;
  const having =
    select.having &&
    condition(
      select.having,
      aliasesInGroupBy ? withAliases(items, context) : context,
      "HAVING clause",
    );
  const qualify =
    select.qualify && condition(select.qualify, withAliases(items, context), "QUALIFY clause");
  const order = orderOf(orderBy, select, items, context);
  checkGrouped(select, items, context);
  const cells = items.map(({ sql }, at) => `${sql} AS c${at}`);
  const parts = [
    `SELECT ${select.distinct ? "DISTINCT " : ""}${cells.join(", ")}`,
    from && `FROM ${from}`,
    where && `WHERE ${where}`,
    groups && `GROUP BY ${groups}`,
    having && `HAVING ${having}`,
    qualify && `QUALIFY ${qualify}`,
    order && `ORDER BY ${order}`,
    select.top && `LIMIT ${compile(select.top, context).sql}`,
  ];
  return {
    sql: parts.filter(Boolean).join(" "),
    columns: items.map(({ name, type }) => ({ name, type })),
  };
}

function withAliases(items: readonly Item[] | undefined, context: Context): Context {
  if (!items) return context;
  const named = items.flatMap((item) =>
    item.name === undefined ? [] : [[item.name, item] as const],
  );
  return { ...context, aliases: new Map(named) };
}

function itemsOf(nodes: readonly SelectItem[], context: Context): Item[] {
  const { lateralAliases } = context.statement.dialect.rules;
  const items: Item[] = [];
  for (const node of nodes) {
    if (node.kind === "star") {
      items.push(...starred(node, context));
      continue;
    }
    const visible = lateralAliases ? withoutColumns(items, context) : context;
    const { sql, type } = compile(node.value, visible);
    const { columnName } = context.statement.dialect;
    const name = node.alias?.text ?? nameOf(node.value) ?? columnName?.(node.value);
    items.push({ name, type, sql, node: node.value });
  }
  return items;
}

/** Lateral aliases give way to columns of the same name. */
function withoutColumns(items: readonly Item[], context: Context): Context {
  const columns = new Set(
    context.scope.sources.flatMap((source) => source.columns.map(({ name }) => name)),
  );
  return withAliases(
    items.filter(({ name }) => !columns.has(name)),
    context,
  );
}

/** A column or field without an alias keeps its name. */
function nameOf(node: Expression): string | undefined {
  if (node.kind === "reference") return node.names.at(-1)?.text;
  return node.kind === "field" ? node.name.text : undefined;
}

function starred({ of, at }: Extract<SelectItem, { kind: "star" }>, context: Context): Item[] {
  const { scope, statement } = context;
  const table = of.at(-1)?.text;
  const database = of.at(-2)?.text;
  const chosen = scope.sources.filter(
    (source) =>
      (table === undefined || source.name === table) &&
      (database === undefined || source.database === database),
  );
  if (chosen.length === 0) {
    const name = of.map(({ text }) => text).join(".");
    if (table !== undefined)
      throw fault(at, ["TABLE_NOT_FOUND", `Unable to resolve reference ${name}`]);
    throw fault(at, ["COLUMN_NOT_FOUND", "SELECT * not allowed in queries without FROM clause"]);
  }
  return chosen.flatMap((source) =>
    source.columns.flatMap(({ name, type, sql, hidden }) => {
      if (hidden && table === undefined) return [];
      markRead(source, name ?? "", statement);
      if (!scope.grouped.has(sql)) scope.loose.push({ at, end: at + 1 });
      return [{ name, type, sql }];
    }),
  );
}

/** GROUP BY's SQL. What it names may then stand outside of aggregates. */
function groupBy(select: Select, context: Context): string {
  const clause = { ...context, clause: "GROUP BY clause" };
  const one = (node: Expression): string => {
    const typed = groupingKey(node, select, clause);
    context.scope.grouped.add(typed.sql);
    // A constant would be read as a place in the list.
    return /^-?[\d.]+$/.test(typed.sql)
      ? `CAST(${typed.sql} AS ${clause.statement.dialect.storage(typed.type)})`
      : typed.sql;
  };
  const set = (nodes: readonly Expression[]) => `(${nodes.map(one).join(", ")})`;
  return select.groupBy
    .map((element: Grouping) => {
      if (element.kind === "simple") {
        return element.value.kind === "row"
          ? element.value.items.map(one).join(", ")
          : one(element.value);
      }
      const sets = element.sets.map(set).join(", ");
      return element.kind === "sets"
        ? `GROUPING SETS (${sets})`
        : `${element.kind.toUpperCase()} (${sets})`;
    })
    .join(", ");
}

function groupingKey(node: Expression, select: Select, context: Context): Typed {
  const place = ordinalOf(node, select.items.length, "GROUP BY", context);
  if (place !== undefined) {
    const item = select.items[place];
    if (item?.kind === "expression") return compile(item.value, context);
  }
  const alias = context.statement.dialect.rules.aliasesInGroupBy
    ? aliased(node, select, context)
    : undefined;
  return alias ?? compile(node, context);
}

/** PostgreSQL's kin look for a column first, then for an alias. */
function aliased(node: Expression, select: Select, context: Context): Typed | undefined {
  const [name] = node.kind === "reference" && node.names.length === 1 ? node.names : [];
  if (!name) return undefined;
  const isColumn = context.scope.sources.some((source) =>
    source.columns.some((each) => each.name === name.text),
  );
  const item = select.items.find(
    (each) => each.kind === "expression" && each.alias?.text === name.text,
  );
  return !isColumn && item?.kind === "expression" ? compile(item.value, context) : undefined;
}

function checkGrouped(select: Select, items: readonly Item[], context: Context): void {
  const { scope, statement } = context;
  const grouped = select.groupBy.length > 0 || scope.aggregated || select.having !== undefined;
  const [loose] = scope.loose;
  if (!grouped || !loose) return;
  const item =
    items.find(({ node }) => node && node.at <= loose.at && loose.end <= node.end)?.node ?? loose;
  throw fault(item.at, statement.dialect.words.notAggregate(written(context, item)));
}

function orderOf(
  orderBy: readonly SortItem[],
  select: Select,
  items: readonly Item[],
  context: Context,
): string {
  const visible = withAliases(items, context);
  return orderBy
    .map((sort) => {
      const place = ordinalOf(sort.value, items.length, "ORDER BY", context);
      if (place !== undefined) return sortItem(String(place + 1), sort, context);
      const { sql } = compile(sort.value, visible);
      const same = items.findIndex((item) => item.sql === sql);
      if (same >= 0) return sortItem(String(same + 1), sort, context);
      if (select.distinct) {
        const words = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
        throw fault(sort.value.at, ["EXPRESSION_NOT_IN_DISTINCT", words]);
      }
      return sortItem(/^-?\d+$/.test(sql) ? `(${sql} + 0)` : sql, sort, context);
    })
    .join(", ");
}
