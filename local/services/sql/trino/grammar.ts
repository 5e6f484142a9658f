import type { Grammar } from "../core/cursor";

/**
 * Athena's grammar of queries, which is Trino's.
 * Reserved words: https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html
 */
export const trinoGrammar: Grammar = {
  backslashEscapes: false,
  parameters: "?",
  symbols: [
    "<=", ">=", "<>", "!=", "||", "->", "=>", "+", "-", "*", "/", "%", "=", "<", ">", "(", ")", "[", "]",
    ",", ".", ";", ":",
  ],
  reserved: new Set(
    `alter and as between by case cast constraint create cross cube current_catalog current_date
     current_path current_role current_schema current_time current_timestamp current_user deallocate
     delete describe distinct drop else end escape except execute exists extract false for from full
     group grouping having in inner insert intersect into is join json_array json_exists json_object
     json_query json_table json_value left like listagg localtime localtimestamp natural normalize not
     null on or order outer prepare recursive right rollup select skip table then trim true uescape
     union unnest using values when where with`.split(/\s+/),
  ),
  operators: new Map([
    ["||", 1],
    ["+", 2],
    ["-", 2],
    ["*", 3],
    ["/", 3],
    ["%", 3],
  ]),
  comparisons: new Set(["=", "<>", "!=", "<", "<=", ">", ">="]),
  patternOperators: ["like"],
  wordValues: new Set([
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
    "current_user", "current_schema", "current_catalog",
  ]),
  functionWords: new Set(["grouping", "listagg", "normalize", "trim"]),
  postgres: false,
  mismatch: (found, expected) =>
    `mismatched input '${found}'${expected.length > 0 ? `. Expecting: ${expected.join(", ")}` : ""}`,
}; // prettier-ignore
