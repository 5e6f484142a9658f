import { createHash, randomUUID } from "node:crypto";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { decideForService } from "../iam/authorizer";
import { readPolicy } from "../policy/read";
import { md5, md5OfAttributes } from "./digest";
import { invalid, invalidValue, missing, noQueue, wrongType } from "./errors";
import { checkContents, sizeOf, traceHeaderOf } from "./message";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { refusedBecause } from "./rules";

/** What SendMessage and each entry of SendMessageBatch say. */
export type Entry = Omit<InputOf<"sqs", "SendMessage">, "QueueUrl">;

/** A service of AWS that sends for one of its resources, e.g. "sns.amazonaws.com" for a topic. */
export interface ServiceSender {
  readonly service: string;
  readonly sourceArn: string;
}

/** Sequence numbers have 20 digits, and grow. */
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;

/** Puts messages into queues. */
export class Sender {
  #sequence = FIRST_SEQUENCE_NUMBER;

  constructor(private readonly queues: Queues) {}

  send(queue: Queue, entry: Entry, senderId: string) {
    const { MessageBody: body, MessageAttributes: attributes = {} } = entry;
    checkContents(body, attributes);
    checkSize(queue, sizeOf(body, attributes));
    checkFor(queue, entry);
    const traceHeader = traceHeaderOf(entry.MessageSystemAttributes);
    const { id, sequenceNumber } = this.put(queue, entry, traceHeader, senderId);
    return {
      MessageId: id,
      MD5OfMessageBody: md5(body),
      ...named("MD5OfMessageAttributes", md5OfAttributes(attributes)),
      ...named(
        "MD5OfMessageSystemAttributes",
        md5OfAttributes(entry.MessageSystemAttributes ?? {}),
      ),
      ...named("SequenceNumber", sequenceNumber),
    };
  }

  /**
   * Sends for a service, which the queue's policy must allow. Throws SQS's error for what it refuses.
   * Source: https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
   */
  sendFor({ service, sourceArn }: ServiceSender, queueArn: string, entry: Entry): void {
    const queue = this.queues.byArn(queueArn);
    if (queue === undefined) throw noQueue();
    const policy = queue.settings.get("Policy");
    const statements = policy === undefined ? [] : readPolicy(policy, "resource");
    const asked = { action: "sqs:SendMessage", resource: queueArn, sourceArn };
    if (decideForService(statements, service, asked) !== "allow") {
      const message = `${service} is not authorized to perform: sqs:SendMessage on resource: ${queueArn} for ${sourceArn}: no statement of the queue's policy allows it`;
      throw new AwsError("AccessDenied", message, 403);
    }
    this.send(queue, entry, service);
  }

  /** Puts the message into the queue, or finds the one of which it is a duplicate. */
  private put(
    queue: Queue,
    entry: Entry,
    traceHeader: string | undefined,
    senderId: string,
  ): { readonly id: string; readonly sequenceNumber?: string } {
    const now = this.queues.time.now();
    const { MessageBody: body, MessageGroupId: groupId } = entry;
    const deduplicationId = queue.fifo ? deduplicationIdOf(queue, entry) : undefined;
    const scoped = queue.settings.get("DeduplicationScope") === "messageGroup";
    const key = `${scoped ? groupId : ""}\0${deduplicationId}`;
    const first = queue.fifo ? queue.sent.get(key, now) : undefined;
    if (first !== undefined) return first;
    const id = randomUUID();
    const message = {
      id,
      body,
      attributes: entry.MessageAttributes ?? {},
      senderId,
      sentAt: now,
      ...named("traceHeader", traceHeader),
      ...named("groupId", groupId),
    };
    const own = queue.fifo ? undefined : entry.DelaySeconds;
    const delay = own ?? queue.settings.number("DelaySeconds");
    const arrival = { enqueuedAt: now, visibleAt: now + delay * 1000 };
    if (deduplicationId === undefined) {
      queue.add(message, arrival);
      return { id };
    }
    this.#sequence += 256n;
    const sequenceNumber = String(this.#sequence);
    queue.sent.set(key, now, { id, sequenceNumber });
    queue.add({ ...message, deduplicationId, sequenceNumber }, arrival);
    return { id, sequenceNumber };
  }
}
/** A member that is there or not, as an object with it or without. */
function named<Name extends string>(name: Name, value: string | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };
}

function checkSize(queue: Queue, bytes: number): void {
  const most = queue.settings.number("MaximumMessageSize");
  if (bytes <= most) return;
  const reason = `Reason: Message must be shorter than ${most} bytes.`;
  throw invalid(`One or more parameters are invalid. ${reason}`);
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
function checkFor({ fifo }: Queue, entry: Entry): void {
  const names = ["DelaySeconds", "MessageDeduplicationId", "MessageGroupId"] as const;
  for (const name of names) {
    const reason = refusedBecause(name, entry[name]);
    if (reason !== undefined) throw invalidValue(entry[name], name, reason);
  }
  const { DelaySeconds = 0, MessageDeduplicationId, MessageGroupId } = entry;
  if (fifo && MessageGroupId === undefined) throw missing("MessageGroupId");
  if (fifo && DelaySeconds > 0) throw wrongType(DelaySeconds, "DelaySeconds");
  if (!fifo && MessageDeduplicationId !== undefined) {
    throw wrongType(MessageDeduplicationId, "MessageDeduplicationId");
  }
}

function deduplicationIdOf({ settings }: Queue, entry: Entry): string {
  if (entry.MessageDeduplicationId !== undefined) return entry.MessageDeduplicationId;
  if (settings.get("ContentBasedDeduplication") !== "true") {
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return createHash("sha256").update(entry.MessageBody).digest("hex");
}
