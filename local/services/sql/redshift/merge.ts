import { compile, condition } from "../core/compile-expression";
import { compileFrom } from "../core/compile-relation";
import { fault } from "../core/context";
import type { Context } from "../core/context";
import type { Cursor } from "../core/cursor";
import { quoteIdentifier } from "../core/lexer";
import { parseExpression } from "../core/parse-expression";
import { parseRelation } from "../core/parse-relation";
import { assign, assignments, columnOf, scoped, target } from "./dml";
import type { Target } from "./dml";

/**
 * MERGE as Redshift runs it: an error where two source rows match one target row (DuckDB would take
 * either), and REMOVE DUPLICATES as replace-and-insert.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
 */
export function merge(cursor: Cursor, outer: Context): readonly string[] {
  cursor.expect("merge into");
  const context = scoped(outer);
  const into = target(cursor, context, "using");
  cursor.expect("using");
  const source = compileFrom([parseRelation(cursor)], context);
  cursor.expect("on");
  const clause = { ...context, clause: "ON clause" };
  const on = condition(parseExpression(cursor), clause, "argument of MERGE ON");
  if (cursor.take("remove duplicates")) {
    const given = context.scope.sources[1]?.columns.map(({ sql }) => sql) ?? [];
    return [
      `DELETE FROM ${into.from} USING ${source} WHERE ${on}`,
      `INSERT INTO ${into.path} SELECT DISTINCT ${given.join(", ")} FROM ${source}`,
    ];
  }
  const whens: string[] = [];
  while (cursor.take("when")) whens.push(when(cursor, into, context));
  if (whens.length === 0) cursor.fail();
  const twice = `SELECT 1 FROM ${into.from} JOIN ${source} ON ${on} GROUP BY ${into.alias}.rowid HAVING count(*) > 1`;
  const failed = "error('Found multiple matches to update the same tuple.')";
  return [
    `SELECT CASE WHEN EXISTS (${twice}) THEN ${failed} END`,
    `MERGE INTO ${into.from} USING ${source} ON ${on} ${whens.join(" ")}`,
  ];
}

function when(cursor: Cursor, into: Target, context: Context): string {
  const not = cursor.take("not");
  cursor.expect("matched");
  cursor.expect("then");
  if (!not) {
    if (cursor.take("delete")) return "WHEN MATCHED THEN DELETE";
    cursor.expect("update");
    return `WHEN MATCHED THEN UPDATE SET ${assignments(cursor, into, context)}`;
  }
  cursor.expect("insert");
  const { at } = cursor;
  const columns = cursor.isSymbol("(")
    ? cursor.parenthesized(() => columnOf(cursor.name(), into, context))
    : into.columns;
  cursor.expect("values");
  let place = 0;
  const values = cursor.parenthesized(() => {
    const column = columns[place++];
    const start = cursor.at;
    const value = compile(parseExpression(cursor), context);
    return column ? assign(value, column, start) : value.sql;
  });
  if (values.length !== columns.length) {
    throw fault(at, ["42601", "INSERT has more target columns than expressions"]);
  }
  const names = columns.map(({ name }) => quoteIdentifier(name ?? "")).join(", ");
  return `WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${values.join(", ")})`;
}
