import { AwsError } from "../../gateway/service";
import type { CloudClient, Operation, Permission, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { clusterArn, describedCluster, modifiedShape, newCluster } from "./clusters";
import type { Cluster, ClusterInput } from "./clusters";
import { groupOperations } from "./groups";
import type { Entry } from "./groups";
import { loggingOperations } from "./logging";
import { flag } from "./parameters";
import { tagOperations } from "./tags";

export { createRedshiftData } from "./data";
export { createRedshiftServerless } from "./serverless";

export interface RedshiftOptions {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
  /** Whether a role lets Redshift's scheduler take it for an action; any may by default. */
  readonly canAssume?: (roleArn: string, actionArn: string) => boolean;
}

interface Snapshot {
  readonly SnapshotIdentifier: string;
  readonly ClusterIdentifier: string;
  readonly SnapshotType: "manual";
  readonly Status: "available";
  readonly SnapshotCreateTime: number;
}

/** Redshift's control plane: clusters and what belongs to them. Their databases are the Data API's. */
export function createRedshift(options: RedshiftOptions): Service & TagSource {
  const clusters = new Map<string, Cluster>();
  const snapshots: Snapshot[] = [];
  const entries = new Map<string, Entry>();
  return {
    name: "redshift",
    operations: {
      ...clusterOperations(options, clusters, snapshots),
      ...groupOperations(entries, options),
      ...tagOperations(() => [...clusters.values(), ...entries.values()]),
    },
    tagged: () =>
      [...clusters.values(), ...entries.values()].map(({ arn, tags }) => ({ arn, tags })),
  };
}

function clusterOperations(
  options: RedshiftOptions,
  clusters: Map<string, Cluster>,
  snapshots: Snapshot[],
): Readonly<Record<string, Operation>> {
  const permissions =
    (action: string) =>
    (input: ClusterInput): readonly Permission[] => [
      [`redshift:${action}`, clusterArn(options, input.ClusterIdentifier)],
    ];
  const find = (name: string): Cluster => {
    const cluster = clusters.get(name);
    if (cluster) return cluster;
    throw new AwsError("ClusterNotFound", `Cluster ${name} not found.`, 404);
  };
  const store = (name: string, cluster: Cluster): object => {
    clusters.set(name, cluster);
    return { Cluster: describedCluster(cluster) };
  };
  const setStatus = (action: string, from: string, to: string): Operation => ({
    permissions: permissions(action),
    run({ ClusterIdentifier: name }: ClusterInput) {
      const cluster = find(name);
      if (cluster.shape["ClusterStatus"] !== from) {
        const message = `Cluster ${name} must be ${from} for ${action}.`;
        throw new AwsError("InvalidClusterState", message);
      }
      return store(name, { ...cluster, shape: { ...cluster.shape, ClusterStatus: to } });
    },
  });
  return {
    CreateCluster: {
      permissions: permissions("CreateCluster"),
      async run(input: ClusterInput) {
        const name = input.ClusterIdentifier;
        if (clusters.has(name)) {
          throw new AwsError("ClusterAlreadyExists", `Cluster ${name} already exists.`);
        }
        return store(name, await newCluster(input, options, options.cloud()));
      },
    },
    DescribeClusters: {
      run({ ClusterIdentifier: name }: Partial<ClusterInput>) {
        const found = name === undefined ? [...clusters.values()] : [find(name)];
        return { Clusters: found.map(describedCluster) };
      },
    },
    ModifyCluster: {
      permissions: permissions("ModifyCluster"),
      run(input: ClusterInput) {
        const cluster = find(input.ClusterIdentifier);
        const shape = modifiedShape(cluster, input);
        return store(input.ClusterIdentifier, { ...cluster, shape });
      },
    },
    PauseCluster: setStatus("PauseCluster", "available", "paused"),
    ResumeCluster: setStatus("ResumeCluster", "paused", "available"),
    DeleteCluster: {
      permissions: permissions("DeleteCluster"),
      run: (input: DeleteInput) => deleteCluster(input, find, clusters, snapshots, options.cloud()),
    },
    ...loggingOperations(find, permissions),
    DescribeClusterSnapshots: {
      run({ ClusterIdentifier: name }: Partial<ClusterInput>) {
        return {
          Snapshots: snapshots.filter((each) => !name || each.ClusterIdentifier === name),
        };
      },
    },
    DeleteClusterSnapshot: {
      run({ SnapshotIdentifier: name }: { SnapshotIdentifier: string }) {
        const at = snapshots.findIndex((each) => each.SnapshotIdentifier === name);
        const [Snapshot] = at < 0 ? [] : snapshots.splice(at, 1);
        if (Snapshot) return { Snapshot };
        throw new AwsError("ClusterSnapshotNotFound", `Snapshot ${name} not found.`, 404);
      },
    },
  };
}

interface DeleteInput {
  readonly ClusterIdentifier: string;
  readonly SkipFinalClusterSnapshot?: boolean | string;
  readonly FinalClusterSnapshotIdentifier?: string;
}

async function deleteCluster(
  input: DeleteInput,
  find: (name: string) => Cluster,
  clusters: Map<string, Cluster>,
  snapshots: Snapshot[],
  cloud: CloudClient,
): Promise<object> {
  const { ClusterIdentifier: name, FinalClusterSnapshotIdentifier: snapshot } = input;
  const cluster = find(name);
  if (flag(input.SkipFinalClusterSnapshot) === (snapshot !== undefined)) {
    const message =
      "FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is true.";
    throw new AwsError("InvalidParameterCombination", message);
  }
  clusters.delete(name);
  if (snapshot !== undefined) {
    snapshots.push({
      SnapshotIdentifier: snapshot,
      ClusterIdentifier: name,
      SnapshotType: "manual",
      Status: "available",
      SnapshotCreateTime: Date.now() / 1000,
    });
  }
  const secret = cluster.shape["MasterPasswordSecretArn"];
  if (secret !== undefined) {
    const request = { SecretId: secret, ForceDeleteWithoutRecovery: true };
    await cloud.call("secretsmanager", "DeleteSecret", request);
  }
  const shape = { ...cluster.shape, ClusterStatus: "deleting" };
  return { Cluster: describedCluster({ ...cluster, shape }) };
}
