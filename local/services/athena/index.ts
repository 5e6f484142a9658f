import type { NamedQuery } from "@aws-sdk/client-athena";
import { makeStateFolder, removeStateFolder } from "../../state-folder";
import { permittedOn } from "../on-resource";
import type { CloudClient, Operations, Service } from "../../gateway/service";
import { pageOf } from "../pages";
import { taggedOf, tagOperations } from "../tags";
import type { TagSource } from "../tagging";
import { describedExecution, runtimeStatistics } from "./described-execution";
import { Executions } from "./executions";
import type { Execution } from "./executions";
import { namedQueryOperations } from "./named-queries";
import { metadataOperations } from "./metadata";
import { PreparedStatements, preparedOperations } from "./prepared";
import { resultPage } from "./result-page";
import { rules } from "./rules";
import { start } from "./start";
import type { Scope } from "./start";
import { badToken, engine, WorkGroups } from "./workgroups";

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
  const prepared = new PreparedStatements(groups, clock);
  let made: Promise<string> | undefined;
  const folder = () => (made ??= makeStateFolder("athena"));
  const { cloud } = options;
  const scope: Scope = { cloud, file, folder, clock, groups, executions, prepared };
  const groupOf = (input: Target): string =>
    input.WorkGroup ??
    executions.all().find(({ id }) => id === input.QueryExecutionId)?.asked.workGroup ??
    queries.get(input.NamedQueryId ?? "")?.WorkGroup ??
    "primary";
  const operations = {
    ...executionOperations(scope),
    ...namedQueryOperations(queries, groups),
    ...preparedOperations(prepared),
    ...metadataOperations(options),
    ...workGroupOperations(scope, queries),
    ...tagOperations("athena", {
      resource: "ResourceARN",
      find: (arn) => groups.find(arn.split("workgroup/")[1] ?? arn).tags,
    }),
  };
  return {
    name: "athena",
    targetPrefix: "AmazonAthena",
    validationCode: "InvalidRequestException",
    rules,
    operations: permittedOn("athena", operations, (input: Target) => [groups.arn(groupOf(input))]),
    tagged: () => taggedOf(groups.all().filter(({ shape }) => shape.Name !== "primary")),
    async stop() {
      for (const execution of executions.all()) execution.stop();
      if (made !== undefined) await removeStateFolder(await made);
    },
  };
}

/** Members that tell which workgroup a request is about. */
interface Target {
  readonly WorkGroup?: string;
  readonly QueryExecutionId?: string;
  readonly NamedQueryId?: string;
}

function executionOperations(scope: Scope): Operations<"athena"> {
  const { executions } = scope;
  return {
    StartQueryExecution: { run: (input, context) => start(input, context, scope) },
    GetQueryExecution: {
      run: ({ QueryExecutionId: id }) => ({
        QueryExecution: describedExecution(executions.find(id)),
      }),
    },
    BatchGetQueryExecution: {
      run({ QueryExecutionIds: ids }) {
        const known = new Map<string, Execution>(executions.all().map((each) => [each.id, each]));
        return {
          QueryExecutions: ids.flatMap((id) => known.get(id) ?? []).map(describedExecution),
          UnprocessedQueryExecutionIds: ids
            .filter((id) => !known.has(id))
            .map((id) => ({ QueryExecutionId: id, ErrorCode: "INVALID_QUERY_EXECUTION_ID" })),
        };
      },
    },
    GetQueryResults: {
      run: ({ QueryExecutionId: id, ...wanted }) => resultPage(executions.find(id), wanted),
    },
    GetQueryRuntimeStatistics: {
      run: ({ QueryExecutionId: id }) => ({
        QueryRuntimeStatistics: runtimeStatistics(executions.find(id)),
      }),
    },
    StopQueryExecution: {
      run({ QueryExecutionId: id = "" }) {
        executions.find(id).stop();
        return {};
      },
    },
    ListQueryExecutions: {
      run({ WorkGroup = "primary", MaxResults = 50, NextToken }) {
        const ids = executions
          .all()
          .flatMap(({ id, asked }) => (asked.workGroup === WorkGroup ? id : []));
        const { page, next } = pageOf(ids, NextToken, MaxResults, badToken);
        return { QueryExecutionIds: page, NextToken: next };
      },
    },
  };
}

function workGroupOperations(
  { groups, executions, prepared }: Scope,
  queries: Map<string, NamedQuery>,
): Operations<"athena"> {
  return {
    CreateWorkGroup: {
      permissions: ({ Name }) => [["athena:CreateWorkGroup", groups.arn(Name)]],
      run(input) {
        groups.create(input);
        return {};
      },
    },
    GetWorkGroup: { run: ({ WorkGroup: name }) => ({ WorkGroup: groups.find(name).shape }) },
    ListWorkGroups: {
      permissions: () => [["athena:ListWorkGroups", "*"]],
      run: () => ({
        WorkGroups: groups.all().map(({ shape: { Configuration, ...shape } }) => ({
          ...shape,
          EngineVersion: Configuration.EngineVersion,
        })),
      }),
    },
    ListEngineVersions: {
      permissions: () => [["athena:ListEngineVersions", "*"]],
      run: () => ({
        EngineVersions: [
          engine,
          { ...engine, SelectedEngineVersion: engine.EffectiveEngineVersion },
        ],
      }),
    },
    UpdateWorkGroup: {
      run(input) {
        groups.update(input);
        return {};
      },
    },
    DeleteWorkGroup: {
      run({ WorkGroup: name, RecursiveDeleteOption: recursive = false }) {
        const saved = [...queries].filter(([, query]) => query.WorkGroup === name);
        const used =
          saved.length > 0 || executions.all().some((each) => each.asked.workGroup === name);
        groups.delete(name, recursive || !used);
        executions.removeOf(name);
        prepared.removeOf(name);
        for (const [id] of saved) queries.delete(id);
        return {};
      },
    },
  };
}
