import type { Typed } from "../../core/dialect";
import type { FunctionLine } from "../../core/functions";
import { SqlFault } from "../../core/fault";
import { quoteString } from "../../core/lexer";
import { failure } from "../failures";
import { family } from "./family";
import type { Line } from "./family";
import { literalOf } from "./strings";

/** `$["a b"]` is DuckDB's `$."a b"`; the rest of a path is alike. */
function pathOf(path: Typed | undefined): string {
  const text = path && literalOf(path);
  if (text === undefined)
    throw new SqlFault("NOT_SUPPORTED", undefined, "a JSON path must be a literal here");
  if (!/^\$(?:\.[\w@-]+|\."[^"]*"|\[\d+\]|\["[^"]*"\]|\['[^']*'\])*$/.test(text)) {
    throw new SqlFault("INVALID_FUNCTION_ARGUMENT", undefined, `Invalid JSON path: '${text}'`);
  }
  return quoteString(
    text.replace(/\[(["'])(.*?)\1\]/g, '."$2"').replace(/\.([\w]*[@-][\w@-]*)/g, '."$1"'),
  );
}

/** A document that is JSON's own type is one; text may be none, and then gives null. */
const checked = (value: Typed | undefined, sql: string): string =>
  value?.type.name === "json" ? sql : `CASE WHEN json_valid($1) THEN ${sql} END`;

/** A function of json or of text that holds JSON. */
function both(
  name: string,
  rest: string,
  result: string,
  sql: (args: readonly Typed[]) => string,
): readonly Line[] {
  return ["json", "varchar"].map((type): Line => [
    `${name}(${type}${rest}) -> ${result}`,
    (args) => checked(args[0], sql(args)),
  ]);
}

const scalar = "json_type($1) NOT IN ('ARRAY', 'OBJECT')";
const notJson = failure(
  "INVALID_FUNCTION_ARGUMENT",
  "'Cannot convert value to JSON: ''' || $1 || ''''",
  "VARCHAR",
);
const found = (value: string) =>
  `list_contains(list_transform(CAST(json_extract($1, '$[*]') AS VARCHAR[]), lambda x_: x_), ${value})`;

/** https://trino.io/docs/current/functions/json.html */
export const json: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/json.html" },
  [
    ...both("json_extract", ", varchar", "json", ([, path]) => `CAST(json_extract($1, ${pathOf(path)}) AS VARCHAR)`),
    ...both("json_extract_scalar", ", varchar", "varchar", ([, path]) =>
      `CASE WHEN json_type($1, ${pathOf(path)}) NOT IN ('ARRAY', 'OBJECT', 'NULL') THEN json_extract_string($1, ${pathOf(path)}) END`),
    ...both("json_array_length", "", "bigint", () => "CASE WHEN json_type($1) = 'ARRAY' THEN CAST(json_array_length($1) AS BIGINT) END"),
    ...both("json_array_get", ", bigint", "json", () => "CASE WHEN json_type($1) = 'ARRAY' THEN CAST(json_extract($1, CASE WHEN $2 < 0 THEN '$[#' || CAST($2 AS VARCHAR) || ']' ELSE '$[' || CAST($2 AS VARCHAR) || ']' END) AS VARCHAR) END"),
    ...both("json_array_contains", ", varchar", "boolean", () => found("CAST(to_json($2) AS VARCHAR)")),
    ...both("json_array_contains", ", bigint", "boolean", () => found("CAST($2 AS VARCHAR)")),
    ...both("json_array_contains", ", boolean", "boolean", () => found("CAST($2 AS VARCHAR)")),
    ...both("json_size", ", varchar", "bigint", ([, path]) => `CASE json_type($1, ${pathOf(path)}) WHEN 'ARRAY' THEN CAST(json_array_length($1, ${pathOf(path)}) AS BIGINT) WHEN 'OBJECT' THEN CAST(len(json_keys($1, ${pathOf(path)})) AS BIGINT) ELSE CASE WHEN json_exists($1, ${pathOf(path)}) THEN 0 END END`),
    ["is_json_scalar(json) -> boolean", scalar],
    ["is_json_scalar(varchar) -> boolean", scalar],
    ["json_format(json) -> varchar", "$1"],
    ["json_parse(varchar) -> json", `CASE WHEN $1 IS NULL THEN NULL WHEN json_valid($1) THEN CAST(json($1) AS VARCHAR) ELSE ${notJson} END`],
  ],
); // prettier-ignore
