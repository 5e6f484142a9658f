import type { FunctionLine } from "../../core/functions";
import { decimal } from "../../core/types";
import type { Type } from "../../core/types";
import { family } from "./family";
import type { Line } from "./family";

const sumType = ([value]: readonly Type[]): Type => decimal(38, value?.scale ?? 0);
const ofDoubles = (name: string, sql = `{${name}($*)}`): Line => [`${name}(double) -> double`, sql];
const ofPairs = (name: string): Line => [`${name}(double, double) -> double`, `{${name}($*)}`];
const counted = "nullif({count($1)}, 0)";

/** https://trino.io/docs/current/functions/aggregate.html */
export const aggregates: readonly FunctionLine[] = family(
  { kind: "aggregate", nulls: "values", source: "https://trino.io/docs/current/functions/aggregate.html" },
  [
    ["count() -> bigint", "{count(*)}"],
    ["count(t) -> bigint"],
    ["count_if(boolean) -> bigint", "CAST(coalesce({count_if($1)}, 0) AS BIGINT)"],
    ["sum(bigint) -> bigint", "CAST({sum($1)} AS BIGINT)"],
    ["sum(decimal) -> decimal", "CAST({sum($1)} AS $type)", sumType],
    ["sum(real) -> real", "CAST({sum($1)} AS FLOAT)"],
    ["sum(double) -> double"],
    ["sum(interval day to second) -> interval day to second"],
    ["min(t) -> t"],
    ["max(t) -> t"],
    ["min(t, bigint) -> array(t)", "{min($1, $2)}"],
    ["max(t, bigint) -> array(t)", "{max($1, $2)}"],
    ["min_by(t, u) -> t", "{arg_min_null($1, $2)}"],
    ["max_by(t, u) -> t", "{arg_max_null($1, $2)}"],
    ["min_by(t, u, bigint) -> array(t)", "{arg_min($1, $2, $3)}"],
    ["max_by(t, u, bigint) -> array(t)", "{arg_max($1, $2, $3)}"],
    ["avg(decimal) -> decimal", `CAST(decimal_quotient(CAST({sum($1)} AS DECIMAL(38,$scale)), CAST(${counted} AS DECIMAL(38,0)), 0, $scale) AS $type)`, ([value]) => value ?? decimal(38, 0)],
    ["avg(real) -> real", "CAST({avg($1)} AS FLOAT)"],
    ["avg(bigint) -> double"],
    ["avg(double) -> double"],
    ["avg(interval day to second) -> interval day to second", `to_milliseconds(CAST({sum(epoch($1) * 1000)} / ${counted} AS BIGINT))`],
    ["arbitrary(t) -> t", "{any_value($1)}"],
    ["any_value(t) -> t", "{any_value($1)}"],
    ["array_agg(t) -> array(t)"],
    ["set_agg(t) -> array(t)", "array_unique({array_agg($1)})"],
    ["bool_and(boolean) -> boolean"],
    ["bool_or(boolean) -> boolean"],
    ["every(boolean) -> boolean", "{bool_and($1)}"],
    ["approx_distinct(t) -> bigint", "{count(DISTINCT $1)}"],
    ["approx_distinct(t, double) -> bigint", "{count(DISTINCT $1)}"],
    ["approx_percentile(bigint, double) -> bigint", "{quantile_disc($1, $2)}"],
    ["approx_percentile(real, double) -> real", "{quantile_disc($1, $2)}"],
    ["approx_percentile(double, double) -> double", "{quantile_disc($1, $2)}"],
    ["approx_percentile(bigint, array(double)) -> array(bigint)", "{quantile_disc($1, $2)}"],
    ["approx_percentile(double, array(double)) -> array(double)", "{quantile_disc($1, $2)}"],
    ["bitwise_and_agg(bigint) -> bigint", "{bit_and($1)}"],
    ["bitwise_or_agg(bigint) -> bigint", "{bit_or($1)}"],
    ["bitwise_xor_agg(bigint) -> bigint", "{bit_xor($1)}"],
    ["listagg(varchar) -> varchar", "{string_agg($1, '')}"],
    ["listagg(varchar, varchar) -> varchar", "{string_agg($1, $2)}"],
    ["histogram(t) -> map(t, bigint)", "map_of_counts({histogram($1)})"],
    ["map_agg(k, v) -> map(k, v)", "map_of_pairs({array_agg(struct_pack(key := $1, value := $2))})"],
    ["multimap_agg(k, v) -> map(k, array(v))", "map_of_lists({array_agg(struct_pack(key := $1, value := $2))})"],
    ["map_union(map(k, v)) -> map(k, v)", "map_of_pairs(flatten({array_agg(map_entries($1))}))"],
    ["geometric_mean(double) -> double", "exp({avg(ln($1))})"],
    ofDoubles("stddev", "{stddev_samp($1)}"),
    ofDoubles("stddev_pop"),
    ofDoubles("stddev_samp"),
    ofDoubles("variance", "{var_samp($1)}"),
    ofDoubles("var_pop"),
    ofDoubles("var_samp"),
    ofDoubles("kurtosis"),
    ofDoubles("skewness"),
    ofDoubles("entropy"),
    ofPairs("corr"),
    ofPairs("covar_pop"),
    ofPairs("covar_samp"),
    ofPairs("regr_slope"),
    ofPairs("regr_intercept"),
  ],
); // prettier-ignore
