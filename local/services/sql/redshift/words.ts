import type { Words } from "../core/dialect";
import { typeWords } from "./types";

/** What Redshift says. Its errors of SQL have no code of their own in the Data API. */
export const redshiftWords: Words = {
  unknownColumn: (name) => ["42703", `column "${name}" does not exist`],
  unknownTable: (database, table) => [
    "42P01",
    `relation "${database === "public" ? table : `${database}.${table}`}" does not exist`,
  ],
  ambiguous: (name) => ["42702", `column reference "${name}" is ambiguous`],
  notAggregate: (expression) => [
    "42803",
    `column "${expression}" must appear in the GROUP BY clause or be used in an aggregate function`,
  ],
  noAggregates: (clause) => ["42803", `aggregates not allowed in ${clause}`],
  unknownFunction: (name, nearest) => [
    "42883",
    `function ${name}() does not exist, or is not supported by the local Redshift${
      nearest === undefined ? "" : `, which has ${nearest}()`
    }`,
  ],
  badArguments: (name, given, signatures) => [
    "42883",
    `function ${name}(${given.map(typeWords).join(", ")}) does not exist. The local Redshift has ${signatures
      .map((signature) => signature.replace(/ -> .*$/, ""))
      .join(", ")}`,
  ],
  mismatch: (what) => ["42804", what],
  badOrdinal: (clause, ordinal) => ["42P10", `${clause} position ${ordinal} is not in select list`],
};
