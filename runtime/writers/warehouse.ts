import { literalsOf } from "../redshift/columns";
import { merge, tuplesOf, type WarehouseRow } from "../redshift/merge";
import type { Target } from "../redshift/statements";
import type { Warehouse } from "../redshift/transaction";
import type { Entry, Environment, WriterFactory } from "../types";

export interface WarehouseOptions {
  /** `table` or `schema.table`. */
  readonly table: string;
  /** By name, in the order in which they are written. */
  readonly columns: Readonly<Record<string, { readonly type: string }>>;
  /** The column whose value identifies a row: a redelivery updates it. */
  readonly mergeOn: string;
}

/**
 * Merges rows into a Redshift table through the Data API; of several with one key in a batch the last
 * stays. A value that its column cannot hold exactly is invalid. Environment: CLUSTER_ID or WORKGROUP,
 * SECRET_ARN, DATABASE. Actions: redshift-data:BatchExecuteStatement, redshift-data:DescribeStatement,
 * secretsmanager:GetSecretValue on the secret.
 */
export const writer: WriterFactory<WarehouseRow, WarehouseOptions> = (options, env) => {
  const warehouse = warehouseOf(env);
  const target = targetOf(options);
  return {
    write: async (entries, context) => {
      const { tuples, failures } = tuplesOf(target, entries);
      const seed = seedOf(warehouse, entries);
      return [...failures, ...(await merge(warehouse, target, tuples, seed, context))];
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

function targetOf({ table, columns, mergeOn }: WarehouseOptions): Target {
  if (!Object.hasOwn(columns, mergeOn)) {
    throw new Error(
      `Rows of ${table} cannot be merged on ${mergeOn}: it is not one of its columns.`,
    );
  }
  const named = Object.entries(columns).map(([name, { type }]) => ({
    name,
    literal: literalsOf(type),
  }));
  return { table, columns: named, mergeOn };
}

/** What tells a batch of one consumer from any other: who writes where, and which records. */
function seedOf(warehouse: Warehouse, entries: readonly Entry<WarehouseRow>[]): string {
  const records = entries.map(({ at }) => `${at.shardId}:${at.sequenceNumber}`);
  return JSON.stringify([process.env["AWS_LAMBDA_FUNCTION_NAME"], warehouse, records]);
}
