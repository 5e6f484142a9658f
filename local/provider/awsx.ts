import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- only its version
const { version } = require("@pulumi/awsx/package.json") as { version: string };

const vpcType = "awsx:ec2:Vpc";

interface SubnetSpec {
  readonly type?: string;
  readonly name?: string;
}

interface VpcInputs {
  readonly cidrBlock?: string;
  readonly numberOfAvailabilityZones?: number;
  readonly natGateways?: { readonly strategy?: string };
  readonly subnetSpecs?: readonly SubnetSpec[];
  readonly tags?: Record<string, string>;
}

/** awsx.ec2.Vpc as this project uses it: one VPC and its subnets, without gateways. */
class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];

  constructor(name: string, args: VpcInputs, opts: pulumi.ComponentResourceOptions) {
    super(vpcType, name, {}, opts);
    if (args.natGateways?.strategy !== undefined && args.natGateways.strategy !== "None") {
      throw new Error(`NAT gateways are not implemented by the local cloud: use strategy "None"`);
    }
    const cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
    const vpc = new aws.ec2.Vpc(
      name,
      { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true, tags: args.tags ?? {} },
      { parent: this },
    );
    const subnets = this.subnets(name, args, vpc, cidrBlock);
    const ids = (type: string) =>
      subnets.filter((subnet) => subnet.type === type).map(({ subnet }) => subnet.id);
    this.vpcId = vpc.id;
    this.privateSubnetIds = ids("Private");
    this.publicSubnetIds = ids("Public");
    this.isolatedSubnetIds = ids("Isolated");
    const { vpcId, privateSubnetIds, publicSubnetIds, isolatedSubnetIds } = this;
    this.registerOutputs({ vpcId, privateSubnetIds, publicSubnetIds, isolatedSubnetIds });
  }

  private subnets(name: string, args: VpcInputs, vpc: aws.ec2.Vpc, cidrBlock: string) {
    const specs = args.subnetSpecs ?? [{ type: "Public" }, { type: "Private" }];
    const zones = args.numberOfAvailabilityZones ?? 3;
    const prefix = cidrBlock.split(".").slice(0, 2).join(".");
    return specs.flatMap(({ type = "Private", name: specName }, index) =>
      Array.from({ length: zones }, (_, zone) => {
        const subnet = new aws.ec2.Subnet(
          `${name}-${specName ?? type.toLowerCase()}-${zone + 1}`,
          {
            vpcId: vpc.id,
            cidrBlock: `${prefix}.${(index * zones + zone) * 16}.0/20`,
            availabilityZone: `us-east-1${"abcdef"[zone] ?? "a"}`,
            mapPublicIpOnLaunch: type === "Public",
            tags: args.tags ?? {},
          },
          { parent: vpc },
        );
        return { type, subnet };
      }),
    );
  }
}

/** The executable pulumi-resource-awsx: constructs awsx.ec2.Vpc. */
export function serveAwsx(): void {
  const construct = (
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    opts: pulumi.ComponentResourceOptions,
  ) => {
    if (type !== vpcType) throw new Error(`${type} is not implemented by the local cloud`);
    const vpc = pulumi.output(inputs).apply((args) => new Vpc(name, args as VpcInputs, opts));
    return Promise.resolve({
      urn: vpc.apply(({ urn }) => urn),
      state: {
        vpcId: vpc.apply(({ vpcId }) => vpcId),
        privateSubnetIds: vpc.apply(({ privateSubnetIds }) => pulumi.all(privateSubnetIds)),
        publicSubnetIds: vpc.apply(({ publicSubnetIds }) => pulumi.all(publicSubnetIds)),
        isolatedSubnetIds: vpc.apply(({ isolatedSubnetIds }) => pulumi.all(isolatedSubnetIds)),
      },
    });
  };
  void main({ version, construct }, process.argv.slice(2));
}
