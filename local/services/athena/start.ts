import path from "node:path";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import type { CloudClient, RequestContext } from "../../gateway/service";
import { Execution } from "./executions";
import type { Executions } from "./executions";
import { storeOutput } from "./output";
import type { PreparedStatements } from "./prepared";
import { resolve } from "./resolve";
import type { Resolved } from "./resolve";
import { ScanLimitExceeded } from "./select";
import { invalidRequest } from "./workgroups";
import type { Group, WorkGroups } from "./workgroups";

type Input = InputOf<"athena", "StartQueryExecution">;

/** What a query runs with. */
export interface Scope {
  readonly cloud: () => CloudClient;
  /** Where an object is on disk. */
  readonly file: (bucket: string, key: string) => string | undefined;
  /** A folder for what is to go to S3. */
  readonly folder: () => Promise<string>;
  readonly clock: () => number;
  readonly groups: WorkGroups;
  readonly executions: Executions;
  readonly prepared: PreparedStatements;
}

/** StartQueryExecution: checks the request, then runs the query in the background. */
export function start(
  input: Input,
  context: RequestContext,
  scope: Scope,
): OutputOf<"athena", "StartQueryExecution"> {
  const { groups, executions, clock, prepared } = scope;
  const { QueryString: query, ClientRequestToken: token, WorkGroup: name = "primary" } = input;
  const { ExecutionParameters: parameters = [], QueryExecutionContext: within = {} } = input;
  const earlier = executions.byToken(token);
  if (earlier) {
    if (earlier.asked.query === query) return { QueryExecutionId: earlier.id };
    throw invalidRequest("Idempotent parameters do not match");
  }
  const group = groups.find(name);
  if (group.shape.State === "DISABLED") throw invalidRequest(`WorkGroup ${name} is disabled.`);
  const resolved = resolve({ text: query, parameters, workGroup: name, prepared });
  if (resolved.externalLocation === true && enforces(group)) {
    throw invalidRequest(
      "The Create Table As Select query failed because it was submitted with an " +
        "'external_location' property to an Athena Workgroup that enforces a centralized output " +
        "location for all queries. Please remove the 'external_location' property and resubmit " +
        "the query.",
    );
  }
  const asked = {
    query,
    kind: resolved.kind,
    parameters,
    database: unquoted(within.Database ?? "default"),
    catalog: within.Catalog,
    workGroup: name,
    outputFolder: outputFolder(input, group),
    results: input.ResultConfiguration,
    reuse: input.ResultReuseConfiguration,
  };
  const execution = new Execution(asked, clock);
  executions.add(execution, token);
  void run(execution, resolved, group, context, scope);
  return { QueryExecutionId: execution.id };
}

/** Some clients name the database as Hive quotes it. */
const unquoted = (name: string): string => name.replace(/^`(.+)`$/, "$1").toLowerCase();

function enforces({ shape: { Configuration } }: Group): boolean {
  const { EnforceWorkGroupConfiguration: enforced, ResultConfiguration: results } = Configuration;
  return enforced === true && results?.OutputLocation !== undefined;
}

function outputFolder(input: Input, group: Group): string {
  const ofGroup = group.shape.Configuration.ResultConfiguration?.OutputLocation;
  const given = input.ResultConfiguration?.OutputLocation;
  const location = enforces(group) ? ofGroup : (given ?? ofGroup);
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
  resolved: Resolved,
  group: Group,
  { principal: as }: RequestContext,
  scope: Scope,
): Promise<void> {
  execution.state = "RUNNING";
  const cloud = scope.cloud();
  const { database, outputFolder } = execution.asked;
  try {
    const answer = await resolved.run({
      database,
      outputFolder,
      cutoff: group.shape.Configuration.BytesScannedCutoffPerQuery,
      cloud,
      as,
      file: scope.file,
      now: new Date(scope.clock()),
      id: execution.id,
      folder: path.join(await scope.folder(), path.sep),
      fileName: fileName(execution),
      onSession(session) {
        execution.session = session;
        // It may have been stopped before there was anything to interrupt.
        if (!execution.isActive()) session.interrupt();
      },
    });
    execution.scannedBytes = answer.scannedBytes;
    execution.updated = answer.updated;
    if (!execution.isActive()) return;
    await storeOutput(execution, answer, cloud, as);
    execution.result = answer.result;
    execution.end("SUCCEEDED");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    execution.end(error instanceof ScanLimitExceeded ? "CANCELLED" : "FAILED", message);
  }
}

/** `20240115_103000_00000_1a2b3`, as the engine calls a query. */
function fileName({ submittedAt, id }: Execution): string {
  const [day = "", time = ""] = new Date(submittedAt).toISOString().split(/[T.]/);
  return `${day.replaceAll("-", "")}_${time.replaceAll(":", "")}_00000_${id.slice(0, 5)}`;
}
