import { randomUUID } from "node:crypto";
import type { Sent } from "../remembered";
import type { Deliveries } from "./delivery";
import { identityOf, type Ordered } from "./fifo";
import { filterOf } from "./filter";
import { textFor } from "./messages";
import type { Message } from "./messages";
import type { Notifications, Published } from "./notification";
import type { Outbox } from "./outbox";
import { deadLetterQueueOf, queueEntry, type SendToQueue } from "./queues";
import type { Subscription, Topic } from "./topics";

/** Invokes a function with an SNS event; rejects when it cannot. */
export type InvokeFunction = (functionArn: string, payload: string) => Promise<unknown>;

export interface Fanout {
  /** Hands a message to every subscriber whose filter it passes; a FIFO topic does so once. */
  publish(topic: Topic, input: Message): { readonly id: string; readonly sequenceNumber?: string };
  /** Asks an HTTP subscriber to confirm. */
  askToConfirm(topic: Topic, subscription: Subscription): void;
}

interface FanoutDeps {
  readonly notifications: Notifications;
  readonly deliveries: Deliveries;
  readonly outbox: Outbox;
  readonly invoke: InvokeFunction | undefined;
  readonly sendToQueue: SendToQueue | undefined;
  readonly failed: (endpoint: string, reason: string) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function createFanout(deps: FanoutDeps): Fanout {
  const { notifications, deliveries, outbox, invoke, sendToQueue, failed, clock } = deps;
  const now = (): string => new Date(clock()).toISOString();

  /** What cannot be delivered for good goes to the subscription's dead letters, where it has any. */
  function lost(published: Published, subscription: Subscription, reason: string): void {
    const queueArn = deadLetterQueueOf(subscription);
    if (queueArn === undefined) failed(subscription.endpoint, reason);
    else {
      enqueue(published, subscription, queueArn, (why) => {
        failed(subscription.endpoint, `${reason}; and to ${queueArn}: ${why}`);
      });
    }
  }

  function enqueue(
    published: Published,
    subscription: Subscription,
    queueArn: string,
    refused: (reason: string) => void,
  ): void {
    const sender = { service: "sns.amazonaws.com", sourceArn: published.topic.arn };
    const entry = queueEntry(published, subscription, queueArn, () =>
      notifications.of(published, subscription),
    );
    try {
      if (sendToQueue === undefined) throw new Error("there are no queues here");
      sendToQueue(sender, queueArn, entry);
    } catch (error) {
      refused((error as Error).message);
    }
  }

  function post(
    topic: Topic,
    subscription: Subscription,
    type: string,
    body: string,
    id: string,
    gaveUp: (reason: string) => void,
  ): void {
    const raw = subscription.attributes.get("RawMessageDelivery") === "true";
    deliveries.enqueue({
      url: subscription.endpoint,
      body,
      failed: gaveUp,
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
        ? JSON.stringify(notifications.of(published, subscription))
        : textFor(input, subscription.protocol),
      attributes,
      timestamp,
    });
  }

  function call(published: Published, subscription: Subscription): void {
    const record = {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: subscription.arn,
      Sns: notifications.of(published, subscription),
    };
    invoke?.(subscription.endpoint, JSON.stringify({ Records: [record] })).catch(
      (error: unknown) => {
        lost(published, subscription, (error as Error).message);
      },
    );
  }

  function hand(published: Published, subscription: Subscription): void {
    const gaveUp = (reason: string): void => {
      lost(published, subscription, reason);
    };
    switch (subscription.protocol) {
      case "email":
      case "email-json":
        mail(published, subscription);
        return;
      case "lambda":
        call(published, subscription);
        return;
      case "sqs":
        enqueue(published, subscription, subscription.endpoint, gaveUp);
        return;
      default: {
        const raw = subscription.attributes.get("RawMessageDelivery") === "true";
        const body = raw
          ? textFor(published.input, subscription.protocol)
          : JSON.stringify(notifications.of(published, subscription), undefined, 2);
        const { topic, messageId } = published;
        post(topic, subscription, "Notification", body, messageId, gaveUp);
      }
    }
  }

  function spread(topic: Topic, input: Message, messageId: string, ordered?: Ordered): void {
    const published: Published = {
      topic,
      input,
      messageId,
      timestamp: now(),
      attributes: input.MessageAttributes ?? {},
      ...(ordered && { ordered }),
    };
    for (const subscription of topic.subscriptions.values()) {
      if (subscription.token === undefined && wants(subscription, published)) {
        hand(published, subscription);
      }
    }
  }

  function publishOnce(topic: Topic, input: Message): Sent {
    const { key, ...identity } = identityOf(topic, input);
    const first = topic.sent.get(key, clock());
    if (first !== undefined) return first;
    topic.sequence += 1n;
    const sent: Sent = { id: randomUUID(), sequenceNumber: String(topic.sequence) };
    topic.sent.set(key, clock(), sent);
    spread(topic, input, sent.id, { ...identity, sequenceNumber: sent.sequenceNumber });
    return sent;
  }

  return {
    publish(topic, input) {
      if (topic.fifo) return publishOnce(topic, input);
      const id = randomUUID();
      spread(topic, input, id);
      return { id };
    },
    askToConfirm(topic, subscription) {
      const id = randomUUID();
      const { token = "", endpoint } = subscription;
      const document = notifications.confirmation(topic, token, id, now());
      const body = JSON.stringify(document, undefined, 2);
      post(topic, subscription, "SubscriptionConfirmation", body, id, (reason) => {
        failed(endpoint, reason);
      });
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
