import { readInput } from "../../local/gateway/model/read";
import { AwsError } from "../../local/gateway/service";
import type { CloudClient, Operation, RequestContext } from "../../local/gateway/service";
import {
  createRedshift,
  createRedshiftData,
  createRedshiftServerless,
} from "../../local/services/redshift";

export const place = { region: "us-east-1", accountId: "000000000000" };

export const context: RequestContext = {
  ...place,
  requestId: "r",
  principal: { kind: "root" },
  signal: new AbortController().signal,
};

/** Secrets as far as Redshift needs them. */
function secrets(): Record<string, Operation> {
  const known = new Set(["arn:secret"]);
  const find = ({ SecretId }: { SecretId: string }): object => {
    if (known.has(SecretId)) return {};
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the secret.");
  };
  return {
    CreateSecret: {
      run({ Name }: { Name: string }) {
        known.add(`arn:${Name}`);
        return { ARN: `arn:${Name}` };
      },
    },
    GetSecretValue: { run: find },
    DeleteSecret: {
      run(input: { SecretId: string }) {
        find(input);
        known.delete(input.SecretId);
        return {};
      },
    },
  };
}

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

/** Redshift in a cloud of its own, with no cluster yet. */
export function newRedshift() {
  const cloud: CloudClient = {
    ...place,
    endpoint: "",
    async call<Output>(name: string, operation: string, input: object): Promise<Output> {
      const service = services.find((each) => each.name === name);
      const found = service?.operations[operation];
      if (!service || !found) throw new Error(`${name}:${operation}`);
      const read = readInput(service, operation, { ...input });
      return (await found.run(read as never, context)) as Output;
    },
  };
  const options = { ...place, cloud: () => cloud };
  const services = [
    createRedshift(options),
    createRedshiftServerless(options),
    createRedshiftData(options),
    { name: "secretsmanager", operations: secrets(), stop: undefined },
  ];
  return {
    cloud,
    stop: async (): Promise<void> => {
      for (const service of services) await service.stop?.();
    },
  };
}

/** The Data API with one cluster `c` that has the database `transactions`. */
export function newDataApi() {
  const { cloud, stop } = newRedshift();
  const call = <Output>(operation: string, input: object): Promise<Output> =>
    cloud.call<Output>("redshift-data", operation, input);
  const where = { ClusterIdentifier: "c", Database: "transactions", SecretArn: "arn:secret" };
  const ended = async (submitted: { Id: string }): Promise<Described> =>
    call<Described>("DescribeStatement", { Id: submitted.Id, WaitTimeSeconds: 10 });
  return {
    cloud,
    call,
    where,
    stop,
    async start(): Promise<void> {
      await cloud.call("redshift", "CreateCluster", {
        ClusterIdentifier: "c",
        NodeType: "ra3.large",
        DBName: "transactions",
        MasterUsername: "admin",
        MasterUserPassword: "secret",
      });
    },
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
  };
}
