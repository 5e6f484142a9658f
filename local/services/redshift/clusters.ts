import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { CloudClient } from "../../gateway/service";
import { flag, list, number, tagList, tagsOf } from "./parameters";
import type { Tag, Tags } from "./parameters";

/** Node types that can still be created: dc2 and ds2 can not. */
const nodeTypes = ["ra3.large", "ra3.xlplus", "ra3.4xlarge", "ra3.16xlarge"];

export interface ClusterInput {
  readonly ClusterIdentifier: string;
  readonly NodeType?: string;
  readonly ClusterType?: string;
  readonly NumberOfNodes?: number | string;
  readonly DBName?: string;
  readonly MasterUsername?: string;
  readonly MasterUserPassword?: string;
  readonly ManageMasterPassword?: boolean | string;
  readonly MasterPasswordSecretKmsKeyId?: string;
  readonly ClusterSubnetGroupName?: string;
  readonly ClusterParameterGroupName?: string;
  readonly VpcSecurityGroupIds?: readonly string[];
  readonly IamRoles?: readonly string[];
  readonly Encrypted?: boolean | string;
  readonly KmsKeyId?: string;
  readonly Port?: number | string;
  readonly PubliclyAccessible?: boolean | string;
  readonly EnhancedVpcRouting?: boolean | string;
  readonly AllowVersionUpgrade?: boolean | string;
  readonly AutomatedSnapshotRetentionPeriod?: number | string;
  readonly ManualSnapshotRetentionPeriod?: number | string;
  readonly PreferredMaintenanceWindow?: string;
  readonly MaintenanceTrackName?: string;
  readonly ClusterVersion?: string;
  readonly AvailabilityZone?: string;
  readonly MultiAZ?: boolean | string;
  readonly Tags?: readonly Tag[];
}

/** A cluster: its shape as the API describes it, and its tags. */
export interface Cluster {
  readonly arn: string;
  readonly shape: Readonly<Record<string, unknown>>;
  tags: Tags;
}

interface Place {
  readonly region: string;
  readonly accountId: string;
}

