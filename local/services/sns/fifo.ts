import { createHash } from "node:crypto";
import type { Message } from "./messages";
import { invalid } from "./topics";
import type { Topic } from "./topics";

/** What a message of a FIFO topic has besides. */
export interface Ordered {
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly sequenceNumber: string;
}

const TOKEN = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

/**
 * Throws InvalidParameter for a message that a topic of its type does not take.
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function checkOrder({ fifo, attributes }: Topic, message: Message): void {
  const { MessageGroupId: group, MessageDeduplicationId: id } = message;
  if (group !== undefined && !TOKEN.test(group)) throw invalid("MessageGroupId");
  if (id !== undefined && !TOKEN.test(id)) throw invalid("MessageDeduplicationId");
  if (!fifo && id !== undefined) {
    const parameter = "MessageDeduplicationId parameter that is not valid for this topic type";
    throw invalid(`MessageDeduplicationId Reason: The request includes ${parameter}`);
  }
  if (!fifo) return;
  if (group === undefined) {
    throw invalid("The MessageGroupId parameter is required for FIFO topics");
  }
  if (id === undefined && attributes.get("ContentBasedDeduplication") !== "true") {
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

/** The key by which a topic knows duplicates of a message, and its deduplication id. */
export function identityOf({ attributes }: Topic, message: Message) {
  const { Message: body = "", MessageGroupId: groupId = "" } = message;
  const deduplicationId =
    message.MessageDeduplicationId ?? createHash("sha256").update(body).digest("hex");
  const scoped = attributes.get("FifoThroughputScope") === "MessageGroup";
  return { groupId, deduplicationId, key: `${scoped ? groupId : ""}\0${deduplicationId}` };
}
