import type * as aws from "@pulumi/aws";
import { kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import { attributesOf, changedAttributes } from "./attributes";

/** Inputs that are attributes. The scope comes first: it says how the policy is read. */
const attributes = [
  "filterPolicyScope",
  "filterPolicy",
  "rawMessageDelivery",
  "deliveryPolicy",
  "redrivePolicy",
] as const;

export const topicSubscriptionKind = defineKind<aws.sns.TopicSubscriptionArgs>({
  type: "aws:sns/topicSubscription:TopicSubscription",
  required: ["endpoint", "protocol", "topic"],
  optional: [...attributes, "confirmationTimeoutInMinutes", "endpointAutoConfirms"],
  replaceOn: ["endpoint", "protocol", "topic"],
  defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false },
  async create(inputs, cloud) {
    const { SubscriptionArn } = await cloud.call("sns", "Subscribe", {
      TopicArn: inputs.topic,
      Protocol: inputs.protocol,
      Endpoint: inputs.endpoint,
      Attributes: attributesOf(inputs, attributes),
      ReturnSubscriptionArn: true,
    });
    return SubscriptionArn;
  },
  async update(SubscriptionArn, inputs, cloud, before) {
    for (const change of changedAttributes(before, inputs, attributes)) {
      await cloud.call("sns", "SetSubscriptionAttributes", { SubscriptionArn, ...change });
    }
  },
  async read(SubscriptionArn, state, cloud) {
    const answer = await cloud.call("sns", "GetSubscriptionAttributes", { SubscriptionArn });
    const { Attributes: now = {} } = answer;
    return {
      arn: SubscriptionArn,
      topic: now.TopicArn,
      protocol: now.Protocol,
      endpoint: now.Endpoint,
      ownerId: now.Owner,
      confirmationWasAuthenticated: now.ConfirmationWasAuthenticated === "true",
      pendingConfirmation: now.PendingConfirmation === "true",
      rawMessageDelivery: now.RawMessageDelivery === "true",
      filterPolicy: kept(state.filterPolicy, now.FilterPolicy, parsedJson),
      filterPolicyScope: now.FilterPolicyScope ?? "",
      deliveryPolicy: kept(state.deliveryPolicy, now.DeliveryPolicy, parsedJson),
      redrivePolicy: kept(state.redrivePolicy, now.RedrivePolicy, parsedJson),
    };
  },
  delete: (SubscriptionArn, _state, cloud) => cloud.call("sns", "Unsubscribe", { SubscriptionArn }),
});
