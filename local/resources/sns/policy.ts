import type * as aws from "@pulumi/aws";
import { jsonText, kept, parsedJson } from "../as-given";
import { defineKind } from "../define";

export const topicPolicyKind = defineKind<aws.sns.TopicPolicyArgs, "arn">({
  type: "aws:sns/topicPolicy:TopicPolicy",
  id: "arn",
  required: ["policy"],
  put: ({ arn: TopicArn, policy }, cloud) =>
    cloud.call("sns", "SetTopicAttributes", {
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: jsonText(policy),
    }),
  async read(TopicArn, state, cloud) {
    const { Attributes } = await cloud.call("sns", "GetTopicAttributes", { TopicArn });
    const policy = kept<unknown>(state.policy, Attributes?.Policy, parsedJson);
    return { policy, owner: Attributes?.Owner };
  },
  // A topic always has a policy: without its own, AWS's default one.
  delete: (TopicArn, _state, cloud) =>
    cloud.call("sns", "SetTopicAttributes", {
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: "",
    }),
});
