import type { FunctionLine } from "../../core/functions";
import { decimal } from "../../core/types";
import type { Type } from "../../core/types";
import { divisor, failure } from "../failures";
import { family, guarded } from "./family";
import type { Line } from "./family";

const nan = "CAST('NaN' AS DOUBLE)";
const infinite = "CAST('-Infinity' AS DOUBLE)";
const positive = (name: string) =>
  `CASE WHEN $1 = 0 THEN ${infinite} WHEN $1 < 0 THEN ${nan} ELSE ${name}($1) END`;
const upToOne = (name: string) => `CASE WHEN abs($1) > 1 THEN ${nan} ELSE ${name}($1) END`;

/** Digits of a decimal that keeps no fraction. */
const whole = ([value]: readonly Type[]): Type => {
  const { precision = 38, scale = 0 } = value ?? decimal(38, 0);
  return decimal(Math.min(38, precision - scale + Math.min(scale, 1)), 0);
};
const wider = ([value]: readonly Type[]): Type =>
  decimal(Math.min(38, (value?.precision ?? 38) + 1), value?.scale ?? 0);

/** What rounds: a whole number is itself, a decimal loses its fraction, a double stays one. */
function rounding(name: string, sql: string): readonly Line[] {
  return [
    [`${name}(i) -> i`, "$1"],
    [`${name}(decimal) -> decimal`, `CAST(${sql}($1) AS $type)`, whole],
    [`${name}(real) -> real`, `CAST(${sql}($1) AS FLOAT)`],
    [`${name}(double) -> double`, `${sql}($1)`],
  ];
}

const angle = (name: string): Line => [`${name}(double) -> double`];
const radix = failure("INVALID_FUNCTION_ARGUMENT", "'Radix must be between 2 and 36'", "INTEGER");

/** https://trino.io/docs/current/functions/math.html */
export const math: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", source: "https://trino.io/docs/current/functions/math.html" },
  [
    ["abs(n) -> n"],
    ...rounding("ceil", "ceil"),
    ...rounding("ceiling", "ceil"),
    ...rounding("floor", "floor"),
    ...rounding("round", "round"),
    ["round(i, integer) -> i", "CASE WHEN $2 >= 0 THEN $1 ELSE CAST(round(CAST($1 AS DOUBLE), $2) AS $type) END"],
    ["round(decimal, integer) -> decimal", "CAST(round(CAST($1 AS DECIMAL(38, $scale)), $2) AS $type)", wider],
    ["round(double, integer) -> double", "round($1, $2)"],
    ...rounding("truncate", "trunc"),
    ["truncate(double, integer) -> double", "(trunc($1 * power(10, $2)) / power(10, $2))"],
    ["cbrt(double) -> double", "CASE WHEN power(round(cbrt($1)), 3) = $1 THEN round(cbrt($1)) ELSE cbrt($1) END"],
    ["degrees(double) -> double"],
    ["radians(double) -> double"],
    ["e() -> double", "exp(CAST(1 AS DOUBLE))"],
    ["pi() -> double", "pi()"],
    ["infinity() -> double", "CAST('Infinity' AS DOUBLE)"],
    ["nan() -> double", nan],
    ["exp(double) -> double"],
    ["ln(double) -> double", positive("ln")],
    ["log2(double) -> double", positive("log2")],
    ["log10(double) -> double", positive("log10")],
    ["log(double, double) -> double", "(ln($2) / ln($1))"],
    ["mod(i, i) -> i", `($1 % ${divisor("$2", "$type")})`],
    ["mod(double, double) -> double", "($1 % $2)"],
    ["pow(double, double) -> double", "power($1, $2)"],
    ["power(double, double) -> double"],
    ["sign(i) -> i", "CAST(sign($1) AS $type)"],
    ["sign(double) -> double", "CAST(sign($1) AS DOUBLE)"],
    ["sqrt(double) -> double", `CASE WHEN $1 < 0 THEN ${nan} ELSE sqrt($1) END`],
    ["random() -> double", "random()"],
    ["rand() -> double", "random()"],
    ["random(i) -> i", "CAST(floor(random() * $1) AS $type)"],
    ["random(i, i) -> i", "CAST($1 + floor(random() * ($2 - $1)) AS $type)"],
    ["width_bucket(double, double, double, bigint) -> bigint", guarded(`CASE WHEN $2 < $3
      THEN CASE WHEN $1 < $2 THEN 0 WHEN $1 >= $3 THEN $4 + 1 ELSE CAST(floor(($1 - $2) / ($3 - $2) * $4) AS BIGINT) + 1 END
      ELSE CASE WHEN $1 > $2 THEN 0 WHEN $1 <= $3 THEN $4 + 1 ELSE CAST(floor(($2 - $1) / ($2 - $3) * $4) AS BIGINT) + 1 END END`)],
    ["width_bucket(double, array(double)) -> bigint", guarded("CAST(len(list_filter($2, lambda b_: b_ <= $1)) AS BIGINT)")],
    ...["acos", "asin"].map((name): Line => [`${name}(double) -> double`, upToOne(name)]),
    ...["atan", "cos", "cosh", "sin", "sinh", "tan", "tanh"].map(angle),
    ["atan2(double, double) -> double"],
    ["is_nan(double) -> boolean", "isnan($1)"],
    ["is_finite(double) -> boolean", "isfinite($1)"],
    ["is_infinite(double) -> boolean", "isinf($1)"],
    ["to_base(bigint, bigint) -> varchar", `CASE WHEN $2 NOT BETWEEN 2 AND 36 THEN CAST(${radix} AS VARCHAR)
      WHEN $1 < 0 THEN '-' || lower(to_base(-$1, CAST($2 AS INTEGER))) ELSE lower(to_base($1, CAST($2 AS INTEGER))) END`],
    ["from_base(varchar, bigint) -> bigint", "base_value(lower($1), $2)"],
    ["bit_count(bigint, bigint) -> bigint", "CAST(bit_count(CAST($1 AS BIGINT) & CASE WHEN $2 >= 64 THEN -1 ELSE (CAST(1 AS BIGINT) << CAST($2 AS INTEGER)) - 1 END) AS BIGINT)"],
    ["bitwise_and(bigint, bigint) -> bigint", "($1 & $2)"],
    ["bitwise_or(bigint, bigint) -> bigint", "($1 | $2)"],
    ["bitwise_xor(bigint, bigint) -> bigint", "xor($1, $2)"],
    ["bitwise_not(bigint) -> bigint", "(~ $1)"],
    ["bitwise_left_shift(bigint, bigint) -> bigint", "CAST(($1::HUGEINT * (1::HUGEINT << CAST($2 AS INTEGER))) AS BIGINT)"],
    ["bitwise_right_shift(bigint, bigint) -> bigint", "($1 >> CAST($2 AS INTEGER))"],
    ["greatest(t...) -> t", (args) => whereAll(args.length, "greatest")],
    ["least(t...) -> t", (args) => whereAll(args.length, "least")],
  ],
); // prettier-ignore

/** Null where any argument is: DuckDB leaves nulls out. */
function whereAll(count: number, name: string): string {
  const tests = Array.from({ length: count }, (_, at) => `$${at + 1} IS NULL`);
  return `CASE WHEN ${tests.join(" OR ")} THEN NULL ELSE ${name}($*) END`;
}
