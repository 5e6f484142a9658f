import { randomBytes } from "node:crypto";
import type { Operations, Permission } from "../../gateway/service";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { requireLoopback } from "./delivery";
import type { Fanout } from "./fanout";
import { filterOf } from "./filter";
import { deadLetterTarget, isQueueArn } from "./queues";
import { onTopic, paged } from "./topic-operations";
import { invalid, newSubscriptionArn, topicOf } from "./topics";
import type { Protocol, Subscription, Topic, Topics } from "./topics";

type SubscribeInput = InputOf<"sns", "Subscribe">;

const ATTRIBUTES = [
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "DeliveryPolicy",
  "RedrivePolicy",
];

interface Deps {
  readonly topics: Topics;
  readonly fanout: Fanout;
  readonly accountId: string;
  /** Whether functions can be called, and queues be sent to. */
  readonly functions: boolean;
  readonly queues: boolean;
}

/** Throws InvalidParameter for a subscriber that cannot be reached from here. */
function checkEndpoint(topic: Topic, input: SubscribeInput, deps: Deps): Protocol {
  const { Protocol: protocol, Endpoint: endpoint = "" } = input;
  if (topic.fifo && protocol !== "sqs") {
    throw invalid(`Protocol Reason: FIFO topics deliver to SQS queues alone, not to ${protocol}`);
  }
  switch (protocol) {
    case "email":
    case "email-json":
      if (!/^[^\s@]+@[^\s@]+$/.test(endpoint)) throw invalid("Email address");
      return protocol;
    case "http":
    case "https":
      if (!endpoint.startsWith(`${protocol}://`)) {
        throw invalid("Endpoint must match the specified protocol");
      }
      requireLoopback(endpoint);
      return protocol;
    case "lambda":
      if (!/^arn:aws:lambda:/.test(endpoint)) throw invalid("Lambda endpoint ARN");
      if (deps.functions) return protocol;
      break;
    case "sqs":
      if (!isQueueArn(endpoint)) throw invalid("SQS endpoint ARN");
      if (!topic.fifo && endpoint.endsWith(".fifo")) {
        throw invalid(
          "Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        );
      }
      if (deps.queues) return protocol;
  }
  throw invalid(`Protocol: the local cloud does not deliver to ${protocol}`);
}

function setAttribute({ attributes }: Subscription, name: string, value: string | undefined): void {
  if (!ATTRIBUTES.includes(name)) throw invalid("AttributeName");
  if (value === undefined || value === "" || value === "{}") {
    attributes.delete(name);
    return;
  }
  if (name === "FilterPolicy") filterOf(value, attributes.get("FilterPolicyScope"));
  if (name === "FilterPolicyScope" && !/^Message(Body|Attributes)$/.test(value)) {
    throw invalid("FilterPolicyScope: must be MessageAttributes or MessageBody");
  }
  if (name === "RawMessageDelivery" && !/^(true|false)$/.test(value)) {
    throw invalid("RawMessageDelivery: must be true or false");
  }
  if (name === "RedrivePolicy" && !isQueueArn(deadLetterTarget(value) ?? "")) {
    throw invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  }
  attributes.set(name, value);
}

/** The scope says how a policy is read, so it is set first. */
function scopeFirst(attributes: Readonly<Record<string, string>>): readonly [string, string][] {
  return Object.entries(attributes).sort(([a], [b]) =>
    a === "FilterPolicyScope" ? -1 : b === "FilterPolicyScope" ? 1 : 0,
  );
}

/** Subscribing, confirming, listing and the attributes of subscriptions. */
export function subscriptionOperations(deps: Deps): Operations<"sns"> {
  const { topics, fanout, accountId } = deps;
  const listed = ({ arn, token, protocol, endpoint, topicArn }: Subscription) => ({
    SubscriptionArn: token === undefined ? arn : "PendingConfirmation",
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });

  function subscribe(input: SubscribeInput): OutputOf<"sns", "Subscribe"> {
    const topic = topics.topic(input.TopicArn);
    const protocol = checkEndpoint(topic, input, deps);
    const endpoint = input.Endpoint ?? "";
    const existing = [...topic.subscriptions.values()].find(
      (each) => each.protocol === protocol && each.endpoint === endpoint,
    );
    const confirmable = protocol === "http" || protocol === "https";
    const subscription: Subscription = existing ?? {
      arn: newSubscriptionArn(topic.arn),
      topicArn: topic.arn,
      protocol,
      endpoint,
      attributes: new Map(),
      ...(confirmable && { token: randomBytes(128).toString("hex") }),
    };
    for (const [name, value] of scopeFirst(input.Attributes ?? {})) {
      setAttribute(subscription, name, value);
    }
    topic.subscriptions.set(subscription.arn, subscription);
    if (subscription.token !== undefined) fanout.askToConfirm(topic, subscription);
    const told = subscription.token === undefined || input.ReturnSubscriptionArn === true;
    return { SubscriptionArn: told ? subscription.arn : "pending confirmation" };
  }

  function confirm({ TopicArn, Token }: InputOf<"sns", "ConfirmSubscription">) {
    const subscriptions = [...topics.topic(TopicArn).subscriptions.values()];
    const subscription = subscriptions.find(({ token }) => token === Token);
    if (!subscription) throw invalid("Token");
    delete subscription.token;
    return { SubscriptionArn: subscription.arn };
  }

  function attributesOf(subscription: Subscription): Record<string, string> {
    const { arn, topicArn, protocol, endpoint, token, attributes } = subscription;
    return {
      SubscriptionArn: arn,
      TopicArn: topicArn,
      Owner: accountId,
      Protocol: protocol,
      Endpoint: endpoint,
      PendingConfirmation: String(token !== undefined),
      ConfirmationWasAuthenticated: String(token === undefined),
      RawMessageDelivery: "false",
      ...(attributes.has("FilterPolicy") && { FilterPolicyScope: "MessageAttributes" }),
      ...Object.fromEntries(attributes),
    };
  }

  function list(subscriptions: Iterable<Subscription>, token: string | undefined) {
    const { page, NextToken } = paged([...subscriptions].map(listed), token);
    return { Subscriptions: page, NextToken };
  }

  return {
    Subscribe: { permissions: onTopic("Subscribe"), run: subscribe },
    ConfirmSubscription: { permissions: onTopic("ConfirmSubscription"), run: confirm },
    Unsubscribe: {
      permissions: onTopicOf("Unsubscribe"),
      run({ SubscriptionArn }) {
        topics.byArn.get(topicOf(SubscriptionArn))?.subscriptions.delete(SubscriptionArn);
        return {};
      },
    },
    GetSubscriptionAttributes: {
      permissions: onTopicOf("GetSubscriptionAttributes"),
      run: ({ SubscriptionArn }) => ({
        Attributes: attributesOf(topics.subscription(SubscriptionArn)),
      }),
    },
    SetSubscriptionAttributes: {
      permissions: onTopicOf("SetSubscriptionAttributes"),
      run({ SubscriptionArn, AttributeName, AttributeValue }) {
        setAttribute(topics.subscription(SubscriptionArn), AttributeName, AttributeValue);
        return {};
      },
    },
    ListSubscriptions: {
      run: ({ NextToken }) =>
        list(
          [...topics.byArn.values()].flatMap((topic) => [...topic.subscriptions.values()]),
          NextToken,
        ),
    },
    ListSubscriptionsByTopic: {
      permissions: onTopic("ListSubscriptionsByTopic"),
      run: ({ TopicArn, NextToken }) =>
        list(topics.topic(TopicArn).subscriptions.values(), NextToken),
    },
  };
}

function onTopicOf(action: string) {
  return ({ SubscriptionArn }: { readonly SubscriptionArn: string }): readonly Permission[] => [
    [`sns:${action}`, topicOf(SubscriptionArn)],
  ];
}
