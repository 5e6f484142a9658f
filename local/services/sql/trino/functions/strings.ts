import type { Typed } from "../../core/dialect";
import type { FunctionLine } from "../../core/functions";
import { SqlFault } from "../../core/fault";
import { quoteString } from "../../core/lexer";
import { isInteger } from "../../core/types";
import { asText } from "../cast";
import { failure } from "../failures";
import { family, guarded } from "./family";

/** The text of a literal argument; undefined for what only a row can tell. */
export function literalOf({ sql }: Typed): string | undefined {
  const [, text] = /^'((?:[^']|'')*)'$/.exec(sql) ?? [];
  return text?.replaceAll("''", "'");
}

const invalid = (words: string, type: string) => failure("INVALID_FUNCTION_ARGUMENT", words, type);
const fromStart =
  "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $2 = 0 OR -$2 > length($1) THEN ''";
const text = "https://trino.io/docs/current/functions/string.html";

export const strings: readonly FunctionLine[] = [
  ...family({ kind: "scalar", nulls: "null", source: text }, [
    ["chr(bigint) -> varchar", "chr(CAST($1 AS INTEGER))"],
    ["codepoint(varchar) -> integer", "unicode($1)"],
    ["concat(varchar...) -> varchar", (args) => `(${args.map((_arg, at) => `$${at + 1}`).join(" || ")})`],
    ["concat(array(t)...) -> array(t)", (args) => args.map((_arg, at) => `$${at + 1}`).reduce((all, next) => `list_concat_or_null(${all}, ${next})`)],
    ["starts_with(varchar, varchar) -> boolean", "starts_with($1, $2)"],
    ["ends_with(varchar, varchar) -> boolean", "ends_with($1, $2)"],
    ["hamming_distance(varchar, varchar) -> bigint", `CASE WHEN length($1) <> length($2) THEN ${invalid("'The input strings to hamming_distance function must have the same length'", "BIGINT")} ELSE CAST(hamming($1, $2) AS BIGINT) END`],
    ["levenshtein_distance(varchar, varchar) -> bigint", "CAST(levenshtein($1, $2) AS BIGINT)"],
    ["length(varchar) -> bigint", "length($1)"],
    ["length(varbinary) -> bigint", "octet_length($1)"],
    ["lower(varchar) -> varchar"],
    ["upper(varchar) -> varchar"],
    ["lpad(varchar, bigint, varchar) -> varchar", "lpad($1, CAST($2 AS INTEGER), $3)"],
    ["rpad(varchar, bigint, varchar) -> varchar", "rpad($1, CAST($2 AS INTEGER), $3)"],
    ["ltrim(varchar, varchar?) -> varchar"],
    ["rtrim(varchar, varchar?) -> varchar"],
    ["trim(varchar, varchar?) -> varchar"],
    ["luhn_check(varchar) -> boolean", `(list_sum(list_transform(string_split(reverse($1), ''), lambda c_, i_: CASE WHEN i_ % 2 = 1 THEN CAST(c_ AS INTEGER) ELSE (CAST(c_ AS INTEGER) * 2) // 10 + (CAST(c_ AS INTEGER) * 2) % 10 END)) % 10 = 0)`],
    ["replace(varchar, varchar, varchar?) -> varchar", (args) => (args.length === 2 ? "replace($1, $2, '')" : "replace($1, $2, $3)")],
    ["reverse(varchar) -> varchar"],
    ["split(varchar, varchar) -> array(varchar)", guarded("string_split($1, $2)")],
    ["split(varchar, varchar, bigint) -> array(varchar)", guarded(`CASE WHEN len(string_split($1, $2)) <= $3 THEN string_split($1, $2)
      ELSE list_concat(list_slice(string_split($1, $2), 1, $3 - 1), [join_texts(list_slice(string_split($1, $2), $3, len(string_split($1, $2))), $2)]) END`)],
    ["split_part(varchar, varchar, bigint) -> varchar", `list_extract(string_split($1, $2), CASE WHEN $3 < 1 THEN ${invalid("'Index must be greater than zero'", "BIGINT")} ELSE $3 END)`],
    ["split_to_map(varchar, varchar, varchar) -> map(varchar, varchar)", guarded("map_from_entries(list_transform(string_split($1, $2), lambda e_: {'key': split_part(e_, $3, 1), 'value': split_part(e_, $3, 2)}))")],
    ["strpos(varchar, varchar) -> bigint", "CASE WHEN $2 = '' THEN 1 ELSE CAST(instr($1, $2) AS BIGINT) END"],
    ["position(varchar, varchar) -> bigint", "CASE WHEN $1 = '' THEN 1 ELSE CAST(instr($2, $1) AS BIGINT) END"],
    ...["substr", "substring"].flatMap((name) => [
      [`${name}(varchar, bigint) -> varchar`, `${fromStart} ELSE substr($1, $2) END`] as const,
      [`${name}(varchar, bigint, bigint) -> varchar`, `${fromStart} WHEN $3 <= 0 THEN '' ELSE substr($1, $2, $3) END`] as const,
    ]),
    ["translate(varchar, varchar, varchar) -> varchar", "translate($1, $2, $3)"],
    ["normalize(varchar) -> varchar", "nfc_normalize($1)"],
    ["to_utf8(varchar) -> varbinary", "encode($1)"],
    ["from_utf8(varbinary) -> varchar", "decode($1)"],
  ]),
  ...family({ kind: "scalar", nulls: "values", source: text }, [
    ["concat_ws(varchar, varchar...) -> varchar", "concat_ws($*)"],
    ["concat_ws(varchar, array(varchar)) -> varchar", "join_texts(list_filter($2, lambda n_: n_ IS NOT NULL), $1)"],
  ]),
  ...family({ kind: "scalar", nulls: "values", source: "https://trino.io/docs/current/functions/conversion.html" }, [
    ["format(varchar, t) -> varchar", formatted],
    ["format(varchar, t, u) -> varchar", formatted],
    ["format(varchar, t, u, v) -> varchar", formatted],
    ["format(varchar, t, u, v, w) -> varchar", formatted],
  ]),
]; // prettier-ignore

