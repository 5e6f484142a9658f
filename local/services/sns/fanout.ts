import { randomUUID } from "node:crypto";
import type { Deliveries } from "./delivery";
import { filterOf } from "./filter";
import { shownAttributes, textFor } from "./messages";
import type { Message, MessageAttributes } from "./messages";
import type { Outbox } from "./outbox";
import type { SignedDocument, Signer } from "./signature";
import type { Subscription, Topic } from "./topics";

export const API_VERSION = "2010-03-31";

/** Invokes a function with an SNS event; rejects when it cannot. */
export type InvokeFunction = (functionArn: string, payload: string) => Promise<unknown>;

export interface Fanout {
  /** Hands a message to every subscriber whose filter it passes; answers its id. */
  publish(topic: Topic, input: Message): string;
  /** Asks an HTTP subscriber to confirm. */
  askToConfirm(topic: Topic, subscription: Subscription): void;
}

interface FanoutDeps {
  readonly endpoint: () => string;
  readonly signer: Signer;
  readonly deliveries: Deliveries;
  readonly outbox: Outbox;
  readonly invoke: InvokeFunction | undefined;
  readonly failed: (endpoint: string, reason: string) => void;
}

interface Published {
  readonly topic: Topic;
  readonly input: Message;
  readonly messageId: string;
  readonly timestamp: string;
  readonly attributes: MessageAttributes;
}

export function createFanout(deps: FanoutDeps): Fanout {
  const { endpoint, signer, deliveries, outbox, invoke, failed } = deps;
  const versionOf = (topic: Topic) =>
    topic.attributes.get("SignatureVersion") === "2" ? "2" : "1";
  const unsubscribeUrl = (arn: string): string =>
    `${endpoint()}/?Action=Unsubscribe&Version=${API_VERSION}&SubscriptionArn=${encodeURIComponent(arn)}`;

  function signed(topic: Topic, document: SignedDocument): object {
    const version = versionOf(topic);
    return {
      ...document,
      SignatureVersion: version,
      Signature: signer.sign(document, version),
      SigningCertURL: `${endpoint()}/SimpleNotificationService-local.pem`,
    };
  }

  function notification(published: Published, { protocol, arn }: Subscription): object {
    const { topic, input, messageId, timestamp, attributes } = published;
    const document: SignedDocument = {
      Type: "Notification",
      MessageId: messageId,
      TopicArn: topic.arn,
      ...(input.Subject !== undefined && { Subject: input.Subject }),
      Message: textFor(input, protocol),
      Timestamp: timestamp,
    };
    return {
      ...signed(topic, document),
      UnsubscribeURL: unsubscribeUrl(arn),
      ...(Object.keys(attributes).length > 0 && { MessageAttributes: shownAttributes(attributes) }),
    };
  }

  function post(topic: Topic, subscription: Subscription, type: string, body: string, id: string) {
    const raw = subscription.attributes.get("RawMessageDelivery") === "true";
    deliveries.enqueue({
      url: subscription.endpoint,
      body,
      headers: {
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-type": type,
        "x-amz-sns-message-id": id,
        "x-amz-sns-topic-arn": topic.arn,
        "x-amz-sns-subscription-arn": subscription.arn,
        ...(raw && { "x-amz-sns-rawdelivery": "true" }),
      },
    });
  }

  function mail(published: Published, subscription: Subscription): void {
    const { topic, input, messageId, timestamp, attributes } = published;
    const asJson = subscription.protocol === "email-json";
    outbox.add({
      messageId,
      topicArn: topic.arn,
      address: subscription.endpoint,
      subject: input.Subject ?? "AWS Notification Message",
      message: asJson
        ? JSON.stringify(notification(published, subscription))
        : textFor(input, subscription.protocol),
      attributes,
      timestamp,
    });
  }

  function call(published: Published, subscription: Subscription): void {
    const Sns = notification(published, subscription);
    const record = {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: subscription.arn,
      Sns,
    };
    invoke?.(subscription.endpoint, JSON.stringify({ Records: [record] })).catch(
      (error: unknown) => {
        failed(subscription.endpoint, (error as Error).message);
      },
    );
  }

  function hand(published: Published, subscription: Subscription): void {
    switch (subscription.protocol) {
      case "email":
      case "email-json":
        mail(published, subscription);
        return;
      case "lambda":
        call(published, subscription);
        return;
      default: {
        const raw = subscription.attributes.get("RawMessageDelivery") === "true";
        const body = raw
          ? textFor(published.input, subscription.protocol)
          : JSON.stringify(notification(published, subscription), undefined, 2);
        post(published.topic, subscription, "Notification", body, published.messageId);
      }
    }
  }

  return {
    publish(topic, input) {
      const published: Published = {
        topic,
        input,
        messageId: randomUUID(),
        timestamp: new Date().toISOString(),
        attributes: input.MessageAttributes ?? {},
      };
      for (const subscription of topic.subscriptions.values()) {
        if (subscription.token === undefined && wants(subscription, published)) {
          hand(published, subscription);
        }
      }
      return published.messageId;
    },
    askToConfirm(topic, subscription) {
      const token = subscription.token ?? "";
      const id = randomUUID();
      const parameters = `TopicArn=${encodeURIComponent(topic.arn)}&Token=${token}`;
      const document: SignedDocument = {
        Type: "SubscriptionConfirmation",
        MessageId: id,
        Token: token,
        TopicArn: topic.arn,
        Message:
          `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, ` +
          "visit the SubscribeURL included in this message.",
        SubscribeURL: `${endpoint()}/?Action=ConfirmSubscription&Version=${API_VERSION}&${parameters}`,
        Timestamp: new Date().toISOString(),
      };
      const body = JSON.stringify(signed(topic, document), undefined, 2);
      post(topic, subscription, "SubscriptionConfirmation", body, id);
    },
  };
}

function wants({ attributes, protocol }: Subscription, { input }: Published): boolean {
  const policy = attributes.get("FilterPolicy");
  if (policy === undefined) return true;
  const matches = filterOf(policy, attributes.get("FilterPolicyScope"));
  return matches({
    body: textFor(input, protocol),
    attributes: input.MessageAttributes ?? {},
  });
}
