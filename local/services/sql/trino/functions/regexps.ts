import type { Typed } from "../../core/dialect";
import type { FunctionLine } from "../../core/functions";
import { quoteString } from "../../core/lexer";
import { family, guarded } from "./family";
import { literalOf } from "./strings";

/** Trino writes a group as `$1` or `${name}`, and a dollar as `\$`; RE2 a group as `\1`. */
function replacement(value: Typed | undefined): string {
  if (!value) return "''";
  const text = literalOf(value);
  if (text === undefined) return String.raw`regexp_replace($3, '\$(\d)', '\\\1', 'g')`;
  return quoteString(
    text.replace(
      /\\(.)|\$(\d)/gs,
      (_whole, escaped: string | undefined, group: string | undefined) =>
        group === undefined ? (escaped === "\\" ? "\\\\" : (escaped ?? "")) : `\\${group}`,
    ),
  );
}

/** The group to give, which DuckDB wants as a constant. */
function group(args: readonly Typed[]): string {
  const [digits = "0"] = /\d+/.exec(args[2]?.sql ?? "0") ?? [];
  return digits;
}

/** https://trino.io/docs/current/functions/regexp.html */
export const regexps: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/regexp.html" },
  [
    ["regexp_like(varchar, varchar) -> boolean", "regexp_matches($1, $2)"],
    ["regexp_extract(varchar, varchar, bigint?) -> varchar", guarded((args) =>
      `CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2, ${group(args)}) END`)],
    ["regexp_extract_all(varchar, varchar, bigint?) -> array(varchar)", guarded((args) =>
      `regexp_extract_all($1, $2, ${group(args)})`)],
    ["regexp_replace(varchar, varchar, varchar?) -> varchar", (args) => `regexp_replace($1, $2, ${replacement(args[2])}, 'g')`],
    ["regexp_split(varchar, varchar) -> array(varchar)", guarded("regexp_split_to_array($1, $2)")],
    ["regexp_count(varchar, varchar) -> bigint", "CAST(len(regexp_extract_all($1, $2)) AS BIGINT)"],
    ["regexp_position(varchar, varchar) -> integer", "CASE WHEN regexp_matches($1, $2) THEN CAST(length(regexp_extract($1, '(?s)^(.*?)(?:' || $2 || ')', 1)) + 1 AS INTEGER) WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN -1 END"],
  ],
); // prettier-ignore
