import type { FunctionLine } from "../../core/functions";
import { failure } from "../failures";
import { asText } from "../cast";
import { arrayOf, unknown, varchar } from "../../core/types";
import type { Type } from "../../core/types";
import { family, guarded } from "./family";
import { reduced, zippedWith } from "./lambdas";

const invalid = (words: string, type: string) => failure("INVALID_FUNCTION_ARGUMENT", words, type);
const stepped = "generate_series($1, $2, CASE WHEN $1 <= $2 THEN 1 ELSE -1 END)";
const rowOf = (types: readonly Type[]): Type =>
  arrayOf({ name: "row", of: types.map(({ of = [unknown] }) => of[0] ?? unknown), names: [] });
const zipped = (count: number) => {
  const lists = Array.from({ length: count }, (_, at) => `$${at + 1}`);
  const fields = lists.map((list, at) => `'field${at}': list_extract(${list}, i_)`).join(", ");
  const longest = `greatest(${lists.map((list) => `len(${list})`).join(", ")})`;
  const nulls = lists.map((list) => `${list} IS NULL`).join(" OR ");
  return `CASE WHEN ${nulls} THEN NULL ELSE list_transform(range(1, ${longest} + 1), lambda i_: {${fields}}) END`;
};

/** https://trino.io/docs/current/functions/array.html */
export const arrays: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/array.html" },
  [
    ["all_match(array(t), function(t, boolean)) -> boolean", guarded("array_all(list_transform($1, $2))")],
    ["any_match(array(t), function(t, boolean)) -> boolean", guarded("array_any(list_transform($1, $2))")],
    ["none_match(array(t), function(t, boolean)) -> boolean", guarded("(NOT array_any(list_transform($1, $2)))")],
    ["array_distinct(array(t)) -> array(t)", "array_unique($1)"],
    ["array_except(array(t), array(t)) -> array(t)", guarded("array_unique(list_filter($1, lambda x_: list_position($2, x_) IS NULL))")],
    ["array_intersect(array(t), array(t)) -> array(t)", guarded("array_unique(list_filter($1, lambda x_: list_position($2, x_) IS NOT NULL))")],
    ["array_union(array(t), array(t)) -> array(t)", "array_unique(list_concat_or_null($1, $2))"],
    ["arrays_overlap(array(t), array(t)) -> boolean", "list_has_any($1, $2)"],
    ["array_join(array(t), varchar) -> varchar", guarded(([list]) => joined(list?.type, ""))],
    ["array_join(array(t), varchar, varchar) -> varchar", guarded(([list]) => joined(list?.type, "$3"))],
    ["array_max(array(t)) -> t", "CASE WHEN len($1) <> list_count($1) THEN NULL ELSE list_max($1) END"],
    ["array_min(array(t)) -> t", "CASE WHEN len($1) <> list_count($1) THEN NULL ELSE list_min($1) END"],
    ["array_position(array(t), t) -> bigint", "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN CAST(coalesce(list_position($1, $2), 0) AS BIGINT) END"],
    ["array_remove(array(t), t) -> array(t)", "CASE WHEN $2 IS NOT NULL THEN list_filter($1, lambda x_: x_ IS DISTINCT FROM $2) END"],
    ["array_sort(array(t)) -> array(t)", "list_sort($1, 'ASC', 'NULLS LAST')"],
    ["cardinality(array(t)) -> bigint", "CAST(len($1) AS BIGINT)"],
    ["contains(array(t), t) -> boolean", "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN list_contains($1, $2) THEN true WHEN len($1) <> list_count($1) THEN NULL ELSE false END"],
    ["element_at(array(t), bigint) -> t", `list_extract($1, CASE WHEN $2 = 0 THEN ${invalid("'SQL array indices start at 1'", "BIGINT")} ELSE $2 END)`],
    ["filter(array(t), function(t, boolean)) -> array(t)", "list_filter($1, $2)"],
    ["flatten(array(array(t))) -> array(t)", "flatten($1)"],
    ["repeat(t, bigint) -> array(t)", "list_transform(range($2), lambda i_: $1)"],
    ["reverse(array(t)) -> array(t)", "list_reverse($1)"],
    ["sequence(bigint, bigint) -> array(bigint)", stepped],
    ["sequence(bigint, bigint, bigint) -> array(bigint)", "generate_series($1, $2, $3)"],
    ["sequence(date, date) -> array(date)", "CAST(generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), to_days(CASE WHEN $1 <= $2 THEN 1 ELSE -1 END)) AS DATE[])"],
    ...(["interval day to second", "interval year to month"] as const).flatMap((step) => [
      [`sequence(date, date, ${step}) -> array(date)`, "CAST(generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), $3) AS DATE[])"] as const,
      [`sequence(timestamp, timestamp, ${step}) -> array(timestamp)`, "generate_series($1, $2, $3)"] as const,
    ]),
    ["shuffle(array(t)) -> array(t)", "list_transform(list_sort(list_transform($1, lambda x_: {'r': random(), 'x': x_})), lambda y_: y_.x)"],
    ["slice(array(t), bigint, bigint) -> array(t)", `CASE WHEN $1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN NULL
      WHEN abs($2) > len($1) THEN [] ELSE list_slice($1,
        CASE WHEN $2 = 0 THEN ${invalid("'SQL array indices start at 1'", "BIGINT")} WHEN $2 < 0 THEN len($1) + $2 + 1 ELSE $2 END,
        CASE WHEN $2 < 0 THEN len($1) + $2 ELSE $2 - 1 END + $3) END`],
    ["transform(array(t), function(t, r)) -> array(r)", "list_transform($1, $2)"],
    ["trim_array(array(t), bigint) -> array(t)", "list_slice($1, 1, len($1) - $2)"],
    ["zip(array(t), array(u)) -> array(row(t, u))", () => zipped(2), rowOf],
    ["zip(array(t), array(u), array(v)) -> array(row(t, u, v))", () => zipped(3), rowOf],
    ["reduce(array(t), s, function(s, t, s), function(s, r)) -> r", reduced],
    ["zip_with(array(t), array(u), function(t, u, r)) -> array(r)", zippedWith],
  ],
); // prettier-ignore

/** Elements as text; without a word for them, nulls are left out. */
function joined(list: Type | undefined, nulls: string): string {
  const element = asText({ sql: "x_", type: list?.of?.[0] ?? varchar }).sql;
  const cells = nulls === "" ? `list_filter($1, lambda n_: n_ IS NOT NULL)` : "$1";
  const cell = nulls === "" ? element : `coalesce(${element}, ${nulls})`;
  return `join_texts(list_transform(${cells}, lambda x_: ${cell}), $2)`;
}
