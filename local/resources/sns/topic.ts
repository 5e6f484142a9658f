import type * as aws from "@pulumi/aws";
import { kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import { matching } from "../limits";
import * as tagging from "../tagging";
import { attributesOf, changedAttributes } from "./attributes";

/** Inputs of a topic that are its attributes. */
const attributes = [
  "deliveryPolicy",
  "displayName",
  "kmsMasterKeyId",
  "policy",
  "signatureVersion",
  "tracingConfig",
] as const;

export const topicKind = defineKind<aws.sns.TopicArgs, "name">({
  type: "aws:sns/topic:Topic",
  optional: attributes,
  autoname: { property: "name", maxLength: 256 },
  limits: {
    name: matching(/^[\w-]{1,256}$/, `must have 1 to 256 letters, digits, "_" or "-"`),
  },
  tags: tagging.sns,
  async create(inputs, cloud) {
    const { TopicArn } = await cloud.call("sns", "CreateTopic", {
      Name: inputs.name,
      Attributes: attributesOf(inputs, attributes),
    });
    return TopicArn;
  },
  async update(TopicArn, inputs, cloud, before) {
    // A policy that a TopicPolicy put there is not this resource's to take away.
    const own = { ...before, policy: undefined };
    for (const change of changedAttributes(own, inputs, attributes)) {
      await cloud.call("sns", "SetTopicAttributes", { TopicArn, ...change });
    }
  },
  async read(arn, state, cloud) {
    const answer = await cloud.call("sns", "GetTopicAttributes", { TopicArn: arn });
    const { Attributes: now = {} } = answer;
    return {
      arn,
      name: arn.split(":").at(-1),
      owner: now.Owner,
      displayName: state.displayName === undefined ? undefined : now.DisplayName,
      deliveryPolicy: kept(state.deliveryPolicy, now.DeliveryPolicy, parsedJson),
      kmsMasterKeyId: now.KmsMasterKeyId,
      policy: kept(state.policy, now.Policy, parsedJson),
      signatureVersion:
        now.SignatureVersion === undefined ? undefined : Number(now.SignatureVersion),
      tracingConfig: now.TracingConfig,
      fifoTopic: false,
    };
  },
  delete: (TopicArn, _state, cloud) => cloud.call("sns", "DeleteTopic", { TopicArn }),
});
