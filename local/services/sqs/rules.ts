import { constraintsOf, type Rule, type Rules } from "../../gateway/model/rules";
import { tagMap } from "../tags";

const TOKEN = "[\\w!\"#$%&'()*+,\\-.\\/:;<=>?@\\[\\\\\\]^`{|}~]*";

/**
 * What SQS asks of members, in requests and in the entries of batches.
 * Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const members = {
  DelaySeconds: { range: [0, 900] },
  VisibilityTimeout: { range: [0, 43_200] },
  MessageDeduplicationId: { length: [1, 128], pattern: TOKEN },
  MessageGroupId: { length: [1, 128], pattern: TOKEN },
} satisfies Rules;

const BETWEEN = "Must be between";
const PUNCTUATED = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";

/** How SQS says what is wrong with a member. */
export const reasons: Readonly<Record<string, string | undefined>> = {
  DelaySeconds: "DelaySeconds must be >= 0 and <= 900.",
  VisibilityTimeout: `${BETWEEN} 0 and 43200, if provided.`,
  MaxNumberOfMessages: `${BETWEEN} 1 and 10, if provided.`,
  WaitTimeSeconds: "Must be >= 0 and <= 20, if provided.",
  MaxResults: "MaxResults must be an integer between 1 and 1000.",
  MessageDeduplicationId: `MessageDeduplicationId ${PUNCTUATED}`,
  MessageGroupId: `MessageGroupId ${PUNCTUATED}`,
  ReceiveRequestAttemptId: `ReceiveRequestAttemptId ${PUNCTUATED}`,
};

/** Of an entry of a batch, which fails alone: why SQS refuses a member's value, if it does. */
export function refusedBecause(name: keyof typeof members, value: unknown): string | undefined {
  const rule: Rule = members[name];
  if (value === undefined) return undefined;
  const fractional = rule.range !== undefined && !Number.isInteger(value);
  const isBroken = fractional || constraintsOf(rule).some(({ broken }) => broken(value));
  return isBroken ? reasons[name] : undefined;
}

export const rules: Rules = {
  "SendMessageRequest.DelaySeconds": members.DelaySeconds,
  "SendMessageRequest.MessageDeduplicationId": members.MessageDeduplicationId,
  "SendMessageRequest.MessageGroupId": members.MessageGroupId,
  "ReceiveMessageRequest.VisibilityTimeout": members.VisibilityTimeout,
  "ChangeMessageVisibilityRequest.VisibilityTimeout": members.VisibilityTimeout,
  ReceiveRequestAttemptId: { length: [1, 128], pattern: TOKEN },
  MaxNumberOfMessages: { range: [1, 10] },
  WaitTimeSeconds: { range: [0, 20] },
  "ListMessageMoveTasksRequest.MaxResults": { range: [1, 10] },
  MaxResults: { range: [1, 1000] },
  MaxNumberOfMessagesPerSecond: { range: [1, 500] },
  "CreateQueueRequest.tags": tagMap,
  "TagQueueRequest.Tags": tagMap,
  TagKeys: { each: { length: [1, 128] } },
};
