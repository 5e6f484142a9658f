import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, tagOutputs, unless } from "../outputs";
import { GONE, arn, changeTags, described, tagSpecification, tagsOf } from "./described";

async function currentVpc(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const vpc = await described(cloud, "DescribeVpcs", { VpcIds: [id] }, "Vpcs");
  const outputs = {
    arn: arn(cloud, `vpc/${id}`),
    region: cloud.region,
    ownerId: cloud.accountId,
    cidrBlock: vpc["CidrBlock"],
    instanceTenancy: vpc["InstanceTenancy"],
    enableDnsHostnames: state["enableDnsHostnames"] ?? false,
    enableDnsSupport: state["enableDnsSupport"] ?? true,
    ...tagOutputs(tagsOf(vpc), state),
  };
  return { id, outputs };
}

export const vpcKind: ResourceKind = {
  type: "aws:ec2/vpc:Vpc",
  required: ["cidrBlock"],
  optional: ["enableDnsHostnames", "enableDnsSupport", "instanceTenancy", "region", "tags"],
  replaceOn: ["cidrBlock", "instanceTenancy", "region"],
  async create(inputs, cloud) {
    const created = await cloud.call<{ Vpc: { VpcId: string } }>("ec2", "CreateVpc", {
      CidrBlock: inputs["cidrBlock"],
      TagSpecifications: tagSpecification(inputs),
    });
    return currentVpc(created.Vpc.VpcId, inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, currentVpc(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    const now = await described(cloud, "DescribeVpcs", { VpcIds: [id] }, "Vpcs");
    await changeTags(id, now, inputs, cloud);
    return (await currentVpc(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unless(GONE, cloud.call("ec2", "DeleteVpc", { VpcId: id }));
  },
};

async function currentSubnet(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const subnet = await described(cloud, "DescribeSubnets", { SubnetIds: [id] }, "Subnets");
  const outputs = {
    arn: arn(cloud, `subnet/${id}`),
    region: cloud.region,
    ownerId: cloud.accountId,
    vpcId: subnet["VpcId"],
    cidrBlock: subnet["CidrBlock"],
    availabilityZone: subnet["AvailabilityZone"],
    mapPublicIpOnLaunch: state["mapPublicIpOnLaunch"] ?? false,
    ...tagOutputs(tagsOf(subnet), state),
  };
  return { id, outputs };
}

export const subnetKind: ResourceKind = {
  type: "aws:ec2/subnet:Subnet",
  required: ["vpcId"],
  optional: ["availabilityZone", "cidrBlock", "mapPublicIpOnLaunch", "region", "tags"],
  replaceOn: ["availabilityZone", "cidrBlock", "region", "vpcId"],
  async create(inputs, cloud) {
    const created = await cloud.call<{ Subnet: { SubnetId: string } }>(
      "ec2",
      "CreateSubnet",
      defined({
        VpcId: inputs["vpcId"],
        CidrBlock: inputs["cidrBlock"],
        AvailabilityZone: inputs["availabilityZone"],
        TagSpecifications: tagSpecification(inputs),
      }),
    );
    return currentSubnet(created.Subnet.SubnetId, inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, currentSubnet(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    const now = await described(cloud, "DescribeSubnets", { SubnetIds: [id] }, "Subnets");
    await changeTags(id, now, inputs, cloud);
    return (await currentSubnet(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unless(GONE, cloud.call("ec2", "DeleteSubnet", { SubnetId: id }));
  },
};
