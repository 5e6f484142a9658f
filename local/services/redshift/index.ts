import type {
  Cluster,
  ClusterSubnetGroup,
  ScheduledAction,
  Snapshot,
} from "@aws-sdk/client-redshift";
import type { InputOf } from "../../gateway/model/apis";
import type { Rules } from "../../gateway/model/rules";
import { AwsError } from "../../gateway/service";
import { permittedOn } from "../on-resource";
import type { Operation, Operations, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { taggedOf } from "../tags";
import type { TagLimits } from "../tags";
import { checkLogin, changedSettings, describedCluster, newCluster } from "./clusters";
import { credentialOperations } from "./credentials";
import { Collection, deleteSecret } from "./collection";
import type { Resource, Scope } from "./collection";
import {
  parameterGroupOperations,
  scheduledActionOperations,
  subnetGroupOperations,
} from "./groups";
import type { ParameterGroup } from "./groups";
import { loggingOperations } from "./logging";
import { taggingOperations } from "./tags";

export { createRedshiftData } from "./data";
export { createRedshiftServerless } from "./serverless";

export interface RedshiftOptions extends Scope {
  /** Whether a role lets Redshift's scheduler take it for an action; any may by default. */
  readonly canAssume?: (roleArn: string, actionArn: string) => boolean;
}

/** Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_EnableLogging.html */
const rules: Rules = {
  DurationSeconds: { range: [900, 3600] },
  S3KeyPrefix: { length: [0, 256], pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*" },
};

/** Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateTags.html */
const limits: TagLimits = {
  tooMany: ["TagLimitExceededFault", "A resource can have at most 50 tags."],
  invalid: "InvalidTagFault",
};

/** Redshift's control plane: clusters and what belongs to them. Their databases are the Data API's. */
export function createRedshift(options: RedshiftOptions): Service & TagSource {
  const { region, accountId, canAssume = () => true } = options;
  const arnOf = (type: string, name: string) =>
    `arn:aws:redshift:${region}:${accountId}:${type}:${name}`;
  const collection = <Shape extends object>(noun: string, missing: string) =>
    new Collection<Shape>({ noun, missing, exists: `${noun}AlreadyExists`, limits });
  const clusters = collection<Cluster>("Cluster", "ClusterNotFound");
  const subnetGroups = collection<ClusterSubnetGroup>(
    "ClusterSubnetGroup",
    "ClusterSubnetGroupNotFoundFault",
  );
  const parameterGroups = collection<ParameterGroup>(
    "ClusterParameterGroup",
    "ClusterParameterGroupNotFound",
  );
  const actions = collection<ScheduledAction>("ScheduledAction", "ScheduledActionNotFound");
  const all = (): readonly Resource<object>[] => [
    ...clusters.list(),
    ...subnetGroups.list(),
    ...parameterGroups.list(),
    ...actions.list(),
  ];
  const snapshots: Snapshot[] = [];
  const onCluster = {
    ...clusterOperations(options, clusters, snapshots, arnOf),
    ...loggingOperations((name) => clusters.find(name)),
  };
  return {
    name: "redshift",
    rules,
    operations: {
      ...permittedOn("redshift", onCluster, (input: { readonly ClusterIdentifier: string }) => [
        arnOf("cluster", input.ClusterIdentifier),
      ]),
      ...listingOperations(clusters, snapshots),
      ...credentialOperations(clusters, arnOf),
      ...subnetGroupOperations(subnetGroups, arnOf),
      ...parameterGroupOperations(parameterGroups, arnOf),
      ...scheduledActionOperations(actions, arnOf, canAssume),
      ...taggingOperations(all),
    },
    tagged: () => taggedOf(all()),
  };
}

/** What is asked of one cluster, and is allowed on it. */
function clusterOperations(
  scope: Scope,
  clusters: Collection<Cluster>,
  snapshots: Snapshot[],
  arnOf: (type: string, name: string) => string,
): Operations<"redshift"> {
  const setStatus = (
    action: string,
    from: string,
    to: string,
  ): Operation<{ ClusterIdentifier: string }, { Cluster: Cluster }> => ({
    run({ ClusterIdentifier: name }) {
      if (clusters.find(name).shape.ClusterStatus !== from) {
        const message = `Cluster ${name} must be ${from} for ${action}.`;
        throw new AwsError("InvalidClusterState", message);
      }
      return { Cluster: describedCluster(clusters.change(name, { ClusterStatus: to })) };
    },
  });
  return {
    CreateCluster: {
      async run({ Tags, ...input }) {
        const { ClusterIdentifier: name } = input;
        clusters.checkNew(name);
        const shape = await newCluster(input, scope);
        const created = clusters.add(name, arnOf("cluster", name), shape, Tags);
        return { Cluster: describedCluster(created) };
      },
    },
    ModifyCluster: {
      run({ ClusterIdentifier: name, ...input }) {
        checkLogin(input);
        const changes = changedSettings(input, clusters.find(name).shape);
        return { Cluster: describedCluster(clusters.change(name, changes)) };
      },
    },
    PauseCluster: setStatus("PauseCluster", "available", "paused"),
    ResumeCluster: setStatus("ResumeCluster", "paused", "available"),
    DeleteCluster: {
      async run(input) {
        checkFinalSnapshot(clusters, input);
        const { ClusterIdentifier, FinalClusterSnapshotIdentifier: snapshot } = input;
        const cluster = clusters.remove(ClusterIdentifier);
        if (snapshot !== undefined) {
          snapshots.push({
            SnapshotIdentifier: snapshot,
            ClusterIdentifier,
            SnapshotType: "manual",
            Status: "available",
            SnapshotCreateTime: new Date(),
          });
        }
        await deleteSecret(scope, cluster.shape.MasterPasswordSecretArn);
        return { Cluster: { ...describedCluster(cluster), ClusterStatus: "deleting" } };
      },
    },
  };
}

function checkFinalSnapshot(
  clusters: Collection<Cluster>,
  input: InputOf<"redshift", "DeleteCluster">,
): void {
  const { SkipFinalClusterSnapshot: skip = false, FinalClusterSnapshotIdentifier: name } = input;
  clusters.find(input.ClusterIdentifier);
  if (skip !== (name !== undefined)) return;
  const message =
    "FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is true.";
  throw new AwsError("InvalidParameterCombination", message);
}

function listingOperations(
  clusters: Collection<Cluster>,
  snapshots: Snapshot[],
): Operations<"redshift"> {
  return {
    DescribeClusters: {
      run: ({ ClusterIdentifier: name }) => ({
        Clusters: clusters.list(name).map(describedCluster),
      }),
    },
    DescribeClusterSnapshots: {
      run: ({ ClusterIdentifier: name }) => ({
        Snapshots: snapshots.filter((each) => !name || each.ClusterIdentifier === name),
      }),
    },
    DeleteClusterSnapshot: {
      run({ SnapshotIdentifier: name }) {
        const at = snapshots.findIndex((each) => each.SnapshotIdentifier === name);
        const [Snapshot] = at < 0 ? [] : snapshots.splice(at, 1);
        if (Snapshot) return { Snapshot };
        throw new AwsError("ClusterSnapshotNotFound", `Snapshot ${name} not found.`);
      },
    },
  };
}
