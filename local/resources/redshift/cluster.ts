import type * as aws from "@pulumi/aws";
import { kept, unordered } from "../as-given";
import { defineKind } from "../define";
import type { Inputs } from "../kind";
import { fromApi, pick, toApi } from "../names";
import * as tagging from "../tagging";

type Args = aws.redshift.ClusterArgs;

/** Inputs that the cluster's description has as they are. */
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
] as const;

/** Inputs that the API takes as they are. */
const members = [
  ...plain,
  "clusterParameterGroupName",
  "clusterType",
  "iamRoles",
  "manageMasterPassword",
  "masterPassword",
  "multiAz",
  "port",
  "vpcSecurityGroupIds",
] as const;

const spellings = {
  databaseName: "DBName",
  masterPassword: "MasterUserPassword",
  multiAz: "MultiAZ",
} as const;

function apiInput({ masterPasswordWo, ...inputs }: Inputs<Args>) {
  const { masterPassword = masterPasswordWo, masterUsername, encrypted } = inputs;
  return {
    ...toApi(pick({ ...inputs, masterPassword }, members), spellings),
    MasterUsername: masterUsername,
    Encrypted: encrypted === undefined ? undefined : encrypted === "true",
  };
}

/** A provisioned cluster. */
export const clusterKind = defineKind<Args, "clusterIdentifier">({
  type: "aws:redshift/cluster:Cluster",
  id: "clusterIdentifier",
  required: ["nodeType"],
  optional: [
    ...members.filter((name) => name !== "clusterIdentifier" && name !== "nodeType"),
    "applyImmediately",
    "aquaConfigurationStatus",
    "availabilityZoneRelocationEnabled",
    "defaultIamRoleArn",
    "elasticIp",
    "encrypted",
    "finalSnapshotIdentifier",
    "masterPasswordWo",
    "masterPasswordWoVersion",
    "skipFinalSnapshot",
  ],
  replaceOn: ["clusterSubnetGroupName", "databaseName", "masterUsername"],
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
  check: ({ nodeType = "ra3.", clusterType, numberOfNodes = 1, ...inputs }) => ({
    nodeType: !nodeType.startsWith("ra3.") && `${nodeType} can no longer be created: use ra3`,
    numberOfNodes:
      clusterType === "multi-node" && numberOfNodes < 2 && "must be at least 2 for multi-node",
    masterPassword:
      inputs.masterPassword !== undefined &&
      inputs.manageMasterPassword !== undefined &&
      `conflicts with "manageMasterPassword"`,
  }),
  tags: tagging.redshift,
  create: (inputs, cloud) => cloud.call("redshift", "CreateCluster", apiInput(inputs)),
  update: (_id, inputs, cloud) => cloud.call("redshift", "ModifyCluster", apiInput(inputs)),
  async read(id, state, cloud) {
    const input = { ClusterIdentifier: id };
    const { Clusters } = await cloud.call("redshift", "DescribeClusters", input);
    const [now] = Clusters ?? [];
    if (now === undefined) return undefined;
    const { Address: dnsName = "", Port: port = 0 } = now.Endpoint ?? {};
    const { IamRoles = [], VpcSecurityGroups = [], NumberOfNodes = 1 } = now;
    const roles = IamRoles.flatMap(({ IamRoleArn }) => IamRoleArn ?? []);
    const groups = VpcSecurityGroups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
    return {
      ...pick(fromApi(now, spellings), plain),
      arn: `arn:aws:redshift:${cloud.region}:${cloud.accountId}:cluster:${id}`,
      clusterNamespaceArn: now.ClusterNamespaceArn,
      clusterNodes: (now.ClusterNodes ?? []).map(({ NodeRole, PrivateIPAddress }) => ({
        nodeRole: NodeRole,
        privateIpAddress: PrivateIPAddress,
        publicIpAddress: "",
      })),
      clusterParameterGroupName: now.ClusterParameterGroups?.[0]?.ParameterGroupName,
      clusterPublicKey: "",
      clusterRevisionNumber: "1",
      clusterType: NumberOfNodes > 1 ? "multi-node" : "single-node",
      dnsName,
      encrypted: String(now.Encrypted),
      endpoint: `${dnsName}:${port}`,
      iamRoles: kept(state.iamRoles, roles, unordered),
      masterPasswordSecretArn: now.MasterPasswordSecretArn,
      multiAz: now.MultiAZ === "Enabled",
      port,
      vpcSecurityGroupIds: kept(state.vpcSecurityGroupIds, groups, unordered),
    };
  },
  delete: (id, { skipFinalSnapshot: skip = false, finalSnapshotIdentifier }, cloud) =>
    cloud.call("redshift", "DeleteCluster", {
      ClusterIdentifier: id,
      SkipFinalClusterSnapshot: skip,
      ...(!skip && { FinalClusterSnapshotIdentifier: finalSnapshotIdentifier }),
    }),
});
