import { DescribeClustersCommand, type RedshiftClient } from "@aws-sdk/client-redshift";
import type { WarehouseTarget } from "./redshift";

const database = "transactions";

/**
 * The transactions warehouse of a stack: its cluster, with the secret that Redshift manages, or
 * else the serverless workgroup of that name, with the caller's own identity.
 */
export async function warehouseOf(client: RedshiftClient, name: string): Promise<WarehouseTarget> {
  try {
    const { Clusters } = await client.send(
      new DescribeClustersCommand({ ClusterIdentifier: name }),
    );
    const SecretArn = Clusters?.[0]?.MasterPasswordSecretArn;
    return { Database: database, ClusterIdentifier: name, ...(SecretArn ? { SecretArn } : {}) };
  } catch (error) {
    if (!(error instanceof Error) || !/ClusterNotFound/.test(error.name)) throw error;
    return { Database: database, WorkgroupName: name };
  }
}