export function clusterArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:redshift:${region}:${accountId}:cluster:${name}`;
}

/** A new cluster, available at once. Throws InvalidParameterValue, InvalidParameterCombination. */
export async function newCluster(
  input: ClusterInput,
  place: Place,
  cloud: CloudClient,
): Promise<Cluster> {
  const { ClusterIdentifier: name, MasterUsername = "awsuser" } = input;
  checkIdentifier(name);
  const managed = flag(input.ManageMasterPassword);
  if (managed === (input.MasterUserPassword !== undefined)) {
    const message = "Specify exactly one of MasterUserPassword and ManageMasterPassword.";
    throw new AwsError("InvalidParameterCombination", message);
  }
  const shape = {
    ClusterIdentifier: name,
    ClusterStatus: "available",
    ClusterAvailabilityStatus: "Available",
    MasterUsername,
    DBName: input.DBName ?? "dev",
    Endpoint: {
      Address: `${name}.local.${place.region}.redshift.amazonaws.com`,
      Port: number(input.Port) ?? 5439,
    },
    ClusterCreateTime: Date.now() / 1000,
    ClusterNamespaceArn: `arn:aws:redshift:${place.region}:${place.accountId}:namespace:${randomUUID()}`,
    ClusterNodes: [{ NodeRole: "SHARED", PrivateIPAddress: "10.0.0.1" }],
    AvailabilityZone: input.AvailabilityZone ?? `${place.region}a`,
    ClusterVersion: input.ClusterVersion ?? "1.0",
    ...settings({ NodeType: "ra3.large", Encrypted: true, ...input }, {}),
    ...(managed ? await managedPassword(input, MasterUsername, cloud) : {}),
  };
  return { arn: clusterArn(place, name), shape, tags: tagsOf(input.Tags) };
}

/** A cluster's shape after ModifyCluster: what the input leaves out stays. */
export function modifiedShape(cluster: Cluster, input: ClusterInput): Cluster["shape"] {
  return { ...cluster.shape, ...settings(input, cluster.shape) };
}

/** The members that can also be changed later. */
function settings(input: Partial<ClusterInput>, now: Cluster["shape"]): Record<string, unknown> {
  const nodeType = input.NodeType ?? now["NodeType"];
  if (!nodeTypes.includes(String(nodeType))) {
    const message = `Node type ${String(nodeType)} can not be created: use one of ${nodeTypes.join(", ")}.`;
    throw new AwsError("InvalidParameterValue", message);
  }
  const nodes = number(input.NumberOfNodes) ?? now["NumberOfNodes"] ?? 1;
  if (input.ClusterType === "single-node" && nodes !== 1) {
    const message = "Number of nodes for cluster type single-node must be 1.";
    throw new AwsError("InvalidParameterCombination", message);
  }
  const given: Record<string, unknown> = {
    KmsKeyId: input.KmsKeyId,
    ClusterSubnetGroupName: input.ClusterSubnetGroupName,
    PreferredMaintenanceWindow: input.PreferredMaintenanceWindow,
    MaintenanceTrackName: input.MaintenanceTrackName,
  };
  const chosen = <T>(name: keyof ClusterInput, read: (value: unknown) => T, fallback: T) => ({
    [name]: input[name] === undefined ? (now[name] ?? fallback) : read(input[name]),
  });
  const groups = input.ClusterParameterGroupName ?? "default.redshift-1.0";
  return {
    NodeType: nodeType,
    NumberOfNodes: nodes,
    ...chosen("Encrypted", flag, true),
    ...chosen("PubliclyAccessible", flag, false),
    ...chosen("EnhancedVpcRouting", flag, false),
    ...chosen("AllowVersionUpgrade", flag, true),
    ...chosen("AutomatedSnapshotRetentionPeriod", number, 1),
    ...chosen("ManualSnapshotRetentionPeriod", number, -1),
    MultiAZ: flag(input.MultiAZ) ? "Enabled" : (now["MultiAZ"] ?? "Disabled"),
    ...Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...listed("VpcSecurityGroups", input.VpcSecurityGroupIds, now, (id) => ({
      VpcSecurityGroupId: id,
      Status: "active",
    })),
    ...listed("IamRoles", input.IamRoles, now, (arn) => ({
      IamRoleArn: arn,
      ApplyStatus: "in-sync",
    })),
    ...listed(
      "ClusterParameterGroups",
      input.ClusterParameterGroupName === undefined && now["ClusterParameterGroups"] !== undefined
        ? undefined
        : [groups],
      now,
      (name) => ({ ParameterGroupName: name, ParameterApplyStatus: "in-sync" }),
    ),
  };
}

function listed(
  name: string,
  values: readonly string[] | undefined,
  now: Cluster["shape"],
  item: (value: string) => object,
): Record<string, unknown> {
  return { [name]: values === undefined ? (now[name] ?? []) : list(values).map(item) };
}

function checkIdentifier(name: string): void {
  if (/^[a-z](?!.*--)[a-z0-9-]{0,62}$/.test(name) && !name.endsWith("-")) return;
  const message = `The cluster identifier "${name}" must have 1 to 63 lower-case letters, digits and single hyphens, and begin with a letter.`;
  throw new AwsError("InvalidParameterValue", message);
}

async function managedPassword(
  input: ClusterInput,
  username: string,
  cloud: CloudClient,
): Promise<object> {
  const secret = await cloud.call<{ ARN: string }>("secretsmanager", "CreateSecret", {
    Name: `redshift!${input.ClusterIdentifier}-${username}-${randomUUID().slice(0, 8)}`,
    SecretString: JSON.stringify({ username, password: randomUUID() }),
    KmsKeyId: input.MasterPasswordSecretKmsKeyId,
  });
  return {
    MasterPasswordSecretArn: secret.ARN,
    MasterPasswordSecretKmsKeyId: input.MasterPasswordSecretKmsKeyId ?? "alias/aws/secretsmanager",
  };
}

/** The cluster as DescribeClusters gives it. */
export function describedCluster(cluster: Cluster): object {
  return { ...cluster.shape, Tags: tagList(cluster.tags) };
}
