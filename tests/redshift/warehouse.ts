import assert from "node:assert/strict";
import type { CallInput, CallOutput, OperationName } from "../../local/gateway/model/apis";
import type { CloudClient } from "../../local/gateway/service";
import { createCloud, type Cloud } from "../cloud";

type Described = CallOutput<"redshift-data", "DescribeStatement">;

/** The secret that the Data API logs in with, by its name. */
export const secret = "warehouse-login";

/** The Data API with one cluster `c` that has the database `transactions`. */
export function newDataApi() {
  let cloud: Cloud | undefined;
  let given: CloudClient | undefined;
  const client = () => {
    assert.ok(given, "not started");
    return given;
  };
  const call = <O extends OperationName<"redshift-data">>(
    operation: O,
    input: CallInput<"redshift-data", O>,
  ) => client().call("redshift-data", operation, input);
  const request = (operation: string, input: object) =>
    client().request("redshift-data", operation, input);
  const where = { ClusterIdentifier: "c", Database: "transactions", SecretArn: secret };
  const ended = ({ Id }: { Id?: string | undefined }): Promise<Described> =>
    call("DescribeStatement", { Id, WaitTimeSeconds: 10 });
  return {
    call,
    request,
    where,
    /** In a cloud of its own where none is given. */
    async start(elsewhere?: CloudClient): Promise<void> {
      if (elsewhere === undefined) cloud = await createCloud({ services: ["redshift-data"] });
      given = elsewhere ?? cloud?.client;
      await client().call("secretsmanager", "CreateSecret", { Name: secret, SecretString: "{}" });
      await client().call("redshift", "CreateCluster", {
        ClusterIdentifier: "c",
        NodeType: "ra3.large",
        DBName: "transactions",
        MasterUsername: "admin",
        MasterUserPassword: "secret-Of-8",
      });
    },
    async stop(): Promise<void> {
      await cloud?.stop();
    },
    /** Runs a statement to its end. */
    async run(Sql: string, more: object = {}): Promise<Described> {
      return ended(await call("ExecuteStatement", { ...where, Sql, ...more }));
    },
    async batch(Sqls: readonly string[], more: object = {}): Promise<Described> {
      return ended(await call("BatchExecuteStatement", { ...where, Sqls: [...Sqls], ...more }));
    },
    /** The rows of a query, each cell's one value. Throws what the statement failed with. */
    async rows(sql: string, more: object = {}): Promise<unknown[][]> {
      const { Id, Status, Error: message } = await this.run(sql, more);
      if (Status !== "FINISHED") throw new Error(message);
      const { Records } = await call("GetStatementResult", { Id });
      return Records.map((record) =>
        record.map((field) => ("isNull" in field ? null : (Object.values(field)[0] as unknown))),
      );
    },
  };
}