/** Java's format: `%s`, `%d`, `%05d`, `%,d`, `%.2f`, `%,.2f`, `%x`, `%%`. */
function formatted(args: readonly Typed[]): string {
  const [first, ...rest] = args;
  const format = first && literalOf(first);
  if (format === undefined)
    throw new SqlFault("NOT_SUPPORTED", undefined, "format takes a literal format here");
  let place = 0;
  const parts = format.split(/(%[^a-zA-Z%]*[a-zA-Z%])/).filter((part) => part !== "");
  const pieces = parts.map((part) => {
    if (!part.startsWith("%")) return quoteString(part);
    if (part === "%%") return "'%'";
    const value = rest[place++];
    if (!value)
      throw new SqlFault(
        "INVALID_FUNCTION_ARGUMENT",
        undefined,
        `Invalid format string: ${format} (IllegalFormat: Format specifier '${part}')`,
      );
    return piece(part, value);
  });
  return `concat(${pieces.join(", ")})`;
}

function piece(specifier: string, value: Typed): string {
  const [, flags = "", width = "", digits, letter = ""] =
    /^%([-,0+]*)(\d*)(?:\.(\d+))?([sdfx])$/.exec(specifier) ?? [];
  const wrong = () =>
    new SqlFault("NOT_SUPPORTED", undefined, `format specifier ${specifier} is not supported here`);
  const pad = (sql: string) =>
    width === ""
      ? sql
      : flags.includes("-")
        ? `rpad_to(${sql}, ${width})`
        : `lpad_to(${sql}, ${width}, '${flags.includes("0") ? "0" : " "}')`;
  const grouped = flags.includes(",") ? "," : "";
  if (letter === "s") return pad(`coalesce(${asText(value).sql}, 'null')`);
  if (letter === "d" && isInteger(value.type)) return pad(`format('{:${grouped}}', ${value.sql})`);
  if (letter === "x" && isInteger(value.type)) return pad(`format('{:x}', ${value.sql})`);
  if (letter === "f")
    return pad(`format('{:${grouped}.${digits ?? "6"}f}', CAST(${value.sql} AS DOUBLE))`);
  throw wrong();
}
