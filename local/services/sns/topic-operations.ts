import { AwsError } from "../../gateway/service";
import type { Operations, Permission } from "../../gateway/service";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { pageOf } from "../pages";
import { readPolicy } from "../policy/read";
import { PolicyFault } from "../policy/statement";
import { tagOperations } from "../tags";
import { invalid } from "./topics";
import type { Topic, Topics } from "./topics";

const SETTABLE =
  /^(DeliveryPolicy|DisplayName|Policy|KmsMasterKeyId|SignatureVersion|TracingConfig|ArchivePolicy|(HTTP|Lambda|Application|Firehose|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn))$/;

/** Attributes of FIFO topics, and their values, of which the first is assumed. */
const FIFO: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["false", "true"],
  FifoThroughputScope: ["Topic", "MessageGroup"],
};

/** One page of what SNS lists in hundreds. */
export function paged<Item>(items: readonly Item[], token: string | undefined) {
  const { page, next } = pageOf(items, token, 100, () => invalid("NextToken"));
  return { page, NextToken: next };
}

export function onTopic(action: string) {
  return ({ TopicArn }: { readonly TopicArn: string }): readonly Permission[] => [
    [`sns:${action}`, TopicArn],
  ];
}

function setAttribute(topic: Topic, name: string, value: string | undefined): void {
  if (!SETTABLE.test(name) && !(topic.fifo && name in FIFO)) throw invalid("AttributeName");
  if (value && FIFO[name]?.includes(value) === false) throw invalid(name);
  if (name === "Policy" && value) checkPolicy(value);
  if (name === "SignatureVersion" && value !== "1" && value !== "2")
    throw invalid("SignatureVersion");
  if (value === undefined || value === "") topic.attributes.delete(name);
  else topic.attributes.set(name, value);
}

/** What a topic's policy may let others do: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html */
const GRANTABLE = new Set(
  [
    ...["AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes"],
    ...["ListSubscriptionsByTopic", "ListTagsForResource", "Publish", "PutDataProtectionPolicy"],
    ...["Receive", "RemovePermission", "SetTopicAttributes", "Subscribe"],
  ].map((action) => `sns:${action.toLowerCase()}`),
);

function checkPolicy(policy: string): void {
  for (const { actions } of readTopicPolicy(policy)) {
    const outside = actions.some(
      (action) => !action.includes("*") && !GRANTABLE.has(action.toLowerCase()),
    );
    if (outside) throw invalid("Policy statement action out of service scope!");
  }
}

function readTopicPolicy(policy: string) {
  try {
    return readPolicy(policy, "resource");
  } catch (fault) {
    // AWS says "null" for most of them.
    throw fault instanceof PolicyFault ? invalid(`Policy Error: ${fault.message}`) : fault;
  }
}

const fifoDefaults = Object.fromEntries(
  Object.entries(FIFO).map(([name, [assumed = ""]]) => [name, assumed]),
);

/** Creation, deletion, attributes and tags of topics. */
export function topicOperations(topics: Topics, accountId: string): Operations<"sns"> {
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

  function create(input: InputOf<"sns", "CreateTopic">): OutputOf<"sns", "CreateTopic"> {
    const { Name, Tags = [] } = input;
    const { FifoTopic = "false", ...Attributes } = input.Attributes ?? {};
    if (!/^(true|false)$/.test(FifoTopic)) throw invalid("FifoTopic");
    const existing = topics.byArn.get(topics.arnOf(Name));
    if (existing) {
      const other = Object.entries(Attributes).some(([k, v]) => existing.attributes.get(k) !== v);
      if (other) throw invalid("Attributes Reason: Topic already exists with different attributes");
      const tags = Tags.some(({ Key, Value }) => existing.tags.get(Key) !== Value);
      if (tags) throw invalid("Tags Reason: Topic already exists with different tags");
      return { TopicArn: existing.arn };
    }
    const topic = topics.create(Name, FifoTopic === "true");
    try {
      for (const [name, value] of Object.entries(Attributes)) setAttribute(topic, name, value);
      topic.tags.add(Tags);
    } catch (error) {
      topics.remove(topic.arn);
      throw error;
    }
    return { TopicArn: topic.arn };
  }

  function attributesOf(topic: Topic): Record<string, string> {
    const pending = [...topic.subscriptions.values()].filter((each) => each.token).length;
    return {
      TopicArn: topic.arn,
      Owner: accountId,
      DisplayName: "",
      Policy: defaultPolicy(topic),
      SubscriptionsConfirmed: String(topic.subscriptions.size - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: "0",
      ...(topic.fifo && { FifoTopic: "true", ...fifoDefaults }),
      ...Object.fromEntries(topic.attributes),
    };
  }

  return {
    CreateTopic: {
      permissions: ({ Name }) => [["sns:CreateTopic", topics.arnOf(Name)]],
      run: create,
    },
    DeleteTopic: {
      permissions: onTopic("DeleteTopic"),
      run({ TopicArn }) {
        topics.remove(TopicArn);
        return {};
      },
    },
    GetTopicAttributes: {
      permissions: onTopic("GetTopicAttributes"),
      run: ({ TopicArn }) => ({ Attributes: attributesOf(topics.topic(TopicArn)) }),
    },
    SetTopicAttributes: {
      permissions: onTopic("SetTopicAttributes"),
      run({ TopicArn, AttributeName, AttributeValue }) {
        setAttribute(topics.topic(TopicArn), AttributeName, AttributeValue);
        return {};
      },
    },
    ListTopics: {
      run({ NextToken: token }) {
        const arns = [...topics.byArn.keys()].sort().map((TopicArn) => ({ TopicArn }));
        const { page, NextToken } = paged(arns, token);
        return { Topics: page, NextToken };
      },
    },
    ...tagOperations("sns", {
      resource: "ResourceArn",
      find(arn) {
        const topic = topics.byArn.get(arn);
        if (topic) return topic.tags;
        throw new AwsError("ResourceNotFound", "Resource does not exist");
      },
    }),
  };
}
