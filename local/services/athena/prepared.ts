import type { PreparedStatement } from "@aws-sdk/client-athena";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { badToken, invalidRequest } from "./workgroups";
import type { WorkGroups } from "./workgroups";

type Stored = PreparedStatement & {
  readonly StatementName: string;
  readonly QueryStatement: string;
};

/** Source: https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html */
const mostStatements = 1000;

/** Prepared statements of workgroups, by name in lower case. */
export class PreparedStatements {
  readonly #byGroup = new Map<string, Map<string, Stored>>();

  constructor(
    private readonly groups: WorkGroups,
    private readonly clock: () => number,
  ) {}

  of(workGroup: string): Map<string, Stored> {
    this.groups.find(workGroup);
    const found = this.#byGroup.get(workGroup) ?? new Map<string, Stored>();
    this.#byGroup.set(workGroup, found);
    return found;
  }

  /** Throws InvalidRequestException. */
  create(WorkGroupName: string, StatementName: string, more: Omit<Stored, "StatementName">): void {
    const statements = this.of(WorkGroupName);
    if (statements.has(StatementName)) {
      const told = `PreparedStatement ${StatementName} already exists in workGroup ${WorkGroupName}`;
      throw invalidRequest(told);
    }
    if (statements.size >= mostStatements) {
      throw invalidRequest(`A workgroup can have at most ${mostStatements} prepared statements.`);
    }
    this.#put(statements, { StatementName, WorkGroupName, ...more });
  }

  update(workGroup: string, name: string, more: Omit<Stored, "StatementName">): void {
    this.#put(this.of(workGroup), { ...this.find(workGroup, name), ...more });
  }

  /** Throws ResourceNotFoundException. */
  find(workGroup: string, name: string): Stored {
    const found = this.of(workGroup).get(name);
    if (found) return found;
    const told = `PreparedStatement ${name} was not found in workGroup ${workGroup}`;
    throw new AwsError("ResourceNotFoundException", told, 400, { ResourceName: name });
  }

  delete(workGroup: string, name: string): void {
    this.find(workGroup, name);
    this.of(workGroup).delete(name);
  }

  removeOf(workGroup: string): void {
    this.#byGroup.delete(workGroup);
  }

  #put(statements: Map<string, Stored>, statement: Stored): void {
    const LastModifiedTime = new Date(this.clock());
    statements.set(statement.StatementName, { ...statement, LastModifiedTime });
  }
}

export function preparedOperations(prepared: PreparedStatements): Operations<"athena"> {
  return {
    CreatePreparedStatement: {
      run({ WorkGroup, StatementName, ...more }) {
        prepared.create(WorkGroup, StatementName, more);
        return {};
      },
    },
    UpdatePreparedStatement: {
      run({ WorkGroup, StatementName, ...more }) {
        prepared.update(WorkGroup, StatementName, more);
        return {};
      },
    },
    GetPreparedStatement: {
      run: ({ WorkGroup, StatementName }) => ({
        PreparedStatement: prepared.find(WorkGroup, StatementName),
      }),
    },
    BatchGetPreparedStatement: {
      run({ WorkGroup, PreparedStatementNames: names }) {
        const statements = prepared.of(WorkGroup);
        return {
          PreparedStatements: names.flatMap((name) => statements.get(name) ?? []),
          UnprocessedPreparedStatementNames: names
            .filter((name) => !statements.has(name))
            .map((StatementName) => ({
              StatementName,
              ErrorCode: "STATEMENT_NOT_FOUND",
              ErrorMessage: `PreparedStatement ${StatementName} was not found in workGroup ${WorkGroup}`,
            })),
        };
      },
    },
    ListPreparedStatements: {
      run({ WorkGroup, NextToken, MaxResults = 50 }) {
        const all = [...prepared.of(WorkGroup).values()].map(
          ({ StatementName, LastModifiedTime }) => ({ StatementName, LastModifiedTime }),
        );
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { PreparedStatements: page, NextToken: next };
      },
    },
    DeletePreparedStatement: {
      run({ WorkGroup, StatementName }) {
        prepared.delete(WorkGroup, StatementName);
        return {};
      },
    },
  };
}
