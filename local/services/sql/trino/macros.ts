import { failure } from "./failures";

/** A macro's arguments are computed once, whatever is written for them. */
function once(args: readonly string[], body: string): string {
  const fields = args.map((name) => `${name} := ${name}_`).join(", ");
  const inside = body.replace(/\b([a-z])\b(?=[^']*(?:'[^']*'[^']*)*$)/g, (name: string) =>
    args.includes(name) ? `struct_extract(v_, '${name}')` : name,
  );
  return `list_transform([struct_pack(${fields})], lambda v_: ${inside})[1]`;
}

function macro(name: string, args: readonly string[], body: string): string {
  const parameters = args.map((each) => `${each}_`).join(", ");
  return `CREATE OR REPLACE MACRO ${name}(${parameters}) AS ${once(args, body)}`;
}

const argument = "INVALID_FUNCTION_ARGUMENT";

/** What the SQL of Trino's functions is made of, for a session to create first. */
export const trinoMacros: readonly string[] = [
  // The text of a double as Java writes it: 1.0E7, 1.0E-5, Infinity.
  macro(
    "java_digits",
    ["m", "e"],
    `concat(left(ltrim(replace(m, '.', ''), '0'), 1), '.',
      CASE WHEN rtrim(substr(ltrim(replace(m, '.', ''), '0'), 2), '0') = '' THEN '0'
        ELSE rtrim(substr(ltrim(replace(m, '.', ''), '0'), 2), '0') END, 'E',
      CASE WHEN left(m, 2) = '0.'
        THEN e - 1 - (length(split_part(m, '.', 2)) - length(ltrim(split_part(m, '.', 2), '0')))
        ELSE e + length(split_part(m, '.', 1)) - 1 END)`,
  ),
  macro(
    "java_double",
    ["x"],
    `CASE WHEN x IS NULL THEN NULL
      WHEN regexp_matches(x, '(?i)nan') THEN 'NaN'
      WHEN regexp_matches(x, '(?i)inf') THEN CASE WHEN left(x, 1) = '-' THEN '-Infinity' ELSE 'Infinity' END
      WHEN CAST(x AS DOUBLE) = 0 THEN CASE WHEN left(x, 1) = '-' THEN '-0.0' ELSE '0.0' END
      WHEN abs(CAST(x AS DOUBLE)) >= 1e7 OR abs(CAST(x AS DOUBLE)) < 1e-3
        THEN concat(CASE WHEN left(x, 1) = '-' THEN '-' ELSE '' END,
          java_digits(split_part(ltrim(x, '-'), 'e', 1),
            CASE WHEN contains(x, 'e') THEN CAST(split_part(x, 'e', 2) AS INTEGER) ELSE 0 END))
      WHEN contains(x, '.') THEN x ELSE concat(x, '.0') END`,
  ),
  macro("unscaled", ["x"], "CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)"),
  macro(
    "decimal_text",
    ["q", "s"],
    `CASE WHEN q IS NULL THEN NULL ELSE concat(CASE WHEN q < 0 THEN '-' ELSE '' END,
      left(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'),
        CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER) - s), '.',
      right(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'), s)) END`,
  ),
  macro(
    "rounded_quotient",
    ["n", "d"],
    "sign(n) * sign(d) * ((abs(n) * 2 + abs(d)) // (2 * abs(d)))",
  ),
  macro(
    "decimal_quotient",
    ["a", "b", "k", "s"],
    "decimal_text(rounded_quotient(unscaled(a) * CAST(concat('1', repeat('0', k)) AS HUGEINT), unscaled(b)), s)",
  ),
  macro(
    "interval_text",
    ["i"],
    `CASE WHEN i IS NULL THEN NULL ELSE concat(CASE WHEN epoch(i) < 0 THEN '-' ELSE '' END,
      CAST(CAST(trunc(abs(epoch(i)) / 86400) AS BIGINT) AS VARCHAR), ' ',
      strftime(make_timestamp(CAST(round(abs(epoch(i)) * 1000) AS BIGINT) * 1000), '%H:%M:%S.%g')) END`,
  ),
  macro(
    "array_index",
    ["n", "i"],
    `CASE WHEN i = 0 THEN ${failure(argument, "'SQL array indices start at 1'", "BIGINT")}
      WHEN i < 0 THEN ${failure(argument, "'Array subscript is negative: ' || CAST(i AS VARCHAR)", "BIGINT")}
      WHEN i > n THEN ${failure(argument, "'Array subscript must be less than or equal to array length: ' || CAST(i AS VARCHAR) || ' > ' || CAST(n AS VARCHAR)", "BIGINT")}
      ELSE i END`,
  ),
  macro(
    "list_concat_or_null",
    ["a", "b"],
    "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END",
  ),
  macro(
    "array_any",
    ["b"],
    "CASE WHEN list_contains(b, true) THEN true WHEN len(b) <> list_count(b) THEN NULL ELSE b IS NOT NULL AND false END",
  ),
  macro(
    "array_all",
    ["b"],
    "CASE WHEN list_contains(b, false) THEN false WHEN len(b) <> list_count(b) THEN NULL ELSE true END",
  ),
  // DuckDB's array_to_string takes a constant alone.
  macro(
    "join_texts",
    ["l", "s"],
    "CASE WHEN l IS NULL OR s IS NULL THEN NULL WHEN len(l) = 0 THEN '' ELSE list_reduce(l, lambda aa, bb: concat(aa, s, bb)) END",
  ),
  macro("array_unique", ["b"], "list_filter(b, lambda xx, ii: list_position(b, xx) = ii)"),
  macro(
    "base_value",
    ["s", "r"],
    `CASE WHEN s IS NULL OR r IS NULL THEN NULL ELSE
      CAST(CASE WHEN left(s, 1) = '-' THEN -1 ELSE 1 END * list_reduce(
        list_transform(string_split(ltrim(s, '+-'), ''), lambda cc: CAST(
          CASE WHEN instr(left('0123456789abcdefghijklmnopqrstuvwxyz', CAST(r AS INTEGER)), cc) = 0
            THEN ${failure(argument, "'Not a valid base-' || CAST(r AS VARCHAR) || ' number: ' || s", "BIGINT")}
            ELSE instr('0123456789abcdefghijklmnopqrstuvwxyz', cc) - 1 END AS HUGEINT)),
        lambda aa, bb: aa * CAST(r AS HUGEINT) + bb) AS BIGINT) END`,
  ),
  macro(
    "map_of_pairs",
    ["p"],
    "CASE WHEN p IS NULL THEN NULL ELSE map_from_entries(list_filter(p, lambda xx, ii: xx.key IS NOT NULL AND list_position(list_transform(p, lambda yy: yy.key), xx.key) = ii)) END",
  ),
  macro(
    "map_of_lists",
    ["p"],
    `CASE WHEN p IS NULL THEN NULL ELSE map_from_entries(list_transform(
      list_filter(p, lambda xx, ii: xx.key IS NOT NULL AND list_position(list_transform(p, lambda yy: yy.key), xx.key) = ii),
      lambda zz: {'key': zz.key, 'value': list_transform(list_filter(p, lambda ww: ww.key = zz.key), lambda uu: uu.value)})) END`,
  ),
  macro(
    "map_of_counts",
    ["h"],
    "CASE WHEN h IS NULL OR cardinality(h) = 0 THEN NULL ELSE map_from_entries(list_transform(map_entries(h), lambda ee: {'key': ee.key, 'value': CAST(ee.value AS BIGINT)})) END",
  ),
  // Format's widths: a longer text stays whole.
  macro("lpad_to", ["s", "n", "c"], "CASE WHEN length(s) >= n THEN s ELSE lpad(s, n, c) END"),
  macro("rpad_to", ["s", "n"], "CASE WHEN length(s) >= n THEN s ELSE rpad(s, n, ' ') END"),
];
