import type { FunctionLine } from "../../core/functions";
import { family } from "./family";
import type { Line } from "./family";

/** The parts of a URL by RFC 3986, as groups: protocol, authority, path, query, fragment. */
const parts = "'^([a-zA-Z][a-zA-Z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$'";
const part = (group: number) => `regexp_extract($1, ${parts}, ${group})`;
/** A text that is no URL has no parts. */
const of = (sql: string) => `CASE WHEN regexp_matches($1, ${parts}) THEN ${sql} END`;
const line = (name: string, sql: string, result = "varchar"): Line => [
  `url_extract_${name}(varchar) -> ${result}`,
  of(sql),
];

export const urls: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/url.html" },
  [
    line("protocol", part(1)),
    line("host", `regexp_extract(${part(2)}, '^(?:[^@]*@)?([^:]*)', 1)`),
    line("port", `TRY_CAST(nullif(regexp_extract(${part(2)}, ':(\\d+)$', 1), '') AS BIGINT)`, "bigint"),
    line("path", `url_decode(${part(3)})`),
    line("query", `url_decode(${part(4)})`),
    line("fragment", `url_decode(${part(5)})`),
    ["url_extract_parameter(varchar, varchar) -> varchar", of(
      `list_extract(list_transform(list_filter(string_split(${part(4)}, '&'), lambda p_: split_part(p_, '=', 1) = $2), lambda p_: url_decode(substr(p_, length($2) + 2))), 1)`,
    )],
    ["url_encode(varchar) -> varchar", "replace(replace(url_encode($1), '%20', '+'), '~', '%7E')"],
    ["url_decode(varchar) -> varchar", "url_decode(replace($1, '+', ' '))"],
  ],
); // prettier-ignore

/** https://trino.io/docs/current/functions/binary.html, uuid.html */
export const binary: readonly FunctionLine[] = [
  ...family({ kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/binary.html" }, [
    ["concat(varbinary...) -> varbinary", (args) => `(${args.map((_arg, at) => `$${at + 1}`).join(" || ")})`],
    ["md5(varbinary) -> varbinary", "unhex(md5($1))"],
    ["sha1(varbinary) -> varbinary", "unhex(sha1($1))"],
    ["sha256(varbinary) -> varbinary", "unhex(sha256($1))"],
    ["to_hex(varbinary) -> varchar", "hex($1)"],
    ["from_hex(varchar) -> varbinary", "unhex($1)"],
    ["to_base64(varbinary) -> varchar", "base64($1)"],
    ["from_base64(varchar) -> varbinary", "from_base64($1)"],
    ["reverse(varbinary) -> varbinary", "unhex(join_texts(list_reverse(regexp_extract_all(hex($1), '..')), ''))"],
  ]),
  ...family({ kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/uuid.html" }, [
    ["uuid() -> uuid", "CAST(gen_random_uuid() AS VARCHAR)"],
  ]),
]; // prettier-ignore

/** https://trino.io/docs/current/functions/window.html */
export const windows: readonly FunctionLine[] = family(
  {
    kind: "window",
    nulls: "values",
    source: "https://trino.io/docs/current/functions/window.html",
  },
  [
    ["row_number() -> bigint"],
    ["rank() -> bigint"],
    ["dense_rank() -> bigint"],
    ["percent_rank() -> double"],
    ["cume_dist() -> double"],
    ["ntile(bigint) -> bigint"],
    ["lag(t) -> t"],
    ["lag(t, bigint) -> t"],
    ["lag(t, bigint, t) -> t"],
    ["lead(t) -> t"],
    ["lead(t, bigint) -> t"],
    ["lead(t, bigint, t) -> t"],
    ["first_value(t) -> t"],
    ["last_value(t) -> t"],
    ["nth_value(t, bigint) -> t"],
  ],
);
