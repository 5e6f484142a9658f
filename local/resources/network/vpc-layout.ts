import type { Refusals } from "../limits";

/** awsx.ec2.Vpc's arguments, as far as the local cloud knows them. */
export interface LayoutInputs {
  readonly cidrBlock?: string;
  readonly numberOfAvailabilityZones?: number;
  readonly natGateways?: { readonly strategy?: string };
  readonly subnetSpecs?: readonly {
    readonly type?: string;
    readonly name?: string;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** What the local cloud does not take of them. */
export function layoutFaults(inputs: LayoutInputs): Refusals {
  const { strategy = "None" } = inputs.natGateways ?? {};
  return {
    natGateways: strategy !== "None" && `the local cloud has none: use strategy "None"`,
    subnetSpecs:
      vpcLayout(inputs).subnets.length > 16 && "the local cloud has room for 16 subnets a VPC",
  };
}

/**
 * What awsx makes of its arguments: a VPC, and a subnet per spec and zone, each with a third octet's worth
 * of addresses, of which 10.0.0.0/16 has room for 16.
 */
export function vpcLayout(inputs: LayoutInputs) {
  const { cidrBlock = "10.0.0.0/16", numberOfAvailabilityZones: zones = 3, tags = {} } = inputs;
  const specs = inputs.subnetSpecs ?? [{ type: "Public" }, { type: "Private" }];
  const prefix = cidrBlock.split(".").slice(0, 2).join(".");
  const subnets = specs.flatMap(({ type = "Private", name = type.toLowerCase(), ...spec }, index) =>
    Array.from({ length: zones }, (_, zone) => ({
      type,
      name: `${name}-${zone + 1}`,
      /** What comes after the region in its zone's name. */
      zone: "abcdef".charAt(zone % 6),
      cidrBlock: `${prefix}.${(index * zones + zone) * 16}.0/20`,
      mapPublicIpOnLaunch: type === "Public",
      tags: { ...tags, ...spec.tags },
    })),
  );
  return { vpc: { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true, tags }, subnets };
}

/** The component's outputs, of its subnets by their type. */
export function subnetIds<Id>(subnets: readonly { readonly type: string; readonly id: Id }[]) {
  const ids = (type: string): Id[] =>
    subnets.filter((subnet) => subnet.type === type).map(({ id }) => id);
  return {
    privateSubnetIds: ids("Private"),
    publicSubnetIds: ids("Public"),
    isolatedSubnetIds: ids("Isolated"),
  };
}
