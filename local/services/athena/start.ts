import type { InputOf, OutputOf } from "../../gateway/model/apis";
import type { CloudClient, RequestContext } from "../../gateway/service";
import { Execution } from "./executions";
import type { Executions } from "./executions";
import { runQuery, ScanLimitExceeded } from "./query";
import { csv } from "./results";
import { invalidRequest } from "./workgroups";
import type { Group, WorkGroups } from "./workgroups";

type Input = InputOf<"athena", "StartQueryExecution">;

/** What a query runs with. */
export interface Scope {
  readonly cloud: () => CloudClient;
  /** Where an object is on disk. */
  readonly file: (bucket: string, key: string) => string | undefined;
  readonly clock: () => number;
  readonly groups: WorkGroups;
  readonly executions: Executions;
}

/** StartQueryExecution: checks the request, then runs the query in the background. */
export function start(
  input: Input,
  context: RequestContext,
  scope: Scope,
): OutputOf<"athena", "StartQueryExecution"> {
  const { groups, executions, clock } = scope;
  const { QueryString: query, ClientRequestToken: token, WorkGroup: name = "primary" } = input;
  const database = (input.QueryExecutionContext?.Database ?? "default").toLowerCase();
  const earlier = executions.byToken(token);
  if (earlier) {
    if (earlier.query === query) return { QueryExecutionId: earlier.id };
    throw invalidRequest("Idempotent parameters do not match");
  }
  const group = groups.find(name);
  if (group.shape.State === "DISABLED") throw invalidRequest(`WorkGroup ${name} is disabled.`);
  const folder = outputFolder(input, group);
  const execution = new Execution(query, database, name, folder, clock);
  executions.add(execution, token);
  void run(execution, group, context, scope);
  return { QueryExecutionId: execution.id };
}

function outputFolder(input: Input, { shape: { Configuration } }: Group): string {
  const ofGroup = Configuration.ResultConfiguration?.OutputLocation;
  const given = input.ResultConfiguration?.OutputLocation;
  const enforced = Configuration.EnforceWorkGroupConfiguration === true && ofGroup !== undefined;
  const location = enforced ? ofGroup : (given ?? ofGroup);
  if (location === undefined) {
    throw invalidRequest(
      "No output location provided. An output location is required either through the Workgroup " +
        "result configuration setting or as an API input.",
    );
  }
  if (!/^s3:\/\/[^/]+/.test(location)) throw invalidRequest(`${location} is no address in S3.`);
  return location.replace(/\/*$/, "/");
}

/** Runs to the end; the outcome is the execution's state. */
async function run(
  execution: Execution,
  group: Group,
  { principal: as }: RequestContext,
  scope: Scope,
): Promise<void> {
  execution.state = "RUNNING";
  const cloud = scope.cloud();
  try {
    const { result, scannedBytes, ddl } = await runQuery({
      sql: execution.query,
      database: execution.database,
      cutoff: group.shape.Configuration.BytesScannedCutoffPerQuery,
      cloud,
      as,
      file: scope.file,
      now: new Date(scope.clock()),
      onSession(session) {
        execution.session = session;
        // It may have been stopped before there was anything to interrupt.
        if (!execution.isActive()) session.interrupt();
      },
    });
    execution.scannedBytes = scannedBytes;
    execution.ddl = ddl;
    if (!execution.isActive()) return;
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(execution.outputLocation) ?? [];
    const Body = ddl ? result.rows.map((row) => `${row.join("\t")}\n`).join("") : csv(result);
    await cloud.call("s3", "PutObject", { Bucket, Key, Body }, as);
    execution.result = result;
    execution.end("SUCCEEDED");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    execution.end(error instanceof ScanLimitExceeded ? "CANCELLED" : "FAILED", message);
  }
}
