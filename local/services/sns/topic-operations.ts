import { AwsError } from "../../gateway/service";
import type { Operation, Permission } from "../../gateway/service";
import { invalid } from "./topics";
import type { Topic, Topics } from "./topics";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface CreateInput {
  readonly Name: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Tags?: readonly Tag[];
}

export interface TopicInput {
  readonly TopicArn: string;
}

interface AttributeInput extends TopicInput {
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

interface TagInput {
  readonly ResourceArn: string;
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
}

const SETTABLE =
  /^(DeliveryPolicy|DisplayName|Policy|KmsMasterKeyId|SignatureVersion|TracingConfig|ArchivePolicy|(HTTP|Lambda|Application|Firehose|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn))$/;

export const PAGE = 100;

/** One page of a list that AWS pages by tokens; a token is the place of the next item. */
export function paged<Item>(
  items: readonly Item[],
  token: string | undefined,
): { readonly page: readonly Item[]; readonly NextToken?: string } {
  const from = token === undefined || token === "" ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw invalid("NextToken");
  const next = from + PAGE;
  return {
    page: items.slice(from, next),
    ...(next < items.length && { NextToken: String(next) }),
  };
}

export function onTopic(action: string) {
  return ({ TopicArn }: TopicInput): readonly Permission[] => [[`sns:${action}`, TopicArn]];
}

function setAttribute(topic: Topic, name: string, value: string | undefined): void {
  if (name === "FifoTopic" || name === "ContentBasedDeduplication") {
    throw invalid(`AttributeName: the local cloud does not implement FIFO topics (${name})`);
  }
  if (!SETTABLE.test(name)) throw invalid("AttributeName");
  if (name === "Policy" && value) checkJson(value);
  if (name === "SignatureVersion" && value !== "1" && value !== "2")
    throw invalid("SignatureVersion");
  if (value === undefined || value === "") topic.attributes.delete(name);
  else topic.attributes.set(name, value);
}

function checkJson(policy: string): void {
  try {
    JSON.parse(policy);
  } catch {
    throw invalid("Policy Error: not valid JSON");
  }
}

/** Creation, deletion, attributes and tags of topics. */
export function topicOperations(topics: Topics, accountId: string): Record<string, Operation> {
  const defaultPolicy = (topic: Topic): string =>
    JSON.stringify({
      Version: "2008-10-17",
      Id: "__default_policy_ID",
      Statement: [
        {
          Sid: "__default_statement_ID",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"],
          Resource: topic.arn,
          Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
        },
      ],
    });

  function create({ Name, Attributes = {}, Tags = [] }: CreateInput): object {
    const standing = topics.byArn.get(topics.arnOf(Name));
    if (standing) {
      const other = Object.entries(Attributes).some(([k, v]) => standing.attributes.get(k) !== v);
      if (other) throw invalid("Attributes Reason: Topic already exists with different attributes");
      const tags = Tags.some(({ Key, Value }) => standing.tags.get(Key) !== Value);
      if (tags) throw invalid("Tags Reason: Topic already exists with different tags");
      return { TopicArn: standing.arn };
    }
    const topic = topics.create(Name);
    try {
      for (const [name, value] of Object.entries(Attributes)) setAttribute(topic, name, value);
    } catch (error) {
      topics.remove(topic.arn);
      throw error;
    }
    for (const { Key, Value } of Tags) topic.tags.set(Key, Value);
    return { TopicArn: topic.arn };
  }

  function attributes({ TopicArn }: TopicInput): object {
    const topic = topics.topic(TopicArn);
    const pending = [...topic.subscriptions.values()].filter((each) => each.token).length;
    return {
      Attributes: {
        TopicArn,
        Owner: accountId,
        DisplayName: "",
        Policy: defaultPolicy(topic),
        SubscriptionsConfirmed: String(topic.subscriptions.size - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: "0",
        ...Object.fromEntries(topic.attributes),
      },
    };
  }

  return {
    CreateTopic: {
      run: create,
      permissions: ({ Name }: CreateInput) => [["sns:CreateTopic", topics.arnOf(Name)]],
    },
    DeleteTopic: {
      run({ TopicArn }: TopicInput) {
        topics.remove(TopicArn);
        return {};
      },
      permissions: onTopic("DeleteTopic"),
    },
    GetTopicAttributes: { run: attributes, permissions: onTopic("GetTopicAttributes") },
    SetTopicAttributes: {
      run({ TopicArn, AttributeName, AttributeValue }: AttributeInput) {
        setAttribute(topics.topic(TopicArn), AttributeName, AttributeValue);
        return {};
      },
      permissions: onTopic("SetTopicAttributes"),
    },
    ListTopics: {
      run({ NextToken: token }: { NextToken?: string }) {
        const arns = [...topics.byArn.keys()].sort().map((TopicArn) => ({ TopicArn }));
        const { page, NextToken } = paged(arns, token);
        return { Topics: page, NextToken };
      },
    },
    ...tagOperations(topics),
  };
}

function tagOperations(topics: Topics): Record<string, Operation> {
  const of = (arn: string): Topic => {
    const topic = topics.byArn.get(arn);
    if (topic) return topic;
    throw new AwsError("ResourceNotFound", "Resource does not exist", 404);
  };
  const on =
    (action: string) =>
    ({ ResourceArn }: TagInput): readonly Permission[] => [[`sns:${action}`, ResourceArn]];
  return {
    TagResource: {
      run({ ResourceArn, Tags = [] }: TagInput) {
        const { tags } = of(ResourceArn);
        for (const { Key, Value } of Tags) tags.set(Key, Value);
        return {};
      },
      permissions: on("TagResource"),
    },
    UntagResource: {
      run({ ResourceArn, TagKeys = [] }: TagInput) {
        const { tags } = of(ResourceArn);
        for (const key of TagKeys) tags.delete(key);
        return {};
      },
      permissions: on("UntagResource"),
    },
    ListTagsForResource: {
      run: ({ ResourceArn }: TagInput) => ({
        Tags: [...of(ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
      permissions: on("ListTagsForResource"),
    },
  };
}
