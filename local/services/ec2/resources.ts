import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export type Kind = "vpc" | "subnet" | "security-group";

/** A resource in the shape of Describe…'s answer. */
export interface Resource {
  readonly kind: Kind;
  readonly id: string;
  readonly tags: Map<string, string>;
  shape: Readonly<Record<string, unknown>>;
}

export interface Filter {
  readonly Name: string;
  readonly Value?: readonly string[];
}

/** `Filter` is a numbered list; ids come under the kind's own name. */
export type DescribeInput = Readonly<Record<string, unknown>> & {
  readonly Filter?: readonly Filter[];
};

export const IDS: Readonly<
  Record<Kind, { prefix: string; member: string; input: string; set: string }>
> = {
  vpc: { prefix: "vpc", member: "vpcId", input: "VpcId", set: "vpcSet" },
  subnet: { prefix: "subnet", member: "subnetId", input: "SubnetId", set: "subnetSet" },
  "security-group": {
    prefix: "sg",
    member: "groupId",
    input: "GroupId",
    set: "securityGroupInfo",
  },
};

export const MISSING: Readonly<Record<Kind, string>> = {
  vpc: "InvalidVpcID.NotFound",
  subnet: "InvalidSubnetID.NotFound",
  "security-group": "InvalidGroup.NotFound",
};

/** Filters whose name is not the member's in kebab case. */
const FILTER_MEMBERS: Readonly<Record<string, string>> = {
  cidr: "cidrBlock",
  "cidr-block": "cidrBlock",
  "group-name": "groupName",
  "group-id": "groupId",
  "vpc-id": "vpcId",
  "subnet-id": "subnetId",
  "availability-zone": "availabilityZone",
};

export function passes({ shape, tags }: Resource): (filter: Filter) => boolean {
  return ({ Name, Value = [] }) => {
    if (Name.startsWith("tag:")) return Value.includes(tags.get(Name.slice(4)) ?? "");
    if (Name === "tag-key") return Value.some((key) => tags.has(key));
    const member = FILTER_MEMBERS[Name] ?? Name;
    if (!(member in shape)) {
      throw new AwsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
    }
    return Value.includes(String(shape[member]));
  };
}

export function tagOperations(resources: ReadonlyMap<string, Resource>): Record<string, Operation> {
  const each = (ids: readonly string[]): Resource[] =>
    ids.map((id) => {
      const resource = resources.get(id);
      if (resource) return resource;
      throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
    });
  return {
    CreateTags: {
      run({ ResourceId, Tag }: { ResourceId: readonly string[]; Tag: readonly Tag[] }) {
        for (const { tags } of each(ResourceId)) {
          for (const { Key, Value } of Tag) tags.set(Key, Value);
        }
        return { return: true };
      },
    },
    DeleteTags: {
      run({ ResourceId, Tag }: { ResourceId: readonly string[]; Tag: readonly { Key: string }[] }) {
        for (const { tags } of each(ResourceId)) for (const { Key } of Tag) tags.delete(Key);
        return { return: true };
      },
    },
  };
}
