import type { FunctionLine, Template } from "../../core/functions";
import type { Type } from "../../core/types";
import { storage } from "../types";

/** A line of a family's table: signature, DuckDB's SQL, and the result's type where it depends. */
export type Line = readonly [
  signature: string,
  sql?: Template,
  result?: (args: readonly Type[]) => Type,
];

/** Lines that share their kind, their rule of nulls and their page. */
export function family(
  shared: Pick<FunctionLine, "kind" | "nulls" | "source">,
  lines: readonly Line[],
): readonly FunctionLine[] {
  return lines.map(([signature, sql, result]) => ({
    ...shared,
    signature,
    ...(sql !== undefined && { sql: withType(sql) }),
    ...(result && { result }),
  }));
}

/** `$type` in a template is DuckDB's type of the result, `$scale` its digits after the point. */
function withType(sql: Template): Template {
  if (typeof sql !== "string" || !/\$(?:type|scale)/.test(sql)) return sql;
  return (_args, result) =>
    sql.replaceAll("$type", storage(result)).replaceAll("$scale", String(result.scale ?? 0));
}

/** A template that gives null where any argument is null; DuckDB's functions would not. */
export function guarded(sql: Template): Template {
  return (args, result) => {
    const tests = args.flatMap(({ sql: arg }, at) =>
      arg.startsWith("lambda ") ? [] : [`$${at + 1} IS NULL`],
    );
    const inner = typeof sql === "string" ? sql : sql(args, result);
    return `CASE WHEN ${tests.join(" OR ")} THEN NULL ELSE ${inner} END`;
  };
}
