import { randomBytes } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { Operations, Service } from "../../gateway/service";
import type { InputOf } from "../../gateway/model/apis";
import { TagStore, taggedOf } from "../tags";
import type { TagSource } from "../tagging";
import { instanceOperations } from "./instances";
import { NAMES, TAGS, passes, tagOperations } from "./resources";
import type { Kind, Resource, Shapes } from "./resources";
import { ruleOperations, shownRule } from "./rules";

type Specifications = InputOf<"ec2", "CreateVpc">["TagSpecifications"];
type Describing = Pick<InputOf<"ec2", "DescribeVpcs">, "Filters">;

/** There is no default VPC. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
const accountAttributes: Readonly<Record<string, readonly string[]>> = {
  "supported-platforms": ["VPC"],
  "default-vpc": ["none"],
  "max-instances": ["20"],
  "vpc-max-security-groups-per-interface": ["5"],
  "max-elastic-ips": ["5"],
  "vpc-max-elastic-ips": ["5"],
};

/**
 * EC2's networks as they are declared: VPCs, subnets and security groups with tags. There are no
 * instances, no gateways and no network interfaces, and Describe says so.
 */
export function createEc2(o: {
  readonly region: string;
  readonly accountId: string;
}): Service & TagSource {
  const resources = new Map<string, Resource>();
  const shown = <K extends Kind>({ shape, tags }: Resource<K>): Shapes[K] => ({
    ...shape,
    Tags: tags.list(),
  });

  function add<K extends Kind>(
    kind: K,
    shape: Shapes[K],
    specifications: Specifications = [],
  ): Resource<K> {
    const { prefix, member } = NAMES[kind];
    const id = `${prefix}-${randomBytes(8).toString("hex").padStart(17, "0")}`;
    const given = specifications.flatMap(({ Tags = [] }) => Tags);
    const tags = new TagStore(TAGS, given);
    const named = { [member]: id, OwnerId: o.accountId, ...shape };
    const resource = { kind, id, tags, shape: named };
    resources.set(id, resource);
    return resource;
  }

  function find<K extends Kind>(kind: K, id: string | undefined): Resource<K> {
    const { member, missing } = NAMES[kind];
    if (id === undefined) {
      throw new AwsError("MissingParameter", `The request must contain the parameter ${member}`);
    }
    const resource = resources.get(id);
    if (resource !== undefined && isOf(resource, kind)) return resource;
    throw new AwsError(missing, `The ${kind} ID '${id}' does not exist`);
  }

  const all = <K extends Kind>(kind: K): Resource<K>[] =>
    [...resources.values()].filter((each) => isOf(each, kind));
  const within = (vpcId: string): Resource<"subnet" | "security-group">[] =>
    [...all("subnet"), ...all("security-group")].filter(({ shape }) => shape.VpcId === vpcId);
  const isDefault = ({ shape }: Resource): boolean =>
    "GroupName" in shape && shape.GroupName === "default";
  // A new group lets everything out.
  const everything = shownRule({ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] });

  /** The group that comes and goes with a VPC: its members reach one another. */
  function addDefaultGroup(VpcId: string): void {
    const Description = "default VPC security group";
    const group = add("security-group", { VpcId, GroupName: "default", Description });
    const members = shownRule({ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: group.id }] });
    group.shape = { ...group.shape, IpPermissions: [members], IpPermissionsEgress: [everything] };
  }

  function describe<K extends Kind>(
    kind: K,
    ids: readonly string[] | undefined,
    { Filters = [] }: Describing,
  ): Shapes[K][] {
    const chosen = ids?.map((id) => find(kind, id)) ?? all(kind);
    return chosen.filter((each) => Filters.every(passes(each))).map(shown);
  }

  function remove(kind: Kind, id: string | undefined): object {
    const resource = find(kind, id);
    if (kind === "security-group" && isDefault(resource)) {
      const message = `the specified group: "${resource.id}" name: "default" cannot be deleted by a user`;
      throw new AwsError("CannotDelete", message);
    }
    const inside = kind === "vpc" ? within(resource.id) : [];
    if (!inside.every(isDefault)) {
      const message = `The vpc '${resource.id}' has dependencies and cannot be deleted.`;
      throw new AwsError("DependencyViolation", message);
    }
    for (const each of [...inside, resource]) resources.delete(each.id);
    return {};
  }

  const operations: Operations<"ec2"> = {
    CreateVpc: {
      run: ({ CidrBlock, TagSpecifications }) => {
        const shape = { CidrBlock, State: "available", IsDefault: false } as const;
        const vpc = add("vpc", { ...shape, InstanceTenancy: "default" }, TagSpecifications);
        addDefaultGroup(vpc.id);
        return { Vpc: shown(vpc) };
      },
    },
    CreateSubnet: {
      run({ VpcId, CidrBlock, AvailabilityZone = `${o.region}a`, TagSpecifications }) {
        find("vpc", VpcId);
        const shape = { VpcId, CidrBlock, AvailabilityZone, State: "available" } as const;
        const subnet = { ...shape, MapPublicIpOnLaunch: false };
        return { Subnet: shown(add("subnet", subnet, TagSpecifications)) };
      },
    },
    CreateSecurityGroup: {
      run({ VpcId, GroupName, Description, TagSpecifications }) {
        const vpc = find("vpc", VpcId);
        if (
          within(vpc.id).some(({ shape }) => "GroupName" in shape && shape.GroupName === GroupName)
        ) {
          const message = `The security group '${GroupName}' already exists for VPC '${vpc.id}'`;
          throw new AwsError("InvalidGroup.Duplicate", message);
        }
        const rules = { IpPermissions: [], IpPermissionsEgress: [everything] };
        const shape = { VpcId, GroupName, Description, ...rules };
        return { GroupId: add("security-group", shape, TagSpecifications).id };
      },
    },
    DescribeVpcs: { run: (input) => ({ Vpcs: describe("vpc", input.VpcIds, input) }) },
    DescribeSubnets: { run: (input) => ({ Subnets: describe("subnet", input.SubnetIds, input) }) },
    DescribeSecurityGroups: {
      run: (input) => ({ SecurityGroups: describe("security-group", input.GroupIds, input) }),
    },
    DescribeNetworkInterfaces: { run: () => ({ NetworkInterfaces: [] }) },
    DescribeNatGateways: { run: () => ({ NatGateways: [] }) },
    DescribeInternetGateways: { run: () => ({ InternetGateways: [] }) },
    DescribeVpcEndpoints: { run: () => ({ VpcEndpoints: [] }) },
    DescribeAddresses: { run: () => ({ Addresses: [] }) },
    DescribeAccountAttributes: {
      run({ AttributeNames = Object.keys(accountAttributes) }) {
        const AccountAttributes = AttributeNames.map((AttributeName) => ({
          AttributeName,
          AttributeValues: (accountAttributes[AttributeName] ?? []).map((AttributeValue) => ({
            AttributeValue,
          })),
        }));
        return { AccountAttributes };
      },
    },
    DescribeAvailabilityZones: {
      run: () => ({
        AvailabilityZones: ["a", "b", "c"].map((letter) => ({
          ZoneName: o.region + letter,
          RegionName: o.region,
          State: "available",
          ZoneType: "availability-zone",
        })),
      }),
    },
    DeleteVpc: { run: ({ VpcId }) => remove("vpc", VpcId) },
    DeleteSubnet: { run: ({ SubnetId }) => remove("subnet", SubnetId) },
    DeleteSecurityGroup: { run: ({ GroupId }) => remove("security-group", GroupId) },
    ...instanceOperations,
    ...ruleOperations((id) => find("security-group", id)),
    ...tagOperations(resources),
  };
  return {
    name: "ec2",
    validationCode: "MissingParameter",
    operations,
    tagged: () =>
      taggedOf(
        [...resources.values()].map(({ kind, id, tags }) => ({
          arn: `arn:aws:ec2:${o.region}:${o.accountId}:${kind}/${id}`,
          tags,
        })),
      ),
  };
}

const isOf = <K extends Kind>(resource: Resource, kind: K): resource is Resource<K> =>
  resource.kind === kind;
