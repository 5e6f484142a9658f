import type { FunctionLine, Template } from "../../core/functions";
import type { Type } from "../../core/types";
import { storage } from "../types";

/** A line of a family's table: signature, DuckDB's SQL, and the result's type where it depends. */
export type Line = readonly [
  signature: string,
  sql?: Template,
  result?: (args: readonly Type[]) => Type,
];

const documents = "https://docs.aws.amazon.com/redshift/latest/dg/";

/** Lines that share their kind, their rule of nulls and their page of Redshift's documents. */
export function family(
  { page, ...shared }: Pick<FunctionLine, "kind" | "nulls"> & { readonly page: string },
  lines: readonly Line[],
): readonly FunctionLine[] {
  return lines.map(([signature, sql, result]) => ({
    ...shared,
    source: `${documents}${page}`,
    signature,
    ...(sql !== undefined && {
      sql: withType(shared.kind === "scalar" && shared.nulls === "null" ? nullForNull(sql) : sql),
    }),
    ...(result && { result }),
  }));
}

/** What looks at its arguments itself must give NULL for NULL all the same. */
function nullForNull(sql: Template): Template {
  if (typeof sql !== "string" || !/CASE|coalesce|list_|len\(/.test(sql)) return sql;
  const used = [...new Set(sql.match(/\$\d/g))].sort();
  return `CASE WHEN ${used.map((name) => `${name} IS NOT NULL`).join(" AND ")} THEN ${sql} END`;
}

/** `$type` in a template is DuckDB's type of the result, `$scale` its digits after the point. */
function withType(sql: Template): Template {
  if (typeof sql !== "string" || !/\$(?:type|scale)/.test(sql)) return sql;
  return (_args, result) =>
    sql.replaceAll("$type", storage(result)).replaceAll("$scale", String(result.scale ?? 0));
}
