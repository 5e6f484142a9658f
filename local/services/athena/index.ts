import type { CloudClient, Operation, Permission, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { describedExecution, Executions, resultPage } from "./executions";
import type { Execution } from "./executions";
import { namedQueryOperations } from "./named-queries";
import type { NamedQuery } from "./named-queries";
import { start } from "./start";
import type { Scope, StartInput } from "./start";
import { tagOperations } from "./tags";
import { describedWorkGroup, WorkGroups } from "./workgroups";
import type { CreateInput, UpdateInput } from "./workgroups";

export interface AthenaOptions {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
  /** Where the lake's objects are on disk. */
  readonly s3: { file(bucket: string, key: string): string | undefined };
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * Athena over DuckDB: queries the lake's files in place, as described by Glue, with the caller's
 * permissions on Glue and S3. Each query has an engine of its own that can open its files only.
 */
export function createAthena(options: AthenaOptions): Service & TagSource {
  const { clock = Date.now } = options;
  const groups = new WorkGroups(options, clock);
  const executions = new Executions();
  const queries = new Map<string, NamedQuery>();
  const file: Scope["file"] = (bucket, key) => options.s3.file(bucket, key);
  const scope: Scope = { cloud: options.cloud, file, clock, groups, executions };
  const byArn = (arn: string) => groups.find(arn.split("workgroup/")[1] ?? arn);
  const groupOf = (input: Target): string =>
    input.WorkGroup ??
    input.Name ??
    executions.all().find(({ id }) => id === input.QueryExecutionId)?.workGroup ??
    queries.get(input.NamedQueryId ?? "")?.WorkGroup ??
    "primary";
  const scoped = (operations: Record<string, Operation["run"]>) =>
    Object.entries(operations).map(([action, run]): [string, Operation] => {
      const permissions = (input: Target): readonly Permission[] => [
        [`athena:${action}`, groups.arn(groupOf(input))],
      ];
      return [action, action.startsWith("ListWork") ? { run } : { run, permissions }];
    });
  return {
    name: "athena",
    targetPrefix: "AmazonAthena",
    validationCode: "InvalidRequestException",
    operations: Object.fromEntries([
      ...scoped(executionOperations(scope)),
      ...scoped(namedQueryOperations(queries, groups)),
      ...scoped(workGroupOperations(scope, queries)),
      ...scoped(tagOperations(byArn)),
    ]),
    tagged: () =>
      groups.all().flatMap(({ Name, arn, tags }) => (Name === "primary" ? [] : [{ arn, tags }])),
    stop() {
      for (const execution of executions.all()) execution.stop();
      return Promise.resolve();
    },
  };
}

/** Members that tell which workgroup a request is about. */
interface Target {
  readonly WorkGroup?: string;
  readonly Name?: string;
  readonly QueryExecutionId?: string;
  readonly NamedQueryId?: string;
}

function executionOperations(scope: Scope): Record<string, Operation["run"]> {
  const { executions } = scope;
  return {
    StartQueryExecution: (input: StartInput, context) => start(input, context, scope),
    GetQueryExecution: ({ QueryExecutionId: id }: { QueryExecutionId: string }) => ({
      QueryExecution: describedExecution(executions.find(id)),
    }),
    BatchGetQueryExecution({ QueryExecutionIds: ids }: { QueryExecutionIds: readonly string[] }) {
      const known = new Map<string, Execution>(executions.all().map((each) => [each.id, each]));
      return {
        QueryExecutions: ids.flatMap((id) => known.get(id) ?? []).map(describedExecution),
        UnprocessedQueryExecutionIds: ids
          .filter((id) => !known.has(id))
          .map((id) => ({ QueryExecutionId: id, ErrorCode: "INVALID_QUERY_EXECUTION_ID" })),
      };
    },
    GetQueryResults(input: { QueryExecutionId: string; NextToken?: string; MaxResults?: number }) {
      return resultPage(executions.find(input.QueryExecutionId), input);
    },
    StopQueryExecution({ QueryExecutionId: id }: { QueryExecutionId: string }) {
      executions.find(id).stop();
      return {};
    },
    ListQueryExecutions({ WorkGroup = "primary", MaxResults = 50, NextToken = "0" }: ListInput) {
      const ids = executions
        .all()
        .filter((execution) => execution.workGroup === WorkGroup)
        .map(({ id }) => id);
      const from = Number(NextToken);
      const until = from + MaxResults;
      const more = until < ids.length ? { NextToken: String(until) } : {};
      return { QueryExecutionIds: ids.slice(from, until), ...more };
    },
  };
}

interface ListInput {
  readonly WorkGroup?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

function workGroupOperations(
  { groups, executions }: Scope,
  queries: Map<string, NamedQuery>,
): Record<string, Operation["run"]> {
  return {
    CreateWorkGroup(input: CreateInput) {
      groups.create(input);
      return {};
    },
    GetWorkGroup: ({ WorkGroup: name }: { WorkGroup: string }) => ({
      WorkGroup: describedWorkGroup(groups.find(name)),
    }),
    ListWorkGroups: () => ({
      WorkGroups: groups.all().map(({ Name, State, Description, CreationTime, Configuration }) => ({
        Name,
        State,
        Description,
        CreationTime,
        EngineVersion: Configuration["EngineVersion"],
      })),
    }),
    UpdateWorkGroup(input: UpdateInput) {
      groups.update(input);
      return {};
    },
    DeleteWorkGroup(input: { WorkGroup: string; RecursiveDeleteOption?: boolean }) {
      const { WorkGroup: name, RecursiveDeleteOption: recursive = false } = input;
      const saved = [...queries.values()].filter((query) => query.WorkGroup === name);
      const used = saved.length > 0 || executions.all().some((each) => each.workGroup === name);
      groups.delete(name, recursive || !used);
      executions.removeOf(name);
      for (const { NamedQueryId } of saved) queries.delete(NamedQueryId);
      return {};
    },
  };
}
