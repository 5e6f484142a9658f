import type { FunctionLine } from "../../core/functions";
import { mapOf, unknown } from "../../core/types";
import { family } from "./family";
import { applied, mapped } from "./lambdas";

const entry = ["e_.key", "e_.value"];

/** https://trino.io/docs/current/functions/map.html */
export const maps: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/map.html" },
  [
    ["cardinality(map(k, v)) -> bigint", "CAST(cardinality($1) AS BIGINT)"],
    ["element_at(map(k, v), k) -> v", "map_extract_value($1, $2)"],
    ["map() -> map(k, v)", "MAP {}", () => mapOf(unknown, unknown)],
    ["map(array(k), array(v)) -> map(k, v)", "map($1, $2)"],
    ["map_concat(map(k, v), map(k, v)) -> map(k, v)", "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN map_concat($1, $2) END"],
    ["map_entries(map(k, v)) -> array(row(k, v))", "list_transform(map_entries($1), lambda e_: {'field0': e_.key, 'field1': e_.value})"],
    ["map_from_entries(array(row(k, v))) -> map(k, v)", ([list]) => {
      const [first, second] = [0, 1].map((at) => list?.type.of?.[0]?.names?.[at] ?? `field${at}`);
      return `map_from_entries(list_transform($1, lambda e_: {'key': struct_extract(e_, '${first ?? ""}'), 'value': struct_extract(e_, '${second ?? ""}')}))`;
    }],
    ["map_filter(map(k, v), function(k, v, boolean)) -> map(k, v)", ([, test]) =>
      `CASE WHEN $1 IS NOT NULL THEN map_from_entries(list_filter(map_entries($1), lambda e_: ${applied(test, entry)})) END`],
    ["map_keys(map(k, v)) -> array(k)", "map_keys($1)"],
    ["map_values(map(k, v)) -> array(v)", "map_values($1)"],
    ["transform_keys(map(k, v), function(k, v, r)) -> map(r, v)", ([, key]) => mapped(applied(key, entry), "e_.value")],
    ["transform_values(map(k, v), function(k, v, r)) -> map(k, r)", ([, value]) => mapped("e_.key", applied(value, entry))],
  ],
); // prettier-ignore
