import type { CloudClient } from "../../gateway/service";
import type { CheckFailure, Created, Properties, ResourceKind } from "../kind";
import { defined, kept, tagList, tagMap, tagOutputs, unless, wantedTags } from "../outputs";
import { updateTags } from "./tags";

/** The API's names of inputs that it takes as they are. */
const members: Readonly<Record<string, string>> = {
  allowVersionUpgrade: "AllowVersionUpgrade",
  automatedSnapshotRetentionPeriod: "AutomatedSnapshotRetentionPeriod",
  availabilityZone: "AvailabilityZone",
  clusterIdentifier: "ClusterIdentifier",
  clusterParameterGroupName: "ClusterParameterGroupName",
  clusterSubnetGroupName: "ClusterSubnetGroupName",
  clusterType: "ClusterType",
  clusterVersion: "ClusterVersion",
  databaseName: "DBName",
  encrypted: "Encrypted",
  enhancedVpcRouting: "EnhancedVpcRouting",
  iamRoles: "IamRoles",
  kmsKeyId: "KmsKeyId",
  maintenanceTrackName: "MaintenanceTrackName",
  manageMasterPassword: "ManageMasterPassword",
  manualSnapshotRetentionPeriod: "ManualSnapshotRetentionPeriod",
  masterPassword: "MasterUserPassword",
  masterPasswordSecretKmsKeyId: "MasterPasswordSecretKmsKeyId",
  masterUsername: "MasterUsername",
  multiAz: "MultiAZ",
  nodeType: "NodeType",
  numberOfNodes: "NumberOfNodes",
  port: "Port",
  preferredMaintenanceWindow: "PreferredMaintenanceWindow",
  publiclyAccessible: "PubliclyAccessible",
  vpcSecurityGroupIds: "VpcSecurityGroupIds",
};

interface Shape extends Properties {
  readonly Endpoint: { readonly Address: string; readonly Port: number };
  readonly Tags?: { Key: string; Value: string }[];
  readonly VpcSecurityGroups: readonly { readonly VpcSecurityGroupId: string }[];
  readonly IamRoles: readonly { readonly IamRoleArn: string }[];
  readonly ClusterParameterGroups: readonly { readonly ParameterGroupName: string }[];
  readonly ClusterNodes: readonly {
    readonly NodeRole: string;
    readonly PrivateIPAddress: string;
  }[];
}

function clusterArn(id: string, { region, accountId }: CloudClient): string {
  return `arn:aws:redshift:${region}:${accountId}:cluster:${id}`;
}

function apiInput(inputs: Properties): Properties {
  const { masterPasswordWo, ...rest } = inputs;
  const password = masterPasswordWo === undefined ? {} : { masterPassword: masterPasswordWo };
  return defined(
    Object.fromEntries(
      Object.entries({ ...rest, ...password }).flatMap(([name, value]) => {
        const member = members[name];
        return member === undefined ? [] : [[member, value] as const];
      }),
    ),
  );
}

async function describe(id: string, cloud: CloudClient): Promise<Shape> {
  const input = { ClusterIdentifier: id };
  const { Clusters } = await cloud.call<{ Clusters: readonly Shape[] }>(
    "redshift",
    "DescribeClusters",
    input,
  );
  const [shape] = Clusters;
  if (!shape) throw new Error(`Redshift described no cluster ${id}`);
  return shape;
}

/** Outputs that the cluster's shape has under the same kind of value. */
const plain = [
  "allowVersionUpgrade",
  "automatedSnapshotRetentionPeriod",
  "availabilityZone",
  "clusterIdentifier",
  "clusterSubnetGroupName",
  "clusterVersion",
  "databaseName",
  "enhancedVpcRouting",
  "kmsKeyId",
  "maintenanceTrackName",
  "manualSnapshotRetentionPeriod",
  "masterPasswordSecretKmsKeyId",
  "masterUsername",
  "nodeType",
  "numberOfNodes",
  "preferredMaintenanceWindow",
  "publiclyAccessible",
];

