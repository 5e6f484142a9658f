import type { Message as Shown } from "@aws-sdk/client-sqs";
import { md5, md5OfAttributes, type MessageAttributes } from "./digest";
import type { Held } from "./lane";
import type { Queue } from "./queue";
import { handleOf } from "./receipts";

/** The attributes that a message has of the system, besides its own. */
export const SYSTEM_ATTRIBUTES: ReadonlySet<string> = new Set([
  "All",
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "MessageGroupId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
]);

/** The attributes that a receiver asks for, by their names. */
export interface Wanted {
  readonly system: readonly string[];
  readonly user: readonly string[];
}

/**
 * A message as a receiver sees it.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html
 */
export function shownMessage(queue: Queue, held: Held, wanted: Wanted): Shown {
  const { message, receipt = 0 } = held;
  const attributes = wantedOf(message.attributes, wanted.user);
  const digest = md5OfAttributes(attributes);
  const names = new Set(wanted.system);
  const system = Object.entries(systemAttributes(held)).filter(
    ([name, value]) => value !== undefined && (names.has("All") || names.has(name)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf({ queueArn: queue.arn, messageId: message.id, ordinal: receipt }),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(digest !== undefined && {
      MD5OfMessageAttributes: digest,
      MessageAttributes: { ...attributes },
    }),
  };
}

/** All attributes of a message that the system gives it; those that it has not are undefined. */
export function systemAttributes({ message, ...held }: Held): Record<string, string | undefined> {
  return {
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(held.firstReceivedAt),
    ApproximateReceiveCount: String(held.receivedBefore + held.received),
    SentTimestamp: String(message.sentAt),
    SequenceNumber: message.sequenceNumber,
    MessageDeduplicationId: message.deduplicationId,
    MessageGroupId: message.groupId,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: held.deadLetterSourceArn,
  };
}

/** Names are whole, or a start and `.*`; `All` and `.*` are all. */
function wantedOf(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isWanted = (name: string): boolean =>
    names.some(
      (each) =>
        each === "All" ||
        each === name ||
        (each.endsWith(".*") && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
