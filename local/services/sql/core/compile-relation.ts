import type { Alias, Join, Name, Relation, Sample } from "./ast";
import { compile, condition } from "./compile-expression";
import { compileQuery } from "./compile-query";
import { fault, Scope } from "./context";
import type { Column, Context, Source } from "./context";
import { quoteIdentifier } from "./lexer";
import { bigint, common, typeText } from "./types";
import type { Type } from "./types";

/** FROM's SQL; what it names comes into the scope. Throws SqlFault. */
export function compileFrom(relations: readonly Relation[], context: Context): string {
  return relations.map((relation) => compileRelation(relation, context)).join(", ");
}

function compileRelation(relation: Relation, context: Context): string {
  switch (relation.kind) {
    case "named": {
      const { from, ...source } = namedSource(relation.name, relation.at, context);
      context.scope.sources.push(aliased(source, relation.alias, relation.at));
      return `${from}${sampleSql(relation.sample, context)}`;
    }
    case "subquery": {
      const scope = relation.lateral ? context.scope : new Scope(context.scope.outer);
      const { sql, columns } = compileQuery(relation.query, { ...context, scope });
      const name = context.statement.nextName("r");
      context.scope.sources.push(aliased(sourceOf(name, columns), relation.alias, relation.at));
      const places = columns.map((_column, at) => `c${at}`).join(", ");
      return `${relation.lateral ? "LATERAL " : ""}(${sql}) AS ${name}(${places})${sampleSql(relation.sample, context)}`;
    }
    case "unnest":
      return unnest(relation, context);
    case "join":
      return join(relation, context);
  }
}

function sourceOf(name: string, columns: readonly Column[]): Source {
  return { columns: columns.map((column, at) => ({ ...column, sql: `${name}.c${at}` })) };
}

/** A table of the catalog, or of WITH. */
export function namedSource(
  names: readonly Name[],
  at: number,
  { statement, named }: Context,
): Source & { readonly from: string } {
  const name = statement.nextName("r");
  const [only] = names;
  const cte = only && names.length === 1 ? named.get(only.text) : undefined;
  if (cte && only) {
    return { ...sourceOf(name, cte.columns), name: only.text, from: `${cte.sqlName} AS ${name}` };
  }
  const table = statement.table(names);
  if (!table) {
    const database = names.at(-2)?.text ?? statement.database;
    throw fault(at, statement.dialect.words.unknownTable(database, names.at(-1)?.text ?? ""));
  }
  const columns = table.columns.map((column) => {
    const sql = `${name}.${quoteIdentifier(column.name ?? "")}`;
    // CHAR's trailing blanks are no part of its values.
    return { ...column, sql: column.type.name === "char" ? `rtrim(${sql}, ' ')` : sql };
  });
  const path = table.path ?? `${quoteIdentifier(table.database)}.${quoteIdentifier(table.name)}`;
  return { database: table.database, name: table.name, columns, table, from: `${path} AS ${name}` };
}

/** A source under another name, its columns, too, where the alias names them. */
function aliased(source: Source, alias: Alias | undefined, at: number): Source {
  if (!alias) return source;
  const { columns: names, name } = alias;
  if (names.length > 0 && names.length !== source.columns.length) {
    const words = `Column alias list has ${names.length} entries but '${name.text}' has ${source.columns.length} columns available`;
    throw fault(at, ["MISMATCHED_COLUMN_ALIASES", words]);
  }
  const columns = source.columns.map((column, place) => ({
    ...column,
    name: names[place]?.text ?? column.name,
  }));
  // A renamed column is still read by its own name.
  return {
    columns,
    name: name.text,
    ...(source.table && names.length === 0 && { table: source.table }),
  };
}

function sampleSql(sample: Sample | undefined, context: Context): string {
  if (!sample) return "";
  const { sql } = compile(sample.percentage, { ...context, scope: new Scope(undefined) });
  return ` TABLESAMPLE ${sample.method}(${sql} PERCENT)`;
}

