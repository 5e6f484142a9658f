import type { ResourceKind } from "../kind";
import { failures } from "../limits";
import { wantedTags } from "../tags";
import { subnetKind, vpcKind } from "./vpc";
import { layoutFaults, subnetIds, vpcLayout } from "./vpc-layout";

/**
 * awsx's VPC as one resource, for the program evaluated in-process, where awsx has no children:
 * a VPC and its subnets, without gateways. (The CLI's provider constructs it of the plain kinds instead.)
 */
export const vpcComponentKind: ResourceKind = {
  type: "awsx:ec2:Vpc",
  required: [],
  optional: [
    "availabilityZoneNames",
    "cidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "natGateways",
    "numberOfAvailabilityZones",
    "subnetSpecs",
    "subnetStrategy",
    "tags",
  ],
  replaceOn: ["cidrBlock", "numberOfAvailabilityZones", "subnetSpecs"],
  taggable: true,
  check: (inputs) => failures(inputs, {}, layoutFaults(inputs)),
  async create(inputs, cloud) {
    const layout = vpcLayout({ ...inputs, tags: wantedTags(inputs) });
    const vpc = await vpcKind.create(layout.vpc, cloud);
    const made = [];
    for (const { type, zone, ...subnet } of layout.subnets) {
      const inputs = { ...subnet, vpcId: vpc.id, availabilityZone: cloud.region + zone };
      made.push({ type, id: (await subnetKind.create(inputs, cloud)).id });
    }
    return { id: vpc.id, outputs: { ...inputs, vpcId: vpc.id, ...subnetIds(made) } };
  },
  async read(id, state, cloud) {
    const vpc = await vpcKind.read(id, {}, cloud);
    return vpc && { id, outputs: { ...state, vpcId: id } };
  },
  async delete(id, state, cloud) {
    for (const name of ["privateSubnetIds", "publicSubnetIds", "isolatedSubnetIds"]) {
      for (const subnet of (state[name] ?? []) as string[]) {
        await subnetKind.delete(subnet, {}, cloud);
      }
    }
    await vpcKind.delete(id, {}, cloud);
  },
};
