import { check } from "../checks/warehouse";
import { merge, onePerKey } from "../redshift/merge";
import type { Tuple, WarehouseRow } from "../redshift/statements";
import { targetOf, type WarehouseOptions } from "../redshift/target";
import type { Warehouse } from "../redshift/transaction";
import type { Entry, Environment, WriterFactory } from "../types";

/**
 * Merges rows into a Redshift table through the Data API; of several with one key in a batch the last
 * stays. Environment: CLUSTER_ID or WORKGROUP, SECRET_ARN, DATABASE. Actions:
 * redshift-data:BatchExecuteStatement, redshift-data:DescribeStatement, secretsmanager:GetSecretValue
 * on the secret.
 */
export const writer: WriterFactory<WarehouseRow | null, Tuple, WarehouseOptions> = (
  options,
  env,
) => {
  const warehouse = warehouseOf(env);
  const target = targetOf(options);
  return {
    check: check(options),
    write: (entries, context) => {
      const tuples = onePerKey(entries.map(({ item }) => item));
      return merge(warehouse, target, tuples, seedOf(warehouse, entries), context);
    },
  };
};

function warehouseOf(env: Environment): Warehouse {
  const cluster = env.optional("CLUSTER_ID");
  return {
    ...(cluster === undefined
      ? { WorkgroupName: env("WORKGROUP") }
      : { ClusterIdentifier: cluster }),
    SecretArn: env("SECRET_ARN"),
    Database: env("DATABASE"),
  };
}

/** What tells a batch of one consumer from any other: who writes where, and which records. */
function seedOf(warehouse: Warehouse, entries: readonly Entry<Tuple>[]): string {
  const records = entries.map(({ at }) => `${at.shardId}:${at.sequenceNumber}`);
  return JSON.stringify([process.env["AWS_LAMBDA_FUNCTION_NAME"], warehouse, records]);
}
