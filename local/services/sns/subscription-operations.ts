import { randomBytes } from "node:crypto";
import type { Operation, Permission } from "../../gateway/service";
import { requireLoopback } from "./delivery";
import type { Fanout } from "./fanout";
import { checkPolicy } from "./filter";
import { onTopic, paged } from "./topic-operations";
import type { TopicInput } from "./topic-operations";
import { invalid, newSubscriptionArn } from "./topics";
import type { Protocol, Subscription, Topics } from "./topics";

interface SubscribeInput extends TopicInput {
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  /** "true" over the wire. */
  readonly ReturnSubscriptionArn?: boolean | string;
}

interface SubscriptionInput {
  readonly SubscriptionArn: string;
}

interface AttributeInput extends SubscriptionInput {
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

interface ConfirmInput extends TopicInput {
  readonly Token: string;
}

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
  /** Whether functions can be called. */
  readonly functions: boolean;
}

/** Throws InvalidParameter for a subscriber that cannot be reached from here. */
function checkEndpoint(input: SubscribeInput, functions: boolean): Protocol {
  const { Protocol: protocol, Endpoint: endpoint = "" } = input;
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
      if (functions) return protocol;
  }
  throw invalid(`Protocol: the local cloud does not deliver to ${protocol}`);
}

function setAttribute({ attributes }: Subscription, name: string, value: string | undefined): void {
  if (!ATTRIBUTES.includes(name)) throw invalid("AttributeName");
  if (value === undefined || value === "" || value === "{}") {
    attributes.delete(name);
    return;
  }
  if (name === "FilterPolicy") checkPolicy(value, attributes.get("FilterPolicyScope"));
  if (name === "FilterPolicyScope" && !/^Message(Body|Attributes)$/.test(value)) {
    throw invalid("FilterPolicyScope: must be MessageAttributes or MessageBody");
  }
  if (name === "RawMessageDelivery" && !/^(true|false)$/.test(value)) {
    throw invalid("RawMessageDelivery: must be true or false");
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
export function subscriptionOperations(deps: Deps): Record<string, Operation> {
  const { topics, fanout, accountId } = deps;
  const listed = ({ arn, token, protocol, endpoint, topicArn }: Subscription): object => ({
    SubscriptionArn: token === undefined ? arn : "PendingConfirmation",
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });

  function subscribe(input: SubscribeInput): object {
    const topic = topics.topic(input.TopicArn);
    const protocol = checkEndpoint(input, deps.functions);
    const endpoint = input.Endpoint ?? "";
    const standing = [...topic.subscriptions.values()].find(
      (each) => each.protocol === protocol && each.endpoint === endpoint,
    );
    const confirmable = protocol === "http" || protocol === "https";
    const subscription: Subscription = standing ?? {
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
    const wanted = String(input.ReturnSubscriptionArn) === "true";
    const told = subscription.token === undefined || wanted;
    return { SubscriptionArn: told ? subscription.arn : "pending confirmation" };
  }

  function confirm({ TopicArn, Token }: ConfirmInput): object {
    const subscriptions = [...topics.topic(TopicArn).subscriptions.values()];
    const subscription = subscriptions.find(({ token }) => token === Token);
    if (!subscription) throw invalid("Token");
    delete subscription.token;
    return { SubscriptionArn: subscription.arn };
  }

  function attributes({ SubscriptionArn }: SubscriptionInput): object {
    const subscription = topics.subscription(SubscriptionArn);
    return {
      Attributes: {
        SubscriptionArn,
        TopicArn: subscription.topicArn,
        Owner: accountId,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        PendingConfirmation: String(subscription.token !== undefined),
        ConfirmationWasAuthenticated: String(subscription.token === undefined),
        RawMessageDelivery: "false",
        ...(subscription.attributes.has("FilterPolicy") && {
          FilterPolicyScope: "MessageAttributes",
        }),
        ...Object.fromEntries(subscription.attributes),
      },
    };
  }

  function unsubscribe({ SubscriptionArn }: SubscriptionInput): object {
    const topic = topics.byArn.get(SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(":")));
    topic?.subscriptions.delete(SubscriptionArn);
    return {};
  }

  function list(subscriptions: Iterable<Subscription>, token: string | undefined): object {
    const { page, NextToken } = paged([...subscriptions].map(listed), token);
    return { Subscriptions: page, NextToken };
  }

  return {
    Subscribe: { run: subscribe, permissions: onTopic("Subscribe") },
    ConfirmSubscription: { run: confirm, permissions: onTopic("ConfirmSubscription") },
    Unsubscribe: { run: unsubscribe, permissions: onTopicOf("Unsubscribe") },
    GetSubscriptionAttributes: {
      run: attributes,
      permissions: onTopicOf("GetSubscriptionAttributes"),
    },
    SetSubscriptionAttributes: {
      run({ SubscriptionArn, AttributeName, AttributeValue }: AttributeInput) {
        setAttribute(topics.subscription(SubscriptionArn), AttributeName, AttributeValue);
        return {};
      },
      permissions: onTopicOf("SetSubscriptionAttributes"),
    },
    ListSubscriptions: {
      run: ({ NextToken }: { NextToken?: string }) =>
        list(
          [...topics.byArn.values()].flatMap((topic) => [...topic.subscriptions.values()]),
          NextToken,
        ),
    },
    ListSubscriptionsByTopic: {
      run: ({ TopicArn, NextToken }: TopicInput & { NextToken?: string }) =>
        list(topics.topic(TopicArn).subscriptions.values(), NextToken),
      permissions: onTopic("ListSubscriptionsByTopic"),
    },
  };
}

function onTopicOf(action: string) {
  return ({ SubscriptionArn }: SubscriptionInput): readonly Permission[] => [
    [`sns:${action}`, SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(":"))],
  ];
}
