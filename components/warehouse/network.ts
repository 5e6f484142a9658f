import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { checkAutomaticName } from "../names";

export interface WarehouseNetworkArgs {
  readonly tags: Readonly<Record<string, string>>;
  /** Serverless asks for three. */
  readonly zones: number;
}

/**
 * Where the warehouse lives: private subnets without a way in or out. The Data API reaches the
 * warehouse from AWS's side, so nobody pays for a NAT gateway ($32.85 a month).
 */
export class WarehouseNetwork extends pulumi.ComponentResource {
  readonly subnetIds: pulumi.Output<string[]>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: WarehouseNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:WarehouseNetwork", name, {}, opts);
    checkAutomaticName("securityGroup", {
      owner: name,
      from: "the pipeline's and the sink's name",
    });
    const { tags, zones } = args;
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: "10.20.0.0/16",
        numberOfAvailabilityZones: zones,
        natGateways: { strategy: "None" },
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Private", name: "warehouse", cidrMask: 24, tags }],
        tags,
      },
      { parent: this },
    );
    this.subnetIds = vpc.privateSubnetIds;
    const group = new aws.ec2.SecurityGroup(
      name,
      {
        description: "No connections: the warehouse is used through the Data API",
        vpcId: vpc.vpcId,
        ingress: [],
        egress: [],
        tags,
      },
      { parent: this },
    );
    // Nothing uses the group that AWS makes with a VPC, and so nothing may pass by it.
    new aws.ec2.DefaultSecurityGroup(
      name,
      { vpcId: vpc.vpcId, ingress: [], egress: [], tags },
      { parent: this },
    );
    this.securityGroupId = group.id;
    this.registerOutputs({ subnetIds: this.subnetIds, securityGroupId: this.securityGroupId });
  }
}
