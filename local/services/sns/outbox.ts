import type { MessageAttributes } from "./messages";

/** A message that SNS would have mailed. */
export interface OutboxMessage {
  readonly messageId: string;
  readonly topicArn: string;
  /** Where it would have gone. */
  readonly address: string;
  /** SNS's own default where the publisher gives none. */
  readonly subject: string;
  /** What the mail's text would have been: for email-json the whole notification. */
  readonly message: string;
  readonly attributes: MessageAttributes;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

const MAX_MESSAGES = 10_000;

export interface Outbox {
  add(message: OutboxMessage): void;
  /** The last 10,000 messages, oldest first. */
  messages(): readonly OutboxMessage[];
  /** All that were ever added, kept or not. */
  total(): number;
}

export function createOutbox(): Outbox {
  let messages: OutboxMessage[] = [];
  let total = 0;
  return {
    add(message) {
      total += 1;
      messages.push(message);
      if (messages.length > 2 * MAX_MESSAGES) messages = messages.slice(-MAX_MESSAGES);
    },
    messages: () => messages.slice(-MAX_MESSAGES),
    total: () => total,
  };
}
