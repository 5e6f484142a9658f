import type { Words } from "../core/dialect";
import { typeText } from "../core/types";

/** What Athena says, with Trino's codes. */
export const trinoWords: Words = {
  unknownColumn: (name) => [
    "COLUMN_NOT_FOUND",
    `Column '${name}' cannot be resolved or requester is not authorized to access requested resources`,
  ],
  unknownTable: (database, table) => [
    "TABLE_NOT_FOUND",
    `Table 'awsdatacatalog.${database}.${table}' does not exist`,
  ],
  ambiguous: (name) => ["AMBIGUOUS_NAME", `Column '${name}' is ambiguous`],
  notAggregate: (expression) => [
    "EXPRESSION_NOT_AGGREGATE",
    `'${expression}' must be an aggregate expression or appear in GROUP BY clause`,
  ],
  noAggregates: (clause, expression) => [
    "EXPRESSION_NOT_SCALAR",
    `${clause} cannot contain aggregations, window functions or grouping operations: [${expression}]`,
  ],
  unknownFunction: (name, nearest) => [
    "FUNCTION_NOT_FOUND",
    `Function '${name}' not registered${nearest === undefined ? "" : `. The local Athena has '${nearest}'`}`,
  ],
  badArguments: (name, given, signatures) => [
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters (${given.map(typeText).join(", ")}) for function ${name}. Expected: ${signatures
      .map((signature) => signature.replace(/ -> .*$/, ""))
      .join(", ")}`,
  ],
  mismatch: (what) => ["TYPE_MISMATCH", what],
  badOrdinal: (clause, ordinal) => [
    "INVALID_COLUMN_REFERENCE",
    `${clause} position ${ordinal} is not in select list`,
  ],
};
