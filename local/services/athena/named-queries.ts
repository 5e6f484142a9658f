import { randomUUID } from "node:crypto";
import type { Operation } from "../../gateway/service";
import { invalidRequest } from "./workgroups";
import type { WorkGroups } from "./workgroups";

export interface NamedQuery {
  readonly NamedQueryId: string;
  readonly Name: string;
  readonly Description?: string;
  readonly Database: string;
  readonly QueryString: string;
  readonly WorkGroup: string;
}

interface CreateInput extends Partial<NamedQuery> {
  readonly ClientRequestToken?: string;
}

/** Create, get, list and delete for saved queries, kept in `queries` by id. */
export function namedQueryOperations(
  queries: Map<string, NamedQuery>,
  groups: WorkGroups,
): Record<string, Operation["run"]> {
  const tokens = new Map<string, string>();
  const find = (id: string): NamedQuery => {
    const found = queries.get(id);
    if (found) return found;
    throw invalidRequest(`NamedQuery ${id} does not exist.`);
  };
  return {
    CreateNamedQuery(input: CreateInput) {
      const { Name, Description, Database, QueryString, WorkGroup = "primary" } = input;
      const { ClientRequestToken: token } = input;
      const earlier = token === undefined ? undefined : tokens.get(token);
      if (earlier !== undefined && queries.has(earlier)) return { NamedQueryId: earlier };
      if (!Name || !Database || !QueryString) {
        throw invalidRequest("Name, Database and QueryString are required.");
      }
      groups.find(WorkGroup);
      const NamedQueryId = randomUUID();
      const described = Description === undefined ? {} : { Description };
      const query = { NamedQueryId, Name, ...described, Database, QueryString, WorkGroup };
      queries.set(NamedQueryId, query);
      if (token !== undefined) tokens.set(token, NamedQueryId);
      return { NamedQueryId };
    },
    GetNamedQuery: ({ NamedQueryId }: { NamedQueryId: string }) => ({
      NamedQuery: find(NamedQueryId),
    }),
    BatchGetNamedQuery: ({ NamedQueryIds }: { NamedQueryIds: readonly string[] }) => ({
      NamedQueries: NamedQueryIds.flatMap((id) => queries.get(id) ?? []),
      UnprocessedNamedQueryIds: NamedQueryIds.filter((id) => !queries.has(id)).map((id) => ({
        NamedQueryId: id,
        ErrorCode: "INTERNAL_FAILURE",
        ErrorMessage: `NamedQuery ${id} does not exist.`,
      })),
    }),
    ListNamedQueries({ WorkGroup = "primary" }: { WorkGroup?: string }) {
      groups.find(WorkGroup);
      const found = [...queries.values()].filter((query) => query.WorkGroup === WorkGroup);
      return { NamedQueryIds: found.map(({ NamedQueryId }) => NamedQueryId) };
    },
    DeleteNamedQuery({ NamedQueryId }: { NamedQueryId: string }) {
      find(NamedQueryId);
      queries.delete(NamedQueryId);
      return {};
    },
  };
}
