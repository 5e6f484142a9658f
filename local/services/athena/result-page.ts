import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { pageOf } from "../pages";
import type { Execution } from "./executions";
import { badToken, invalidRequest } from "./workgroups";

type Wanted = InputOf<"athena", "GetQueryResults">;

const largestPage = 1000;

/** A page of GetQueryResults; the first one of a SELECT begins with the column names. */
export function resultPage(
  { result, state, info, updated, id }: Execution,
  { NextToken, MaxResults = largestPage }: Omit<Wanted, "QueryExecutionId">,
): OutputOf<"athena", "GetQueryResults"> {
  if (state === "FAILED" || state === "CANCELLED") {
    throw invalidRequest(`Query did not finish successfully. Final query state: ${state}`);
  }
  if (!result) throw invalidRequest(`Query ${id} has not yet finished. Current state: ${state}`);
  if (MaxResults > largestPage) {
    throw invalidRequest(`MaxResults is more than maximum allowed length ${largestPage}.`);
  }
  const header = info.output !== "csv" ? [] : [result.columns.map(({ Name }) => Name)];
  const all = [...header, ...result.rows];
  const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
  return {
    UpdateCount: updated ?? 0,
    ResultSet: {
      Rows: page.map((row) => ({
        Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
      })),
      ResultSetMetadata: { ColumnInfo: [...result.columns] },
    },
    NextToken: next,
  };
}
