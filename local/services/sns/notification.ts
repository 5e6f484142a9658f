import type { Ordered } from "./fifo";
import { shownAttributes, textFor } from "./messages";
import type { Message, MessageAttributes } from "./messages";
import type { SignedDocument, Signer } from "./signature";
import type { Subscription, Topic } from "./topics";

export const API_VERSION = "2010-03-31";

/** A message on its way to a topic's subscribers. */
export interface Published {
  readonly topic: Topic;
  readonly input: Message;
  readonly messageId: string;
  /** In ISO 8601. */
  readonly timestamp: string;
  readonly attributes: MessageAttributes;
  /** Of FIFO topics alone. */
  readonly ordered?: Ordered;
}

/** The documents that subscribers get. */
export class Notifications {
  constructor(
    private readonly endpoint: () => string,
    private readonly signer: Signer,
  ) {}

  /** Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
  of(published: Published, { protocol, arn }: Subscription): object {
    const { topic, input, messageId, timestamp, attributes, ordered } = published;
    const document: SignedDocument = {
      Type: "Notification",
      MessageId: messageId,
      TopicArn: topic.arn,
      ...(input.Subject !== undefined && { Subject: input.Subject }),
      Message: textFor(input, protocol),
      Timestamp: timestamp,
    };
    const sequence = ordered && { SequenceNumber: ordered.sequenceNumber };
    return {
      // What goes to queues alone, as FIFO topics' messages do, is not signed.
      ...(sequence === undefined ? this.signed(topic, document) : { ...document, ...sequence }),
      UnsubscribeURL: this.unsubscribeUrl(arn),
      ...(Object.keys(attributes).length > 0 && { MessageAttributes: shownAttributes(attributes) }),
    };
  }

  confirmation(topic: Topic, token: string, id: string, timestamp: string): object {
    const parameters = `TopicArn=${encodeURIComponent(topic.arn)}&Token=${token}`;
    return this.signed(topic, {
      Type: "SubscriptionConfirmation",
      MessageId: id,
      Token: token,
      TopicArn: topic.arn,
      Message:
        `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, ` +
        "visit the SubscribeURL included in this message.",
      SubscribeURL: `${this.endpoint()}/?Action=ConfirmSubscription&Version=${API_VERSION}&${parameters}`,
      Timestamp: timestamp,
    });
  }

  private signed(topic: Topic, document: SignedDocument): object {
    const version = topic.attributes.get("SignatureVersion") === "2" ? "2" : "1";
    return {
      ...document,
      SignatureVersion: version,
      Signature: this.signer.sign(document, version),
      SigningCertURL: `${this.endpoint()}/SimpleNotificationService-local.pem`,
    };
  }

  private unsubscribeUrl(arn: string): string {
    return `${this.endpoint()}/?Action=Unsubscribe&Version=${API_VERSION}&SubscriptionArn=${encodeURIComponent(arn)}`;
  }
}
