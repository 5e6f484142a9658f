import type { Properties, ResourceKind } from "../kind";
import { textOf, wantedTags } from "../outputs";
import { subnetKind, vpcKind } from "./vpc";

interface SubnetSpec {
  readonly type?: string;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Live {
  readonly vpcId: string;
  readonly privateSubnetIds: readonly string[];
  readonly publicSubnetIds: readonly string[];
  readonly isolatedSubnetIds: readonly string[];
}

const DEFAULT_SPECS: readonly SubnetSpec[] = [{ type: "Public" }, { type: "Private" }];

/** A third octet's worth of addresses for each subnet: 10.0.0.0/16 has room for 16 of /20. */
function cidrOf(vpcCidr: string, index: number): string {
  const [first = "10", second = "0"] = vpcCidr.split(".");
  return `${first}.${second}.${index * 16}.0/20`;
}

/**
 * awsx's VPC as one resource, for the program evaluated in-process, where awsx has no children:
 * a VPC and a subnet per zone and spec, without gateways. (The CLI's provider constructs it of
 * the plain kinds instead.)
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
  check({ natGateways, numberOfAvailabilityZones, subnetSpecs }) {
    const { strategy = "None" } = (natGateways ?? {}) as { strategy?: string };
    const specs = (subnetSpecs ?? DEFAULT_SPECS) as readonly SubnetSpec[];
    const subnets = specs.length * Number(numberOfAvailabilityZones ?? 3);
    return [
      ...(strategy === "None"
        ? []
        : [{ property: "natGateways", reason: `the local cloud has none: use strategy "None"` }]),
      ...(subnets <= 16
        ? []
        : [{ property: "subnetSpecs", reason: "the local cloud has room for 16 subnets a VPC" }]),
    ];
  },
  async create(inputs, cloud) {
    const cidrBlock = textOf(inputs["cidrBlock"] ?? "10.0.0.0/16");
    const tags = wantedTags(inputs);
    const specs = (inputs["subnetSpecs"] ?? DEFAULT_SPECS) as readonly SubnetSpec[];
    const zones = Number(inputs["numberOfAvailabilityZones"] ?? 3);
    const vpc = await vpcKind.create({ cidrBlock, tags }, cloud);
    const subnets: { type: string; id: string }[] = [];
    for (const spec of specs) {
      for (let zone = 0; zone < zones; zone += 1) {
        const subnet = await subnetKind.create(
          {
            vpcId: vpc.id,
            cidrBlock: cidrOf(cidrBlock, subnets.length),
            availabilityZone: `${cloud.region}${"abcdef".charAt(zone % 6)}`,
            tags: { ...tags, ...spec.tags },
          },
          cloud,
        );
        subnets.push({ type: spec.type ?? "Private", id: subnet.id });
      }
    }
    const ids = (type: string): string[] =>
      subnets.filter((each) => each.type === type).map(({ id }) => id);
    const live: Live = {
      vpcId: vpc.id,
      privateSubnetIds: ids("Private"),
      publicSubnetIds: ids("Public"),
      isolatedSubnetIds: ids("Isolated"),
    };
    return { id: vpc.id, outputs: { ...inputs, ...live } };
  },
  async read(id, state, cloud) {
    const vpc = await vpcKind.read(id, {}, cloud);
    return vpc && { id, outputs: { ...state, vpcId: id } };
  },
  async delete(id, state: Properties, cloud) {
    const live = state as unknown as Live;
    const subnets = [...live.privateSubnetIds, ...live.publicSubnetIds, ...live.isolatedSubnetIds];
    for (const subnet of subnets) await subnetKind.delete(subnet, {}, cloud);
    await vpcKind.delete(id, {}, cloud);
  },
};
