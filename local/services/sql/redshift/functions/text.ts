import type { FunctionLine } from "../../core/functions";
import { quoteString } from "../../core/lexer";
import { asText } from "../cast";
import { failure } from "../failures";
import { type as typeOf } from "../../core/types";
import { family } from "./family";

const text = typeOf("varchar");
const fails = (words: string) => failure(quoteString(words), text);

/** `$1` in a replacement is a group; Redshift's `\\1` is one, too. */
const groups = "regexp_replace($3, '\\$(\\d)', '\\\\\\1', 'g')";
/** From a place on: what stands before it is left alone. */
const from = (at: string) => `substr($1, ${at})`;
const before = (at: string) => `left($1, ${at} - 1)`;

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const textFunctions: readonly FunctionLine[] = [
  ...family({ kind: "scalar", nulls: "null", page: "String_functions_header.html" }, [
    ["ascii(varchar) -> integer", "CAST(CASE WHEN $1 = '' THEN 0 ELSE unicode($1) END AS INTEGER)"],
    ["bpcharcmp(varchar, varchar) -> integer", compared("rtrim($1, ' ')", "rtrim($2, ' ')")],
    ["bttext_pattern_cmp(varchar, varchar) -> integer", compared("$1", "$2")],
    [
      "btrim(varchar, varchar?) -> varchar",
      ([, chars]) => (chars ? "trim($1, $2)" : "trim($1, ' ')"),
    ],
    [
      "trim(varchar, varchar?) -> varchar",
      ([, chars]) => (chars ? "trim($1, $2)" : "trim($1, ' ')"),
    ],
    [
      "ltrim(varchar, varchar?) -> varchar",
      ([, chars]) => (chars ? "ltrim($1, $2)" : "ltrim($1, ' ')"),
    ],
    [
      "rtrim(varchar, varchar?) -> varchar",
      ([, chars]) => (chars ? "rtrim($1, $2)" : "rtrim($1, ' ')"),
    ],
    ["char_length(varchar) -> integer", "CAST(length($1) AS INTEGER)"],
    ["character_length(varchar) -> integer", "CAST(length($1) AS INTEGER)"],
    ["len(varchar) -> integer", "CAST(length($1) AS INTEGER)"],
    ["length(varchar) -> integer", "CAST(length($1) AS INTEGER)"],
    ["textlen(varchar) -> integer", "CAST(length($1) AS INTEGER)"],
    ["octet_length(varchar) -> integer", "CAST(strlen($1) AS INTEGER)"],
    ["charindex(varchar, varchar) -> integer", "CAST(strpos($2, $1) AS INTEGER)"],
    ["strpos(varchar, varchar) -> integer", "CAST(strpos($1, $2) AS INTEGER)"],
    ["position(varchar, varchar) -> integer", "CAST(strpos($2, $1) AS INTEGER)"],
    ["chr(integer) -> varchar"],
    ["concat(t, u) -> varchar", (args) => args.map((each) => asText(each).sql).join(" || ")],
    [
      "difference(varchar, varchar) -> integer",
      `CAST(len(list_filter([1, 2, 3, 4], lambda i: substr(${soundex("$1")}, i, 1) = substr(${soundex("$2")}, i, 1))) AS INTEGER)`,
    ],
    [
      "initcap(varchar) -> varchar",
      "array_to_string(list_transform(regexp_extract_all(lower($1), '[[:alnum:]]+|[^[:alnum:]]+'), lambda w: upper(left(w, 1)) || substr(w, 2)), '')",
    ],
    ["left(varchar, integer) -> varchar", "left($1, greatest($2, 0))"],
    ["right(varchar, integer) -> varchar", "right($1, greatest($2, 0))"],
    ["lower(varchar) -> varchar"],
    ["upper(varchar) -> varchar"],
    [
      "lpad(varchar, integer, varchar?) -> varchar",
      ([, , fill]) => padded("lpad", fill !== undefined),
    ],
    [
      "rpad(varchar, integer, varchar?) -> varchar",
      ([, , fill]) => padded("rpad", fill !== undefined),
    ],
    [
      "quote_ident(varchar) -> varchar",
      `CASE WHEN regexp_full_match($1, '[a-z_][a-z0-9_]*') THEN $1 ELSE '"' || replace($1, '"', '""') || '"' END`,
    ],
    [
      "regexp_count(varchar, varchar) -> integer",
      "CAST(len(regexp_extract_all($1, $2)) AS INTEGER)",
    ],
    [
      "regexp_count(varchar, varchar, integer) -> integer",
      `CAST(len(regexp_extract_all(${from("$3")}, $2)) AS INTEGER)`,
    ],
    [
      "regexp_instr(varchar, varchar) -> integer",
      "CAST(CASE WHEN regexp_matches($1, $2) THEN length(left($1, strpos($1, regexp_extract($1, $2)))) ELSE 0 END AS INTEGER)",
    ],
    ["regexp_replace(varchar, varchar) -> varchar", "regexp_replace($1, $2, '', 'g')"],
    [
      "regexp_replace(varchar, varchar, varchar) -> varchar",
      `regexp_replace($1, $2, ${groups}, 'g')`,
    ],
    [
      "regexp_replace(varchar, varchar, varchar, integer) -> varchar",
      `(${before("$4")} || regexp_replace(${from("$4")}, $2, ${groups}, 'g'))`,
    ],
    ["regexp_substr(varchar, varchar) -> varchar", "regexp_extract($1, $2)"],
    ["regexp_substr(varchar, varchar, integer) -> varchar", `regexp_extract(${from("$3")}, $2)`],
    [
      "regexp_substr(varchar, varchar, integer, integer) -> varchar",
      `coalesce(regexp_extract_all(${from("$3")}, $2)[$4], '')`,
    ],
    ["repeat(varchar, integer) -> varchar", "repeat($1, greatest($2, 0))"],
    ["replicate(varchar, integer) -> varchar", "repeat($1, greatest($2, 0))"],
    ["replace(varchar, varchar, varchar) -> varchar"],
    ["reverse(varchar) -> varchar"],
    ["soundex(varchar) -> varchar", soundex("$1")],
    [
      "split_part(varchar, varchar, bigint) -> varchar",
      `CASE WHEN $3 < 1 THEN ${fails("field position must be greater than zero")} ELSE split_part($1, $2, $3) END`,
    ],
    ["substring(varchar, integer) -> varchar", "substr($1, greatest($2, 1))"],
    ["substr(varchar, integer) -> varchar", "substr($1, greatest($2, 1))"],
    ["substring(varchar, integer, integer) -> varchar", substring()],
    ["substr(varchar, integer, integer) -> varchar", substring()],
    [
      "strtol(varchar, integer) -> bigint",
      "CASE WHEN $2 BETWEEN 2 AND 36 THEN strtol_value(lower($1), $2) END",
    ],
    ["translate(varchar, varchar, varchar) -> varchar"],
    ["to_hex(bigint) -> varchar", "lower(to_hex($1))"],
  ]),
  ...family({ kind: "scalar", nulls: "null", page: "hash-functions.html" }, [
    ["md5(varchar) -> varchar"],
    ["func_sha1(varchar) -> varchar", "sha1($1)"],
    ["sha(varchar) -> varchar", "sha1($1)"],
    ["sha1(varchar) -> varchar"],
    ["sha2(varchar, integer) -> varchar", "CASE WHEN $2 IN (0, 256) THEN sha256($1) END"],
  ]),
];

/** The place may lie before the text: what is asked of there is not given. */
function substring(): string {
  return `CASE WHEN $3 < 0 THEN ${fails("negative substring length not allowed")} ELSE substr($1, greatest($2, 1), greatest($3 + least($2, 1) - 1, 0)) END`;
}

function padded(name: string, hasFill: boolean): string {
  const fill = hasFill ? "$3" : "' '";
  return `CASE WHEN $2 <= 0 THEN '' WHEN ${fill} = '' THEN left($1, $2) ELSE ${name}($1, $2, ${fill}) END`;
}

function compared(a: string, b: string): string {
  return `CASE WHEN ${a} = ${b} THEN 0 WHEN ${a} < ${b} THEN -1 WHEN ${a} > ${b} THEN 1 END`;
}

/** American Soundex: the first letter and three digits. */
function soundex(sql: string): string {
  return `soundex_code(${sql})`;
}
