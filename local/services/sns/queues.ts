import type { Entry, Sqs } from "../sqs";
import { textFor } from "./messages";
import type { Published } from "./notification";
import type { Subscription } from "./topics";

/** Puts a message into a queue for a topic. Throws SQS's error, also where the queue does not let it. */
export type SendToQueue = Sqs["sendFor"];

const QUEUE_ARN = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/;

export const isQueueArn = (arn: string): boolean => QUEUE_ARN.test(arn);

/**
 * A message as a queue gets it: the notification as JSON, or with raw delivery the message with its own
 * attributes.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
export function queueEntry(
  published: Published,
  { protocol, attributes }: Subscription,
  queueArn: string,
  notification: () => object,
): Entry {
  const raw = attributes.get("RawMessageDelivery") === "true";
  return {
    ...(raw
      ? { MessageBody: textFor(published.input, protocol), ...rawAttributes(published) }
      : { MessageBody: JSON.stringify(notification(), undefined, 2) }),
    ...orderFor(published, queueArn),
  };
}

function rawAttributes({ attributes }: Published): Pick<Entry, "MessageAttributes"> {
  const typed = Object.entries(attributes).map(
    ([name, { DataType = "", ...value }]) => [name, { DataType, ...value }] as const,
  );
  return typed.length === 0 ? {} : { MessageAttributes: Object.fromEntries(typed) };
}

/**
 * A FIFO topic's group goes to FIFO queues alone, a standard topic's to standard queues.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html
 */
function orderFor({ ordered, input }: Published, queueArn: string) {
  if (queueArn.endsWith(".fifo")) {
    const { groupId, deduplicationId } = ordered ?? {};
    return { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId };
  }
  return ordered === undefined && input.MessageGroupId !== undefined
    ? { MessageGroupId: input.MessageGroupId }
    : {};
}

/** The queue for what cannot be delivered to a subscriber; undefined without one. */
export function deadLetterQueueOf({ attributes }: Subscription): string | undefined {
  const policy = attributes.get("RedrivePolicy");
  return policy === undefined ? undefined : deadLetterTarget(policy);
}

/** The target of a RedrivePolicy; undefined for what is none. */
export function deadLetterTarget(policy: string): string | undefined {
  try {
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: unknown };
    return typeof deadLetterTargetArn === "string" ? deadLetterTargetArn : undefined;
  } catch {
    return undefined;
  }
}
