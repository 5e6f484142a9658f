import type { Typed } from "../../core/dialect";
import { storage } from "../types";

/** A lambda's parameters and body, as the core has compiled them. */
function partsOf(lambda: Typed | undefined): readonly [names: readonly string[], body: string] {
  const [, names = "", body = ""] = /^lambda ([\w, ]+): ([^]*)$/.exec(lambda?.sql ?? "") ?? [];
  return [names.split(", "), body];
}

/** A body with other expressions for its parameters; texts within it stay as they are. */
export function applied(lambda: Typed | undefined, values: readonly string[]): string {
  const [names, body] = partsOf(lambda);
  return body
    .split(/('(?:[^']|'')*')/)
    .map((part) =>
      part.startsWith("'")
        ? part
        : part.replace(/\bl\d+\b/g, (name) => values[names.indexOf(name)] ?? name),
    )
    .join("");
}

/**
 * `reduce(array, state, (s, x) -> s, s -> result)`. DuckDB's list_reduce has one type for state and
 * elements, so each is a pair of both.
 */
export function reduced([list, state, step, output]: readonly Typed[]): string {
  const [element] = list?.type.of ?? [];
  const types = [state?.type, element].map((type) => (type ? storage(type) : "INTEGER"));
  const pair = (s: string, x: string) =>
    `{'s': CAST(${s} AS ${types[0] ?? ""}), 'x': CAST(${x} AS ${types[1] ?? ""})}`;
  const next = pair(applied(step, ["struct_extract(a_, 's')", "struct_extract(b_, 'x')"]), "NULL");
  const folded = `list_reduce(list_transform($1, lambda x_: ${pair("NULL", "x_")}), lambda a_, b_: ${next}, ${pair("$2", "NULL")})`;
  const [[name = "r_"], body] = partsOf(output);
  return `CASE WHEN $1 IS NULL THEN NULL ELSE list_transform([struct_extract(${folded}, 's')], lambda ${name}: ${body})[1] END`;
}

/** `zip_with(a, b, (x, y) -> …)`: the shorter array goes on with nulls. */
export function zippedWith([, , lambda]: readonly Typed[]): string {
  const body = applied(lambda, ["list_extract($1, i_)", "list_extract($2, i_)"]);
  return `CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE list_transform(range(1, greatest(len($1), len($2)) + 1), lambda i_: ${body}) END`;
}

/** A map made anew of its entries, key and value each by an expression of both. */
export function mapped(key: string, value: string): string {
  return `CASE WHEN $1 IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries($1), lambda e_: {'key': ${key}, 'value': ${value}})) END`;
}
