import { randomUUID } from "node:crypto";
import type { NamedQuery } from "@aws-sdk/client-athena";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { badToken, invalidRequest } from "./workgroups";
import type { WorkGroups } from "./workgroups";

/** Create, get, list and delete for saved queries, kept in `queries` by id. */
export function namedQueryOperations(
  queries: Map<string, NamedQuery>,
  groups: WorkGroups,
): Operations<"athena"> {
  const tokens = new Map<string, string>();
  const find = (id: string): NamedQuery => {
    const found = queries.get(id);
    if (found) return found;
    throw invalidRequest(`NamedQuery ${id} does not exist.`);
  };
  return {
    CreateNamedQuery: {
      run({ ClientRequestToken: token, WorkGroup = "primary", ...query }) {
        const earlier = token === undefined ? undefined : tokens.get(token);
        if (earlier !== undefined && queries.has(earlier)) return { NamedQueryId: earlier };
        groups.find(WorkGroup);
        const NamedQueryId = randomUUID();
        queries.set(NamedQueryId, { ...query, NamedQueryId, WorkGroup });
        if (token !== undefined) tokens.set(token, NamedQueryId);
        return { NamedQueryId };
      },
    },
    GetNamedQuery: { run: ({ NamedQueryId }) => ({ NamedQuery: find(NamedQueryId) }) },
    BatchGetNamedQuery: {
      run: ({ NamedQueryIds }) => ({
        NamedQueries: NamedQueryIds.flatMap((id) => queries.get(id) ?? []),
        UnprocessedNamedQueryIds: NamedQueryIds.filter((id) => !queries.has(id)).map((id) => ({
          NamedQueryId: id,
          ErrorCode: "INTERNAL_FAILURE",
          ErrorMessage: `NamedQuery ${id} does not exist.`,
        })),
      }),
    },
    ListNamedQueries: {
      run({ WorkGroup = "primary", NextToken, MaxResults = 50 }) {
        groups.find(WorkGroup);
        const ids = [...queries].flatMap(([id, query]) =>
          query.WorkGroup === WorkGroup ? id : [],
        );
        const { page, next } = pageOf(ids, NextToken, MaxResults, badToken);
        return { NamedQueryIds: page, NextToken: next };
      },
    },
    DeleteNamedQuery: {
      run({ NamedQueryId = "" }) {
        find(NamedQueryId);
        queries.delete(NamedQueryId);
        return {};
      },
    },
  };
}
