import { AwsError } from "../../local/gateway/service";
import type { CloudClient, RequestContext, Service } from "../../local/gateway/service";
import { createRedshiftData } from "../../local/services/redshift/data";
import { newDatabases, newWarehouses } from "../../local/services/redshift/warehouses";

/** A cloud that has nothing but one secret. */
export const secretsOnly: CloudClient = {
  endpoint: "",
  region: "us-east-1",
  accountId: "000000000000",
  call<Output>(service: string, operation: string, input: object): Promise<Output> {
    if (service === "secretsmanager" && "SecretId" in input && input.SecretId === "arn:secret") {
      return Promise.resolve({} as Output);
    }
    throw new AwsError("ResourceNotFoundException", `${service}:${operation} finds nothing.`);
  },
};

export const context: RequestContext = {
  requestId: "r",
  region: "us-east-1",
  accountId: "000000000000",
  principal: { kind: "root" },
  signal: new AbortController().signal,
};

export interface Described {
  readonly Id: string;
  readonly Status: string;
  readonly Error?: string;
  readonly ResultRows: number;
  readonly HasResultSet: boolean;
  readonly SubStatements?: readonly Described[];
}

export interface Result {
  readonly Records: readonly (readonly Readonly<Record<string, unknown>>[])[];
  readonly ColumnMetadata: readonly Readonly<Record<string, unknown>>[];
  readonly TotalNumRows: number;
  readonly NextToken?: string;
}

/** The Data API with one cluster `c` that has the database `transactions`. */
export function newDataApi() {
  const warehouses = newWarehouses();
  const databases = newDatabases("transactions");
  warehouses.clusters.set("c", { arn: "arn:aws:redshift:::cluster:c", databases });
  const service: Service = createRedshiftData({ warehouses, cloud: () => secretsOnly });
  const call = async <Output>(operation: string, input: object): Promise<Output> => {
    const found = service.operations[operation];
    if (!found) throw new Error(operation);
    return (await found.run(input, context)) as Output;
  };
  const where = { ClusterIdentifier: "c", Database: "transactions", SecretArn: "arn:secret" };
  const ended = async (submitted: { Id: string }): Promise<Described> =>
    call<Described>("DescribeStatement", { Id: submitted.Id, WaitTimeSeconds: 10 });
  return {
    service,
    warehouses,
    call,
    where,
    /** Runs a statement to its end. */
    async run(Sql: string, more: object = {}): Promise<Described> {
      return ended(await call("ExecuteStatement", { ...where, Sql, ...more }));
    },
    async batch(Sqls: readonly string[], more: object = {}): Promise<Described> {
      return ended(await call("BatchExecuteStatement", { ...where, Sqls, ...more }));
    },
    /** The rows of a query, each cell's one value. Throws what the statement failed with. */
    async rows(sql: string, more: object = {}): Promise<unknown[][]> {
      const { Id, Status, Error: message } = await this.run(sql, more);
      if (Status !== "FINISHED") throw new Error(message);
      const { Records } = await call<Result>("GetStatementResult", { Id });
      return Records.map((record) =>
        record.map((field) => ("isNull" in field ? null : Object.values(field)[0])),
      );
    },
    async stop(): Promise<void> {
      await service.stop?.();
      await Promise.all([...databases.values()].map((database) => database.close()));
    },
  };
}
