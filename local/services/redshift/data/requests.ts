import type { InputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { CloudClient, Permission, RequestContext } from "../../../gateway/service";
import { redshiftParameters } from "../../sql/redshift/parameters";
import { workgroupArn } from "../serverless/workgroups";
import type { StatementInput } from "./statement";
import type { Warehouse, Warehouses } from "./warehouses";

type Batch = InputOf<"redshift-data", "BatchExecuteStatement">;

/** What every Data API request says of where to connect and as whom. */
export type Connection = Pick<
  Batch,
  "ClusterIdentifier" | "WorkgroupName" | "Database" | "SecretArn" | "DbUser"
>;

/** ExecuteStatement's input or BatchExecuteStatement's. */
export type StatementRequest = Partial<Batch> &
  Partial<InputOf<"redshift-data", "ExecuteStatement">>;

const longestStatement = 100 * 1024;

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** The cluster or workgroup that a request names. Rejects with ValidationException. */
export function warehouseOf(request: Connection, warehouses: Warehouses): Promise<Warehouse> {
  const { ClusterIdentifier, WorkgroupName, SecretArn, DbUser } = request;
  if ((ClusterIdentifier === undefined) === (WorkgroupName === undefined)) {
    throw invalid("Specify exactly one of ClusterIdentifier and WorkgroupName.");
  }
  if (SecretArn !== undefined && DbUser !== undefined) {
    throw invalid("Specify only one of SecretArn and DbUser.");
  }
  if (WorkgroupName !== undefined && DbUser !== undefined) {
    throw invalid("DbUser is for clusters: a workgroup takes SecretArn or the caller's identity.");
  }
  if (ClusterIdentifier !== undefined) return warehouses.cluster(ClusterIdentifier);
  return warehouses.workgroup(WorkgroupName ?? "");
}

/** The request's secret must exist and be readable by the caller. */
export async function checkSecret(
  { SecretArn }: Connection,
  context: RequestContext,
  cloud: CloudClient,
): Promise<void> {
  if (SecretArn === undefined) return;
  await cloud.call("secretsmanager", "GetSecretValue", { SecretId: SecretArn }, context.principal);
}

/** A request's statements, checked as the Data API checks them before it answers. */
export function statementInput(request: StatementRequest): StatementInput {
  const sqls = request.Sqls ?? [request.Sql ?? ""];
  for (const sql of sqls) {
    if (sql.trim() === "") throw invalid("Sql must not be empty.");
    if (Buffer.byteLength(sql) > longestStatement) {
      throw invalid("Cannot process a query string that is larger than 100KB.");
    }
  }
  if (request.SessionId !== undefined || request.SessionKeepAliveSeconds !== undefined) {
    throw invalid("The local Redshift Data API does not implement sessions.");
  }
  if (request.ResultFormat === "CSV") {
    throw invalid("The local Redshift Data API gives results as JSON only.");
  }
  if (!request.Database) throw invalid("Database must be specified.");
  const { ClusterIdentifier, WorkgroupName, SecretArn, DbUser, Database, StatementName } = request;
  return {
    sqls,
    batch: request.Sqls !== undefined,
    autoCommit: request.ExecutionMode === "AUTO_COMMIT",
    parameters: parametersOf(request, sqls),
    connection: { ClusterIdentifier, WorkgroupName, SecretArn, DbUser, Database },
    name: StatementName,
    database: Database,
  };
}

function parametersOf(
  { Parameters }: StatementRequest,
  sqls: readonly string[],
): ReadonlyMap<string, string> {
  if (!Parameters) return new Map();
  const named = new Map(Parameters.map(({ name, value }) => [name.toLowerCase(), value]));
  if (named.size !== Parameters.length) throw invalid("Parameters must have distinct names.");
  const used = new Set(sqls.flatMap((sql) => readableParameters(sql)));
  const unused = [...named.keys()].filter((name) => !used.has(name));
  if (unused.length === 0) return named;
  throw invalid(`Parameters list contains unused parameters. Unused: [${unused.join(", ")}]`);
}

/** SQL that cannot be read fails when it runs, as on AWS, not here. */
function readableParameters(sql: string): readonly string[] {
  try {
    return redshiftParameters(sql);
  } catch (error) {
    if (error instanceof Error && error.name === "SqlFault") return [];
    throw error;
  }
}

/** Submitting is allowed on the cluster or workgroup; without a secret, so must its log-in be. */
export function submitPermissions(
  action: string,
  request: Connection,
  context: RequestContext,
): readonly Permission[] {
  const { ClusterIdentifier = "", WorkgroupName, SecretArn, DbUser, Database = "" } = request;
  const scope = `${context.region}:${context.accountId}`;
  const cluster = `arn:aws:redshift:${scope}`;
  const arn =
    WorkgroupName === undefined
      ? `${cluster}:cluster:${ClusterIdentifier}`
      : workgroupArn(context.region, context.accountId, WorkgroupName);
  const submit: Permission = [`redshift-data:${action}`, arn];
  if (SecretArn !== undefined) return [submit];
  if (WorkgroupName !== undefined) return [submit, ["redshift-serverless:GetCredentials", arn]];
  const name = `${cluster}:dbname:${ClusterIdentifier}/${Database}`;
  if (DbUser === undefined) return [submit, ["redshift:GetClusterCredentialsWithIAM", name]];
  const user = `${cluster}:dbuser:${ClusterIdentifier}/${DbUser}`;
  return [submit, ["redshift:GetClusterCredentials", user]];
}
