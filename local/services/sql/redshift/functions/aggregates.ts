import type { FunctionLine } from "../../core/functions";
import type { Type } from "../../core/types";
import { family } from "./family";

const widest = ([value]: readonly Type[]): Type => ({
  name: "decimal",
  precision: 38,
  scale: value?.scale ?? 0,
});
const spread = ["stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop"];

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const aggregates: readonly FunctionLine[] = [
  ...family({ kind: "aggregate", nulls: "values", page: "c_Aggregate_Functions.html" }, [
    ["any_value(t) -> t", "{any_value($1)}"],
    ["avg(bigint) -> bigint", "CAST(trunc({avg($1)}) AS BIGINT)"],
    [
      "avg(decimal) -> decimal",
      "CAST(decimal_quotient(CAST({sum($1)} AS DECIMAL(38,$scale)), CAST(nullif({count($1)}, 0) AS DECIMAL(38,0)), 0, $scale) AS $type)",
      widest,
    ],
    ["avg(double) -> double", "{avg($1)}"],
    ["count() -> bigint", "{count(*)}"],
    ["count(t) -> bigint", "{count($1)}"],
    [
      "listagg(varchar, varchar?) -> varchar",
      ([, by]) => (by ? "{string_agg($1, $2)}" : "{string_agg($1, '')}"),
    ],
    ["max(t) -> t", "{max($1)}"],
    ["median(double) -> double", "{median($1)}"],
    ["median(date) -> date", "CAST({median($1)} AS DATE)"],
    ["median(timestamp) -> timestamp", "{median($1)}"],
    ["min(t) -> t", "{min($1)}"],
    // `PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)`, whose parts come as x and p.
    ["percentile_cont(double, double) -> double", "{quantile_cont($1, $2)}"],
    ["percentile_disc(t, double) -> t", "{quantile_disc($1, $2)}"],
    ["sum(integer) -> bigint", "CAST({sum($1)} AS BIGINT)"],
    ["sum(bigint) -> decimal(38,0)", "CAST({sum($1)} AS $type)"],
    ["sum(decimal) -> decimal", "CAST({sum($1)} AS $type)", widest],
    ["sum(double) -> double", "{sum($1)}"],
    ...spread.map((name) => [`${name}(double) -> double`, `{${name}($1)}`] as const),
  ]),
  ...family({ kind: "aggregate", nulls: "values", page: "c_bitwise_aggregate_functions.html" }, [
    ["bit_and(i) -> i", "{bit_and($1)}"],
    ["bit_or(i) -> i", "{bit_or($1)}"],
    ["bool_and(boolean) -> boolean", "{bool_and($1)}"],
    ["bool_or(boolean) -> boolean", "{bool_or($1)}"],
  ]),
  ...family({ kind: "window", nulls: "values", page: "c_Window_functions.html" }, [
    ["cume_dist() -> double"],
    ["dense_rank() -> bigint", "{dense_rank()}"],
    ["first_value(t) -> t", "{first_value($1)}"],
    ["lag(t, integer?, t?) -> t", "{lag($*)}"],
    ["last_value(t) -> t", "{last_value($1)}"],
    ["lead(t, integer?, t?) -> t", "{lead($*)}"],
    ["nth_value(t, integer) -> t", "{nth_value($1, $2)}"],
    ["ntile(integer) -> bigint", "{ntile($1)}"],
    ["percent_rank() -> double", "{percent_rank()}"],
    ["rank() -> bigint", "{rank()}"],
    ["ratio_to_report(double) -> double", "($1 / nullif({sum($1)}, 0))"],
    ["row_number() -> bigint", "{row_number()}"],
  ]),
];