/** `UNNEST(a, b) WITH ORDINALITY`: arrays side by side, the shorter ones with nulls at their ends. */
function unnest(relation: Extract<Relation, { kind: "unnest" }>, context: Context): string {
  const { statement, scope } = context;
  const name = statement.nextName("r");
  const lists: { readonly sql: string; readonly type: Type }[] = [];
  for (const node of relation.values) {
    const { sql, type } = compile(node, context);
    const [first, second] = type.of ?? [];
    if (type.name === "array" && first) lists.push({ sql, type: first });
    else if (type.name === "map" && first && second) {
      lists.push(
        { sql: `map_keys(${sql})`, type: first },
        { sql: `map_values(${sql})`, type: second },
      );
    } else {
      throw fault(
        node.at,
        statement.dialect.words.mismatch(`Cannot unnest type: ${typeText(type)}`),
      );
    }
  }
  const cells = lists.map(({ sql }, at) => `unnest(${sql}) AS u${at}`);
  const lengths = lists.map(({ sql }) => `coalesce(len(${sql}), 0)`).join(", ");
  if (relation.ordinality) cells.push(`unnest(range(1, greatest(${lengths}) + 1)) AS n`);
  const columns: (Column & { readonly sql: string })[] = lists.flatMap(({ type }, at) =>
    type.name === "row"
      ? (type.of ?? []).map((of, field) => ({
          name: type.names?.[field],
          type: of,
          sql: `struct_extract(u_.u${at}, ${quoteField(type, field)})`,
        }))
      : [{ name: undefined, type, sql: `u_.u${at}` }],
  );
  if (relation.ordinality) columns.push({ name: undefined, type: bigint, sql: "u_.n" });
  const outer = columns.map(({ sql }, at) => `${sql} AS c${at}`).join(", ");
  scope.sources.push(aliased(sourceOf(name, columns), relation.alias, relation.at));
  return `LATERAL (SELECT ${outer} FROM (SELECT ${cells.join(", ")}) AS u_) AS ${name}`;
}

const quoteField = (type: Type, at: number): string =>
  `'${(type.names?.[at] ?? `field${at}`).replaceAll("'", "''")}'`;

function join(node: Join, context: Context): string {
  const { scope, statement } = context;
  const start = scope.sources.length;
  const left = compileRelation(node.left, context);
  const middle = scope.sources.length;
  const right = compileRelation(node.right, context);
  const pair = `${left} ${node.type.toUpperCase()} JOIN ${node.right.kind === "join" ? `(${right})` : right}`;
  if (node.type === "cross") return pair;
  if (node.on)
    return `${pair} ON ${condition(node.on, { ...context, clause: "JOIN clause" }, "JOIN ON clause")}`;
  const tests = node.using.map((name) => {
    const [a, b] = [scope.sources.slice(start, middle), scope.sources.slice(middle)].map(
      (sources) => {
        const found = sources
          .flatMap((source) => source.columns)
          .filter((each) => each.name === name.text && !each.hidden);
        const [column] = found;
        if (!column) throw fault(name.at, statement.dialect.words.unknownColumn(name.text));
        return column;
      },
    );
    return { name, a, b };
  });
  const conditions = tests.map(({ name, a, b }) =>
    a && b ? statement.dialect.binary("=", a, b, name.at).sql : "",
  );
  merge(
    tests.flatMap(({ name, a, b }) => (a && b ? [{ name, a, b }] : [])),
    start,
    context,
  );
  return `${pair} ON ${conditions.join(" AND ")}`;
}

interface Merged {
  readonly name: Name;
  readonly a: Column & { readonly sql: string };
  readonly b: Column & { readonly sql: string };
}

/** USING's columns stand once, and first; those of either side go by its name alone. */
function merge(merged: readonly Merged[], start: number, { scope, statement }: Context): void {
  const names = new Set(merged.map(({ name }) => name.text));
  const sides = scope.sources.splice(start).map((source) => ({
    ...source,
    columns: source.columns.map((each) =>
      names.has(each.name ?? "") ? { ...each, hidden: true } : each,
    ),
  }));
  const columns = merged.map(({ name, a, b }) => {
    const type = common(a.type, b.type) ?? a.type;
    const sql = [a, b].map((side) => statement.dialect.coerce(side, type).sql).join(", ");
    return { name: name.text, type, sql: `coalesce(${sql})` };
  });
  for (const { name } of merged) {
    for (const source of sides) {
      if (!source.table || !source.columns.some((each) => each.name === name.text)) continue;
      const columns = statement.reads.get(source.table) ?? new Set();
      statement.reads.set(source.table, columns.add(name.text));
    }
  }
  scope.sources.push({ columns }, ...sides);
}
