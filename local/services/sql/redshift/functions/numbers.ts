import type { FunctionLine } from "../../core/functions";
import { quoteString } from "../../core/lexer";
import { double } from "../../core/types";
import { failure } from "../failures";
import { divisor } from "../failures";
import { bigint } from "../../core/types";
import { family } from "./family";

const fails = (words: string) => failure(quoteString(words), double);

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const numberFunctions: readonly FunctionLine[] = family(
  { kind: "scalar", nulls: "null", page: "Math_functions.html" },
  [
    ["abs(n) -> n"],
    ["acos(double) -> double"],
    ["asin(double) -> double"],
    ["atan(double) -> double"],
    ["atan2(double, double) -> double"],
    ["cbrt(double) -> double"],
    ["ceil(n) -> n", "CAST(ceil($1) AS $type)"],
    ["ceiling(n) -> n", "CAST(ceil($1) AS $type)"],
    ["cos(double) -> double"],
    ["cot(double) -> double"],
    ["degrees(double) -> double"],
    ["dexp(double) -> double", "exp($1)"],
    ["dlog1(double) -> double", natural()],
    ["dlog10(double) -> double", common()],
    ["exp(double) -> double"],
    ["floor(n) -> n", "CAST(floor($1) AS $type)"],
    ["ln(double) -> double", natural()],
    ["log(double) -> double", common()],
    ["mod(bigint, bigint) -> bigint", `($1 % ${divisor("$2", bigint)})`],
    [
      "mod(decimal, decimal) -> decimal",
      "($1 % nullif($2, 0))",
      ([a, b]) => ({
        name: "decimal",
        precision: 38,
        scale: Math.max(a?.scale ?? 0, b?.scale ?? 0),
      }),
    ],
    ["pi() -> double"],
    ["pow(double, double) -> double", "power($1, $2)"],
    ["power(double, double) -> double"],
    ["radians(double) -> double"],
    ["random() -> double"],
    ["round(n) -> n", "CAST(round($1, 0) AS $type)"],
    ["round(n, integer) -> n", "CAST(round($1, $2) AS $type)"],
    ["sign(n) -> n", "CAST(sign($1) AS $type)"],
    ["sin(double) -> double"],
    [
      "sqrt(double) -> double",
      `CASE WHEN $1 < 0 THEN ${fails("cannot take square root of a negative number")} ELSE sqrt($1) END`,
    ],
    ["tan(double) -> double"],
    ["trunc(n) -> n", "CAST(trunc($1) AS $type)"],
    ["trunc(n, integer) -> n", "CAST(trunc($1 * power(10, $2)) / power(10, $2) AS $type)"],
    ["bit_count(bigint) -> integer", "CAST(bit_count($1) AS INTEGER)"],
  ],
);

function natural(): string {
  return `CASE WHEN $1 <= 0 THEN ${fails("cannot take logarithm of a negative number")} ELSE ln($1) END`;
}

function common(): string {
  return `CASE WHEN $1 <= 0 THEN ${fails("cannot take logarithm of a negative number")} ELSE log10($1) END`;
}
