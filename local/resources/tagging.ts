import type { CallInput, OperationName, OutputOf, ServiceName } from "../gateway/model/apis";
import type { Properties, Tags } from "./kind";
import { tagList, tagMap, type Tagging } from "./tags";

/** All after an ARN's last slash. */
export const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

type Calls<S extends ServiceName> = readonly [
  list: OperationName<S>,
  set: OperationName<S>,
  remove: OperationName<S>,
];

/** The members that say the resource, its tags and the keys to remove. */
interface Members<S extends ServiceName, C extends Calls<S>> {
  readonly of: keyof CallInput<S, C[0]> & keyof CallInput<S, C[1]> & string;
  /** Whether the resource is meant by its name, not its ARN. */
  readonly byName?: boolean;
  readonly listed?: keyof OutputOf<S, C[0]> & string;
  readonly tags?: keyof CallInput<S, C[1]> & string;
  readonly keys?: keyof CallInput<S, C[2]> & string;
  /** Whether tags are given as a mapping; else they are a list of structures of these two members. */
  readonly mapped?: boolean;
  readonly pair?: readonly [key: string, value: string];
}

/** A service's tag operations, which differ in their names and their members' alone. */
function tagging<S extends ServiceName, const C extends Calls<S>>(
  service: S,
  [list, set, remove]: C,
  members: Members<S, C>,
): Tagging {
  const { of, byName = false, mapped = false, tags = "Tags", keys = "TagKeys" } = members;
  const { listed = tags, pair = ["Key", "Value"] } = members;
  const [key, value] = pair;
  const target = (arn: string) => ({ [of]: byName ? nameIn(arn) : arn });
  const written = (all: Tags): unknown =>
    mapped ? all : Object.entries(all).map(([name, text]) => ({ [key]: name, [value]: text }));
  // The members' names are the operations' own, as their types above say.
  return {
    async list(arn, cloud) {
      const answer = await cloud.call(service, list, target(arn) as never);
      const told = (answer as Properties)[listed] ?? {};
      if (!Array.isArray(told)) return told as Tags;
      return Object.fromEntries((told as Tags[]).map((tag) => [tag[key] ?? "", tag[value] ?? ""]));
    },
    set: (arn, all, cloud) =>
      cloud.call(service, set, { ...target(arn), [tags]: written(all) } as never),
    remove: (arn, names, cloud) =>
      cloud.call(service, remove, { ...target(arn), [keys]: names } as never),
  };
}

const usual = ["ListTagsForResource", "TagResource", "UntagResource"] as const;

export const athena = tagging("athena", usual, { of: "ResourceARN" });
export const budgets = tagging("budgets", usual, {
  of: "ResourceARN",
  tags: "ResourceTags",
  keys: "ResourceTagKeys",
});
export const cloudwatch = tagging("monitoring", usual, { of: "ResourceARN" });
export const dynamodb = tagging(
  "dynamodb",
  ["ListTagsOfResource", "TagResource", "UntagResource"],
  { of: "ResourceArn" },
);
export const firehose = tagging(
  "firehose",
  ["ListTagsForDeliveryStream", "TagDeliveryStream", "UntagDeliveryStream"],
  { of: "DeliveryStreamName", byName: true },
);
export const glue = tagging("glue", ["GetTags", "TagResource", "UntagResource"], {
  of: "ResourceArn",
  listed: "Tags",
  tags: "TagsToAdd",
  keys: "TagsToRemove",
  mapped: true,
});
export const kinesis = tagging("kinesis", usual, { of: "ResourceARN", mapped: true });
export const kms = tagging("kms", ["ListResourceTags", "TagResource", "UntagResource"], {
  of: "KeyId",
  pair: ["TagKey", "TagValue"],
});
export const lambda = tagging("lambda", ["ListTags", "TagResource", "UntagResource"], {
  of: "Resource",
  mapped: true,
});
export const logs = tagging("logs", usual, {
  of: "resourceArn",
  tags: "tags",
  keys: "tagKeys",
  mapped: true,
});
export const redshiftServerless = tagging("redshift-serverless", usual, {
  of: "resourceArn",
  tags: "tags",
  keys: "tagKeys",
  pair: ["key", "value"],
});
export const role = tagging("iam", ["ListRoleTags", "TagRole", "UntagRole"], {
  of: "RoleName",
  byName: true,
});
export const scheduler = tagging("scheduler", usual, { of: "ResourceArn" });
export const sns = tagging("sns", usual, { of: "ResourceArn" });

/** A queue is known by its URL, of which the path alone says which it is. */
export const sqs: Tagging = {
  async list(arn, cloud) {
    const QueueUrl = queuePath(arn);
    return (await cloud.call("sqs", "ListQueueTags", { QueueUrl })).Tags ?? {};
  },
  set: (arn, Tags, cloud) => cloud.call("sqs", "TagQueue", { QueueUrl: queuePath(arn), Tags }),
  remove: (arn, TagKeys, cloud) =>
    cloud.call("sqs", "UntagQueue", { QueueUrl: queuePath(arn), TagKeys }),
};

const queuePath = (arn: string): string => `/${arn.split(":").slice(4).join("/")}`;

export const redshift: Tagging = {
  ...tagging("redshift", ["DescribeTags", "CreateTags", "DeleteTags"], { of: "ResourceName" }),
  async list(ResourceName, cloud) {
    const { TaggedResources = [] } = await cloud.call("redshift", "DescribeTags", { ResourceName });
    return tagMap(TaggedResources.flatMap(({ Tag }) => Tag ?? []));
  },
};

export const ec2: Tagging = {
  async list(arn, cloud) {
    const Filters = [{ Name: "resource-id", Values: [nameIn(arn)] }];
    return tagMap((await cloud.call("ec2", "DescribeTags", { Filters })).Tags);
  },
  set: (arn, tags, cloud) =>
    cloud.call("ec2", "CreateTags", { Resources: [nameIn(arn)], Tags: tagList(tags) }),
  remove: (arn, keys, cloud) =>
    cloud.call("ec2", "DeleteTags", {
      Resources: [nameIn(arn)],
      Tags: keys.map((Key) => ({ Key })),
    }),
};
