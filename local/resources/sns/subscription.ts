import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, kept, parsedJson, unless } from "../outputs";
import { GONE, attributesOf } from "./attributes";
import type { Attributes } from "./attributes";

/** Those of a subscription. The scope comes first: it says how the policy is read. */
const SUBSCRIPTION_ATTRIBUTES: Readonly<Record<string, string>> = {
  filterPolicyScope: "FilterPolicyScope",
  filterPolicy: "FilterPolicy",
  rawMessageDelivery: "RawMessageDelivery",
  deliveryPolicy: "DeliveryPolicy",
  redrivePolicy: "RedrivePolicy",
};

export const topicSubscriptionKind: ResourceKind = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  required: ["endpoint", "protocol", "topic"],
  optional: [
    ...Object.keys(SUBSCRIPTION_ATTRIBUTES),
    "confirmationTimeoutInMinutes",
    "endpointAutoConfirms",
    "region",
  ],
  replaceOn: ["endpoint", "protocol", "region", "topic"],
  async create(inputs, cloud) {
    const { SubscriptionArn } = await cloud.call<{ SubscriptionArn: string }>("sns", "Subscribe", {
      TopicArn: inputs["topic"],
      Protocol: inputs["protocol"],
      Endpoint: inputs["endpoint"],
      Attributes: attributesOf(inputs, SUBSCRIPTION_ATTRIBUTES),
      ReturnSubscriptionArn: true,
    });
    return currentSubscription(SubscriptionArn, inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, currentSubscription(id, state, cloud)),
  async update(SubscriptionArn, state, inputs, cloud) {
    const wanted = attributesOf(inputs, SUBSCRIPTION_ATTRIBUTES);
    for (const [property, AttributeName] of Object.entries(SUBSCRIPTION_ATTRIBUTES)) {
      if (inputs[property] === undefined && state[property] === undefined) continue;
      const AttributeValue = wanted[AttributeName] ?? "";
      const input = { SubscriptionArn, AttributeName, AttributeValue };
      await cloud.call("sns", "SetSubscriptionAttributes", input);
    }
    return (await currentSubscription(SubscriptionArn, inputs, cloud)).outputs;
  },
  async delete(SubscriptionArn, _state, cloud) {
    await unless(GONE, cloud.call("sns", "Unsubscribe", { SubscriptionArn }));
  },
};

async function currentSubscription(
  SubscriptionArn: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const { Attributes: now } = await cloud.call<{ Attributes: Attributes }>(
    "sns",
    "GetSubscriptionAttributes",
    { SubscriptionArn },
  );
  const outputs = defined({
    arn: SubscriptionArn,
    topic: now["TopicArn"],
    protocol: now["Protocol"],
    endpoint: now["Endpoint"],
    region: cloud.region,
    ownerId: now["Owner"],
    confirmationWasAuthenticated: now["ConfirmationWasAuthenticated"] === "true",
    pendingConfirmation: now["PendingConfirmation"] === "true",
    rawMessageDelivery: now["RawMessageDelivery"] === "true",
    filterPolicy: kept(state["filterPolicy"], now["FilterPolicy"], parsedJson),
    filterPolicyScope: now["FilterPolicyScope"] ?? "",
    deliveryPolicy: kept(state["deliveryPolicy"], now["DeliveryPolicy"], parsedJson),
    redrivePolicy: kept(state["redrivePolicy"], now["RedrivePolicy"], parsedJson),
    confirmationTimeoutInMinutes: state["confirmationTimeoutInMinutes"] ?? 1,
    endpointAutoConfirms: state["endpointAutoConfirms"] ?? false,
  });
  return { id: SubscriptionArn, outputs };
}
