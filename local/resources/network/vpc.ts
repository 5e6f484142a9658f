import type * as aws from "@pulumi/aws";
import { defineKind } from "../define";
import type { Cloud } from "../kind";
import * as tagging from "../tagging";

export const arnOf = (resource: string, { region, accountId }: Cloud): string =>
  `arn:aws:ec2:${region}:${accountId}:${resource}`;

export const vpcKind = defineKind<aws.ec2.VpcArgs>({
  type: "aws:ec2/vpc:Vpc",
  required: ["cidrBlock"],
  optional: ["enableDnsHostnames", "enableDnsSupport", "instanceTenancy"],
  replaceOn: ["cidrBlock", "instanceTenancy"],
  defaults: { enableDnsHostnames: false, enableDnsSupport: true },
  tags: tagging.ec2,
  async create({ cidrBlock: CidrBlock }, cloud) {
    const { Vpc } = await cloud.call("ec2", "CreateVpc", { CidrBlock });
    return Vpc?.VpcId;
  },
  async read(id, _state, cloud) {
    const { Vpcs } = await cloud.call("ec2", "DescribeVpcs", { VpcIds: [id] });
    const [vpc] = Vpcs ?? [];
    return {
      arn: arnOf(`vpc/${id}`, cloud),
      ownerId: cloud.accountId,
      cidrBlock: vpc?.CidrBlock,
      instanceTenancy: vpc?.InstanceTenancy,
    };
  },
  delete: (VpcId, _state, cloud) => cloud.call("ec2", "DeleteVpc", { VpcId }),
});

export const subnetKind = defineKind<aws.ec2.SubnetArgs>({
  type: "aws:ec2/subnet:Subnet",
  required: ["vpcId"],
  optional: ["availabilityZone", "cidrBlock", "mapPublicIpOnLaunch"],
  replaceOn: ["availabilityZone", "cidrBlock", "vpcId"],
  defaults: { mapPublicIpOnLaunch: false },
  tags: tagging.ec2,
  async create({ vpcId: VpcId, cidrBlock: CidrBlock, availabilityZone: AvailabilityZone }, cloud) {
    const input = { VpcId, CidrBlock, AvailabilityZone };
    const { Subnet } = await cloud.call("ec2", "CreateSubnet", input);
    return Subnet?.SubnetId;
  },
  async read(id, _state, cloud) {
    const { Subnets } = await cloud.call("ec2", "DescribeSubnets", { SubnetIds: [id] });
    const [subnet] = Subnets ?? [];
    return {
      arn: arnOf(`subnet/${id}`, cloud),
      ownerId: cloud.accountId,
      vpcId: subnet?.VpcId,
      cidrBlock: subnet?.CidrBlock,
      availabilityZone: subnet?.AvailabilityZone,
    };
  },
  delete: (SubnetId, _state, cloud) => cloud.call("ec2", "DeleteSubnet", { SubnetId }),
});
