import type { SecurityGroup, Subnet, Vpc } from "@aws-sdk/client-ec2";
import { AwsError, type Operations } from "../../gateway/service";
import type { TagLimits, TagStore } from "../tags";

/** What each kind of resource is in the shape of its Describe…'s answer. */
export interface Shapes {
  readonly vpc: Vpc;
  readonly subnet: Subnet;
  readonly "security-group": SecurityGroup;
}

export type Kind = keyof Shapes;

export interface Resource<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
  readonly tags: TagStore;
  shape: Shapes[K];
}

interface Naming {
  readonly prefix: string;
  readonly member: string;
  readonly missing: string;
}

export const NAMES: Readonly<Record<Kind, Naming>> = {
  vpc: { prefix: "vpc", member: "VpcId", missing: "InvalidVpcID.NotFound" },
  subnet: { prefix: "subnet", member: "SubnetId", missing: "InvalidSubnetID.NotFound" },
  "security-group": { prefix: "sg", member: "GroupId", missing: "InvalidGroup.NotFound" },
};

/** Filters whose name is not the member's in kebab case. */
const FILTERS: Readonly<Record<string, string>> = { cidr: "CidrBlock" };

const memberOf = (filter: string): string =>
  FILTERS[filter] ?? filter.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());

interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export function passes({ shape, tags }: Resource): (filter: Filter) => boolean {
  return ({ Name = "", Values = [] }) => {
    if (Name.startsWith("tag:")) return Values.includes(tags.get(Name.slice(4)) ?? "");
    if (Name === "tag-key") return Values.some((key) => tags.has(key));
    const member = memberOf(Name);
    if (!(member in shape)) {
      throw new AwsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
    }
    const value: unknown = shape[member as keyof typeof shape];
    return typeof value === "object" ? false : Values.includes(`${value as string | boolean}`);
  };
}

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export const TAGS: TagLimits = {
  tooMany: ["TagLimitExceeded", "The maximum number of tags for this resource has been reached."],
  invalid: "InvalidParameterValue",
};

export function tagOperations(resources: ReadonlyMap<string, Resource>): Operations<"ec2"> {
  const each = (ids: readonly string[]): Resource[] =>
    ids.map((id) => {
      const resource = resources.get(id);
      if (resource) return resource;
      throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
    });
  return {
    CreateTags: {
      run({ Resources, Tags }) {
        for (const { tags } of each(Resources)) tags.add(Tags);
        return {};
      },
    },
    /** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html */
    DeleteTags: {
      run({ Resources, Tags }) {
        for (const { tags } of each(Resources)) {
          const named = (Tags ?? tags.list()).filter(
            ({ Key = "", Value }) => Value === undefined || tags.get(Key) === Value,
          );
          tags.remove(named.map(({ Key = "" }) => Key));
        }
        return {};
      },
    },
    /** By `resource-id`; other filters let all through. */
    DescribeTags: {
      run({ Filters = [] }) {
        const ids = Filters.filter(({ Name }) => Name === "resource-id").flatMap(
          ({ Values = [] }) => Values,
        );
        const asked = [...resources.values()].filter(({ id }) => !ids[0] || ids.includes(id));
        return {
          Tags: asked.flatMap(({ id, kind, tags }) =>
            tags.list().map((tag) => ({ ...tag, ResourceId: id, ResourceType: kind })),
          ),
        };
      },
    },
  };
}
