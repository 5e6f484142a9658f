import type { FunctionLine } from "../../core/functions";
import { aggregates } from "./aggregates";
import { documentFunctions } from "./documents";
import { momentFunctions } from "./moments";
import { numberFunctions } from "./numbers";
import { textFunctions } from "./text";

/** Redshift's functions. https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html */
export const redshiftFunctions: readonly FunctionLine[] = [
  ...aggregates,
  ...documentFunctions,
  ...momentFunctions,
  ...numberFunctions,
  ...textFunctions,
];
