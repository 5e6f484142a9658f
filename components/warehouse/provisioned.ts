import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { protectedByName, type NamedKind } from "../protected-name";
import { WarehouseNetwork } from "./network";
import { PauseSchedule, type Schedule } from "./schedule";
import { administrator, auditLogs, type Warehouse, type WarehouseArgs } from "./warehouse";

export interface ProvisionedWarehouseArgs extends WarehouseArgs {
  /** ra3.large by default, the smallest that can still be created: $0.543 an hour. */
  readonly nodeType?: string;
  /** When the cluster sleeps, unpaid. */
  readonly schedule?: Schedule;
}

const clusterKind: NamedKind = {
  kind: "Redshift cluster",
  type: "aws:redshift/cluster:Cluster",
  named: "clusterIdentifier",
  fixed: { databaseName: "database" },
  why: "a warehouse's database cannot be changed",
  remedy: (clusterIdentifier) =>
    "leave database as it is, or, to give the rows up, run aws redshift delete-cluster " +
    `--cluster-identifier ${clusterIdentifier} --final-cluster-snapshot-identifier ` +
    `${clusterIdentifier}-before, then pulumi refresh`,
  find: (clusterIdentifier, opts) => aws.redshift.getCluster({ clusterIdentifier }, opts),
};

/** A single-node Redshift cluster: private, encrypted, TLS only. */
export class ProvisionedWarehouse extends pulumi.ComponentResource implements Warehouse {
  readonly clusterIdentifier: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly secretArn: pulumi.Output<string>;

  constructor(
    name: string,
    args: ProvisionedWarehouseArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("streaming:components:ProvisionedWarehouse", name, {}, opts);
    const { tags, durable } = args;
    const options = { parent: this };
    const network = new WarehouseNetwork(name, { tags, zones: 2 }, options);
    const subnets = new aws.redshift.SubnetGroup(
      name,
      { name: args.name, description: "Private", subnetIds: network.subnetIds, tags },
      options,
    );
    const parameters = new aws.redshift.ParameterGroup(
      name,
      {
        name: args.name,
        description: "TLS only",
        family: "redshift-1.0",
        parameters: [
          { name: "require_ssl", value: "true" },
          // Without it the log of statements stays empty.
          ...(durable ? [{ name: "enable_user_activity_logging", value: "true" }] : []),
        ],
        tags,
      },
      options,
    );
    const cluster = new aws.redshift.Cluster(
      name,
      {
        clusterIdentifier: args.name,
        nodeType: args.nodeType ?? "ra3.large",
        clusterType: "single-node",
        databaseName: args.database,
        masterUsername: administrator,
        manageMasterPassword: true,
        encrypted: "true",
        publiclyAccessible: false,
        enhancedVpcRouting: args.enhancedVpcRouting,
        clusterSubnetGroupName: subnets.name,
        clusterParameterGroupName: parameters.name,
        vpcSecurityGroupIds: [network.securityGroupId],
        // RA3 refuses to go without automated snapshots: one day is the least.
        automatedSnapshotRetentionPeriod: durable ? 7 : 1,
        skipFinalSnapshot: !durable,
        ...(durable && { finalSnapshotIdentifier: `${args.name}-final` }),
        tags,
      },
      { ...protectedByName(clusterKind, name, this), protect: durable },
    );
    this.clusterIdentifier = cluster.clusterIdentifier;
    this.arn = clusterArn(cluster, this);
    this.secretArn = cluster.masterPasswordSecretArn;
    if (durable) addAuditLogs(name, args, cluster, this);
    if (args.schedule !== undefined)
      new PauseSchedule(
        name,
        {
          name: args.name,
          clusterIdentifier: this.clusterIdentifier,
          clusterArn: this.arn,
          schedule: args.schedule,
          tags,
        },
        options,
      );
    this.registerOutputs({ clusterIdentifier: this.clusterIdentifier, secretArn: this.secretArn });
  }
}

/** Log groups of the stack's own, which Redshift would else make, and keep for ever. */
function addAuditLogs(
  name: string,
  { name: identifier, logRetentionDays, tags }: ProvisionedWarehouseArgs,
  cluster: aws.redshift.Cluster,
  parent: pulumi.Resource,
): void {
  const groups = auditLogs.map(
    (log) =>
      new aws.cloudwatch.LogGroup(
        `${name}-${log}`,
        {
          name: `/aws/redshift/cluster/${identifier}/${log}`,
          retentionInDays: logRetentionDays,
          tags,
        },
        { parent },
      ),
  );
  new aws.redshift.Logging(
    name,
    {
      clusterIdentifier: cluster.clusterIdentifier,
      logDestinationType: "cloudwatch",
      logExports: auditLogs,
    },
    { parent, dependsOn: groups },
  );
}

/** The ARN that IAM policies name; the resource's own is that of its namespace. */
function clusterArn(cluster: aws.redshift.Cluster, parent: pulumi.Resource): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput({}, { parent });
  const { region } = aws.getRegionOutput({}, { parent });
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  const id = cluster.clusterIdentifier;
  return pulumi.interpolate`arn:${partition}:redshift:${region}:${accountId}:cluster:${id}`;
}
