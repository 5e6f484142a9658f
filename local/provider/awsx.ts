import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server";
import { failures } from "../resources/limits";
import { layoutFaults, subnetIds, vpcLayout } from "../resources/network/vpc-layout";
import type { LayoutInputs } from "../resources/network/vpc-layout";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- only its version
const { version } = require("@pulumi/awsx/package.json") as { version: string };

const vpcType = "awsx:ec2:Vpc";

/** awsx.ec2.Vpc: one VPC and its subnets, without gateways. */
class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];

  constructor(name: string, args: LayoutInputs, opts: pulumi.ComponentResourceOptions) {
    super(vpcType, name, {}, opts);
    const [fault] = failures({}, {}, layoutFaults(args));
    if (fault !== undefined) throw new Error(`${fault.property}: ${fault.reason}`);
    const layout = vpcLayout(args);
    const vpc = new aws.ec2.Vpc(name, layout.vpc, { parent: this });
    const { region } = aws.getRegionOutput({}, { parent: this });
    const subnets = layout.subnets.map(({ type, zone, name: suffix, ...subnet }) => {
      const availabilityZone = pulumi.interpolate`${region}${zone}`;
      const inputs = { ...subnet, vpcId: vpc.id, availabilityZone };
      return { type, id: new aws.ec2.Subnet(`${name}-${suffix}`, inputs, { parent: vpc }).id };
    });
    const ids = subnetIds(subnets);
    this.vpcId = vpc.id;
    this.privateSubnetIds = ids.privateSubnetIds;
    this.publicSubnetIds = ids.publicSubnetIds;
    this.isolatedSubnetIds = ids.isolatedSubnetIds;
    this.registerOutputs({ vpcId: vpc.id, ...ids });
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
    const vpc = pulumi.output(inputs).apply((args) => new Vpc(name, args as LayoutInputs, opts));
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
