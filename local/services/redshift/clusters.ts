import { randomUUID } from "node:crypto";
import type { Cluster } from "@aws-sdk/client-redshift";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { createSecret } from "./collection";
import type { Resource, Scope } from "./collection";

type CreateInput = InputOf<"redshift", "CreateCluster">;

/** Node types that can still be created: dc2 and ds2 can not. */
const nodeTypes = ["ra3.large", "ra3.xlplus", "ra3.4xlarge", "ra3.16xlarge"];

/** A new cluster, available at once. Throws InvalidParameterValue, InvalidParameterCombination. */
export async function newCluster(input: CreateInput, scope: Scope): Promise<Cluster> {
  const { ClusterIdentifier: name, MasterUsername, ManageMasterPassword } = input;
  const { region, accountId } = scope;
  checkIdentifier(name);
  const managed = ManageMasterPassword === true;
  if (managed === (input.MasterUserPassword !== undefined)) {
    const message = "Specify exactly one of MasterUserPassword and ManageMasterPassword.";
    throw new AwsError("InvalidParameterCombination", message);
  }
  checkLogin(input);
  return {
    ClusterIdentifier: name,
    ClusterStatus: "available",
    ClusterAvailabilityStatus: "Available",
    MasterUsername,
    DBName: input.DBName ?? "dev",
    Endpoint: {
      Address: `${name}.local.${region}.redshift.amazonaws.com`,
      Port: input.Port ?? 5439,
    },
    ClusterCreateTime: new Date(),
    ClusterNamespaceArn: `arn:aws:redshift:${region}:${accountId}:namespace:${randomUUID()}`,
    ClusterNodes: [{ NodeRole: "SHARED", PrivateIPAddress: "10.0.0.1" }],
    AvailabilityZone: input.AvailabilityZone ?? `${region}a`,
    ClusterVersion: input.ClusterVersion ?? "1.0",
    ...changedSettings(input, {}),
    ...(managed && (await managedPassword(input, MasterUsername, scope))),
  };
}

/** The members that can also be changed later: what the input leaves out stays as it is now. */
export function changedSettings(input: Partial<CreateInput>, now: Cluster): Cluster {
  const { NodeType = now.NodeType ?? "ra3.large", NumberOfNodes = now.NumberOfNodes ?? 1 } = input;
  if (!nodeTypes.includes(NodeType)) {
    const message = `Node type ${NodeType} can not be created: use one of ${nodeTypes.join(", ")}.`;
    throw new AwsError("InvalidParameterValue", message);
  }
  if (input.ClusterType === "single-node" && NumberOfNodes !== 1) {
    const message = "Number of nodes for cluster type single-node must be 1.";
    throw new AwsError("InvalidParameterCombination", message);
  }
  const { MultiAZ = now.MultiAZ === "Enabled" } = input;
  const chosen = { ...now, ...input };
  const parameters =
    input.ClusterParameterGroupName ??
    now.ClusterParameterGroups?.[0]?.ParameterGroupName ??
    "default.redshift-1.0";
  return {
    NodeType,
    NumberOfNodes,
    Encrypted: chosen.Encrypted ?? true,
    PubliclyAccessible: chosen.PubliclyAccessible ?? false,
    EnhancedVpcRouting: chosen.EnhancedVpcRouting ?? false,
    AllowVersionUpgrade: chosen.AllowVersionUpgrade ?? true,
    AutomatedSnapshotRetentionPeriod: chosen.AutomatedSnapshotRetentionPeriod ?? 1,
    ManualSnapshotRetentionPeriod: chosen.ManualSnapshotRetentionPeriod ?? -1,
    MultiAZ: MultiAZ ? "Enabled" : "Disabled",
    KmsKeyId: chosen.KmsKeyId,
    ClusterSubnetGroupName: chosen.ClusterSubnetGroupName,
    PreferredMaintenanceWindow: chosen.PreferredMaintenanceWindow,
    MaintenanceTrackName: chosen.MaintenanceTrackName,
    VpcSecurityGroups:
      input.VpcSecurityGroupIds?.map((id) => ({ VpcSecurityGroupId: id, Status: "active" })) ??
      now.VpcSecurityGroups ??
      [],
    IamRoles:
      input.IamRoles?.map((arn) => ({ IamRoleArn: arn, ApplyStatus: "in-sync" })) ??
      now.IamRoles ??
      [],
    ClusterParameterGroups: [{ ParameterGroupName: parameters, ParameterApplyStatus: "in-sync" }],
  };
}

/**
 * An administrator's name and password as Redshift takes them.
 * Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html
 */
export function checkLogin({
  MasterUsername: user,
  MasterUserPassword: password,
}: Partial<Pick<CreateInput, "MasterUsername" | "MasterUserPassword">>): void {
  const invalid = (words: string) => new AwsError("InvalidParameterValue", words);
  if (user !== undefined && !/^[a-z][a-z0-9_+.@-]{0,127}$/.test(user)) {
    throw invalid(
      "The parameter MasterUsername must begin with a lower-case letter, and have lower-case letters, digits and _ + . @ - alone, 128 at most.",
    );
  }
  if (user?.toLowerCase() === "public") {
    throw invalid("The parameter MasterUsername must not be PUBLIC.");
  }
  if (password === undefined) return;
  const flaw = [
    [/^.{8,64}$/s, "must have 8 to 64 characters"],
    [/[A-Z]/, "must contain at least one upper case letter"],
    [/[a-z]/, "must contain at least one lower case letter"],
    [/[0-9]/, "must contain at least one decimal digit"],
    [/^[\x21-\x7e]*$/, "must have printable ASCII characters alone"],
    [/^[^/@"'\\]*$/, "must not contain any of / @ \" ' \\"],
  ] as const;
  const found = flaw.find(([pattern]) => !pattern.test(password));
  if (found) throw invalid(`The parameter MasterUserPassword ${found[1]}.`);
}

function checkIdentifier(name: string): void {
  if (/^[a-z](?!.*--)[a-z0-9-]{0,62}$/.test(name) && !name.endsWith("-")) return;
  const message = `The cluster identifier "${name}" must have 1 to 63 lower-case letters, digits and single hyphens, and begin with a letter.`;
  throw new AwsError("InvalidParameterValue", message);
}

async function managedPassword(
  { ClusterIdentifier, MasterPasswordSecretKmsKeyId: key }: CreateInput,
  username: string,
  scope: Scope,
): Promise<Cluster> {
  return {
    MasterPasswordSecretArn: await createSecret(scope, ClusterIdentifier, username, key),
    MasterPasswordSecretKmsKeyId: key ?? "alias/aws/secretsmanager",
  };
}

/** The cluster as DescribeClusters gives it. */
export function describedCluster({ shape, tags }: Resource<Cluster>): Cluster {
  return { ...shape, Tags: tags.list() };
}
