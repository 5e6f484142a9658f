import { randomBytes } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { Operation, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { IDS, MISSING, passes, tagOperations } from "./resources";
import type { DescribeInput, Kind, Resource, Tag } from "./resources";
import { ruleOperations, wireRule } from "./rules";

interface TagSpecifications {
  readonly TagSpecification?: readonly { readonly Tag?: readonly Tag[] }[];
}

/**
 * EC2's networks as they are declared: VPCs, subnets and security groups with tags. Inputs have
 * the query protocol's names (`VpcId` a list, `Filter` of `Name` and `Value`). There are no
 * gateways and no network interfaces, and Describe says so.
 */
export function createEc2(o: {
  readonly region: string;
  readonly accountId: string;
}): Service & TagSource {
  const resources = new Map<string, Resource>();
  const shown = ({ shape, tags }: Resource): object => ({
    ...shape,
    tagSet: [...tags].map(([key, value]) => ({ key, value })),
  });

  function add(kind: Kind, shape: object, { TagSpecification = [] }: TagSpecifications): Resource {
    const id = `${IDS[kind].prefix}-${randomBytes(8).toString("hex").padStart(17, "0")}`;
    const tags = TagSpecification.flatMap(({ Tag = [] }) => Tag);
    const resource: Resource = {
      kind,
      id,
      tags: new Map(tags.map(({ Key, Value }) => [Key, Value])),
      shape: { [IDS[kind].member]: id, ownerId: o.accountId, ...shape },
    };
    resources.set(id, resource);
    return resource;
  }

  function find(kind: Kind, id: string | undefined): Resource {
    if (id === undefined) {
      const message = `The request must contain the parameter ${IDS[kind].input}`;
      throw new AwsError("MissingParameter", message);
    }
    const resource = resources.get(id);
    if (resource?.kind === kind) return resource;
    throw new AwsError(MISSING[kind], `The ${kind} ID '${id}' does not exist`);
  }

  const within = (vpcId: string): Resource[] =>
    [...resources.values()].filter(({ kind, shape }) => kind !== "vpc" && shape["vpcId"] === vpcId);
  const isDefault = ({ shape }: Resource): boolean => shape["groupName"] === "default";
  // A new group lets everything out.
  const everything = wireRule({ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] });

  /** The group that comes and goes with a VPC: its members reach one another. */
  function addDefaultGroup(vpcId: string): void {
    const description = "default VPC security group";
    const shape = { vpcId, groupName: "default", groupDescription: description };
    const group = add("security-group", shape, {});
    const members = wireRule({ IpProtocol: "-1", Groups: [{ GroupId: group.id }] });
    group.shape = { ...group.shape, ipPermissions: [members], ipPermissionsEgress: [everything] };
  }

  function describe(kind: Kind, input: DescribeInput): object {
    const { input: ids, set } = IDS[kind];
    const wanted = input[ids] as readonly string[] | undefined;
    const chosen = wanted?.map((id) => find(kind, id)) ?? [...resources.values()];
    const filters = input.Filter ?? [];
    const found = chosen.filter((each) => each.kind === kind && filters.every(passes(each)));
    return { [set]: found.map(shown) };
  }

  function remove(kind: Kind, id: string): object {
    find(kind, id);
    if (kind === "security-group" && isDefault(find(kind, id))) {
      const message = `the specified group: "${id}" name: "default" cannot be deleted by a user`;
      throw new AwsError("CannotDelete", message);
    }
    if (kind === "vpc" && !within(id).every(isDefault)) {
      const message = `The vpc '${id}' has dependencies and cannot be deleted.`;
      throw new AwsError("DependencyViolation", message);
    }
    if (kind === "vpc") for (const group of within(id)) resources.delete(group.id);
    resources.delete(id);
    return { return: true };
  }

  const operations: Record<string, Operation> = {
    CreateVpc: {
      run: (input: TagSpecifications & { CidrBlock: string }) => {
        const shape = { cidrBlock: input.CidrBlock, state: "available", isDefault: false };
        const vpc = add("vpc", { ...shape, instanceTenancy: "default" }, input);
        addDefaultGroup(vpc.id);
        return { vpc: shown(vpc) };
      },
    },
    CreateSubnet: {
      run(
        input: TagSpecifications & { VpcId: string; CidrBlock: string; AvailabilityZone?: string },
      ) {
        find("vpc", input.VpcId);
        const shape = {
          vpcId: input.VpcId,
          cidrBlock: input.CidrBlock,
          availabilityZone: input.AvailabilityZone ?? `${o.region}a`,
          state: "available",
          mapPublicIpOnLaunch: false,
        };
        return { subnet: shown(add("subnet", shape, input)) };
      },
    },
    CreateSecurityGroup: {
      run(
        input: TagSpecifications & { VpcId: string; GroupName: string; GroupDescription: string },
      ) {
        find("vpc", input.VpcId);
        const { VpcId: vpcId, GroupName: groupName, GroupDescription: groupDescription } = input;
        if (within(vpcId).some(({ shape }) => shape["groupName"] === groupName)) {
          const message = `The security group '${groupName}' already exists for VPC '${vpcId}'`;
          throw new AwsError("InvalidGroup.Duplicate", message);
        }
        const rules = { ipPermissions: [], ipPermissionsEgress: [everything] };
        const shape = { vpcId, groupName, groupDescription, ...rules };
        return { return: true, groupId: add("security-group", shape, input).id };
      },
    },
    DescribeVpcs: { run: (input: DescribeInput) => describe("vpc", input) },
    DescribeSubnets: { run: (input: DescribeInput) => describe("subnet", input) },
    DescribeSecurityGroups: { run: (input: DescribeInput) => describe("security-group", input) },
    DescribeNetworkInterfaces: { run: () => ({ networkInterfaceSet: [] }) },
    DescribeNatGateways: { run: () => ({ natGatewaySet: [] }) },
    DescribeInternetGateways: { run: () => ({ internetGatewaySet: [] }) },
    DescribeVpcEndpoints: { run: () => ({ vpcEndpointSet: [] }) },
    DescribeAddresses: { run: () => ({ addressesSet: [] }) },
    DescribeAvailabilityZones: {
      run: () => ({
        availabilityZoneInfo: ["a", "b", "c"].map((letter) => ({
          zoneName: o.region + letter,
          regionName: o.region,
          zoneState: "available",
          zoneType: "availability-zone",
        })),
      }),
    },
    DeleteVpc: { run: ({ VpcId }: { VpcId: string }) => remove("vpc", VpcId) },
    DeleteSubnet: { run: ({ SubnetId }: { SubnetId: string }) => remove("subnet", SubnetId) },
    DeleteSecurityGroup: {
      run: ({ GroupId }: { GroupId: string }) => remove("security-group", GroupId),
    },
    ...ruleOperations((id) => find("security-group", id)),
    ...tagOperations(resources),
  };
  return {
    name: "ec2",
    xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    ec2: true,
    operations,
    tagged: () =>
      [...resources.values()].map(({ kind, id, tags }) => ({
        arn: `arn:aws:ec2:${o.region}:${o.accountId}:${kind}/${id}`,
        tags: Object.fromEntries(tags),
      })),
  };
}
