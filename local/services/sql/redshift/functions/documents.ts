import type { FunctionLine } from "../../core/functions";
import { family } from "./family";

/** A path of names and numbers, as JSONPath. */
const pathTo = (count: number) =>
  `'$' || ${Array.from({ length: count }, (_each, at) => `'."' || replace($${at + 2}, '"', '\\"') || '"'`).join(" || ")}`;
const extracted = (count: number) =>
  `CASE WHEN NOT json_valid($1) THEN error('JSON parsing error') ELSE coalesce(json_extract_string($1, ${pathTo(count)}), '') END`;

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and c_Type_Info_Functions.html */
export const documentFunctions: readonly FunctionLine[] = [
  ...family({ kind: "scalar", nulls: "null", page: "json-functions.html" }, [
    ["is_valid_json(varchar) -> boolean", "(json_valid($1) AND json_type($1) = 'OBJECT')"],
    ["is_valid_json_array(varchar) -> boolean", "(json_valid($1) AND json_type($1) = 'ARRAY')"],
    ["json_array_length(varchar) -> integer", "CAST(json_array_length($1) AS INTEGER)"],
    [
      "json_extract_array_element_text(varchar, integer) -> varchar",
      "coalesce(json_extract_string($1, '$[' || CAST($2 AS VARCHAR) || ']'), '')",
    ],
    ...[1, 2, 3, 4, 5].map(
      (count) =>
        [
          `json_extract_path_text(varchar${", varchar".repeat(count)}) -> varchar`,
          extracted(count),
        ] as const,
    ),
    ["json_parse(varchar) -> super", "CAST($1 AS JSON)"],
    ["json_serialize(super) -> varchar", "CAST($1 AS VARCHAR)"],
    ["can_json_parse(varchar) -> boolean", "json_valid($1)"],
  ]),
  ...family({ kind: "scalar", nulls: "null", page: "varbyte-functions.html" }, [
    [
      "to_varbyte(varchar, varchar) -> varbinary",
      "CASE lower($2) WHEN 'hex' THEN unhex($1) WHEN 'base64' THEN from_base64($1) ELSE encode($1) END",
    ],
    [
      "from_varbyte(varbinary, varchar) -> varchar",
      "CASE lower($2) WHEN 'hex' THEN lower(hex($1)) WHEN 'base64' THEN base64($1) ELSE decode($1) END",
    ],
  ]),
];