async function current(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const shape = await describe(id, cloud);
  const sorted = (value: unknown) =>
    Array.isArray(value) ? [...(value as string[])].sort() : value;
  const real = plain.map((name) => [name, shape[members[name] ?? ""]] as const);
  const { Address, Port } = shape.Endpoint;
  const outputs = defined({
    ...state,
    ...Object.fromEntries(real),
    arn: clusterArn(id, cloud),
    region: cloud.region,
    clusterNamespaceArn: shape["ClusterNamespaceArn"],
    clusterNodes: shape.ClusterNodes.map(({ NodeRole, PrivateIPAddress }) => ({
      nodeRole: NodeRole,
      privateIpAddress: PrivateIPAddress,
      publicIpAddress: "",
    })),
    clusterParameterGroupName: shape.ClusterParameterGroups[0]?.ParameterGroupName,
    clusterPublicKey: "",
    clusterRevisionNumber: "1",
    clusterType: Number(shape["NumberOfNodes"]) > 1 ? "multi-node" : "single-node",
    dnsName: Address,
    encrypted: String(shape["Encrypted"]),
    endpoint: `${Address}:${Port}`,
    iamRoles: kept(
      state["iamRoles"],
      shape.IamRoles.map((role) => role.IamRoleArn),
      sorted,
    ),
    masterPasswordSecretArn: shape["MasterPasswordSecretArn"],
    multiAz: shape["MultiAZ"] === "Enabled",
    port: Port,
    vpcSecurityGroupIds: kept(
      state["vpcSecurityGroupIds"],
      shape.VpcSecurityGroups.map((group) => group.VpcSecurityGroupId),
      sorted,
    ),
    ...tagOutputs(tagMap(shape.Tags), state),
  });
  return { id, outputs };
}

function check(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { nodeType, clusterType, numberOfNodes } = inputs;
  if (typeof nodeType === "string" && !nodeType.startsWith("ra3.")) {
    failures.push({
      property: "nodeType",
      reason: `${nodeType} can no longer be created: use ra3`,
    });
  }
  if (clusterType === "multi-node" && Number(numberOfNodes ?? 1) < 2) {
    failures.push({ property: "numberOfNodes", reason: "must be at least 2 for multi-node" });
  }
  if (inputs["masterPassword"] !== undefined && inputs["manageMasterPassword"] !== undefined) {
    const reason = `conflicts with "manageMasterPassword"`;
    failures.push({ property: "masterPassword", reason });
  }
  return failures;
}

/** A provisioned cluster. */
export const clusterKind: ResourceKind = {
  type: "aws:redshift/cluster:Cluster",
  required: ["clusterIdentifier", "nodeType"],
  optional: [
    ...Object.keys(members).filter((name) => name !== "clusterIdentifier" && name !== "nodeType"),
    "applyImmediately",
    "aquaConfigurationStatus",
    "availabilityZoneRelocationEnabled",
    "defaultIamRoleArn",
    "elasticIp",
    "finalSnapshotIdentifier",
    "masterPasswordWo",
    "masterPasswordWoVersion",
    "skipFinalSnapshot",
  ],
  replaceOn: [
    "clusterIdentifier",
    "clusterSubnetGroupName",
    "databaseName",
    "masterUsername",
    "region",
  ],
  defaults: {
    allowVersionUpgrade: true,
    automatedSnapshotRetentionPeriod: 1,
    clusterVersion: "1.0",
    encrypted: "true",
    maintenanceTrackName: "current",
    manualSnapshotRetentionPeriod: -1,
    numberOfNodes: 1,
    port: 5439,
    publiclyAccessible: false,
    skipFinalSnapshot: false,
  },
  check,
  async create(inputs, cloud) {
    const Tags = tagList(wantedTags(inputs));
    await cloud.call("redshift", "CreateCluster", { ...apiInput(inputs), Tags });
    return current(String(inputs["clusterIdentifier"]), inputs, cloud);
  },
  read: (id, state, cloud) => unless(["ClusterNotFound"], current(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await cloud.call("redshift", "ModifyCluster", apiInput(inputs));
    const { Tags } = await describe(id, cloud);
    await updateTags(clusterArn(id, cloud), tagMap(Tags), inputs, cloud);
    return (await current(id, inputs, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    const skip = state["skipFinalSnapshot"] === true;
    const input = {
      ClusterIdentifier: id,
      SkipFinalClusterSnapshot: skip,
      ...(skip ? {} : { FinalClusterSnapshotIdentifier: state["finalSnapshotIdentifier"] }),
    };
    await unless(["ClusterNotFound"], cloud.call("redshift", "DeleteCluster", input));
  },
};
