import { trinoMacros } from "../trino/macros";
import { systemViewStatements } from "./catalog";

const soundexDigits =
  "translate(upper(x), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '01230120022455012623010202')";

/** What the SQL of Redshift's functions is made of, for a database to create first. */
export const redshiftPreparation: readonly string[] = [
  ...trinoMacros,
  // A letter, then the digits of what sounds differ; H and W do not part two of a kind.
  `CREATE OR REPLACE MACRO soundex_digits(x) AS string_split(regexp_replace(${soundexDigits}, '[^0-9]', '', 'g'), '')`,
  `CREATE OR REPLACE MACRO soundex_code(x) AS CASE WHEN x = '' THEN '' ELSE
     rpad(upper(left(x, 1)) || left(replace(array_to_string(list_filter(soundex_digits(x),
       lambda c, i: i > 1 AND c <> soundex_digits(x)[i - 1]), ''), '0', ''), 3), 4, '0') END`,
  `CREATE OR REPLACE MACRO strtol_value(x, base) AS CAST(list_reduce(list_prepend(CAST(0 AS BIGINT),
     list_transform(string_split(regexp_replace(x, '^0x', ''), ''),
       lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS BIGINT))),
     lambda total, digit: total * base + digit) AS BIGINT)`,
  ...systemViewStatements,
];
