import { createHash, randomUUID } from "node:crypto";
import type { InputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations, Permission, Principal } from "../../../gateway/service";
import { md5, md5OfAttributes } from "../digest";
import { invalid, invalidValue, missing, wrongType } from "../errors";
import { checkContents, sizeOf, traceHeaderOf } from "../message";
import type { Queue } from "../queue";
import type { Queues } from "../queues";
import { refusedBecause } from "../rules";
import { batch, checkEntries } from "./batches";

/** What SendMessage and each entry of SendMessageBatch say. */
type Entry = Omit<InputOf<"sqs", "SendMessage">, "QueueUrl">;

const MOST_BATCH_BYTES = 1_048_576;
const ENTRY = "SendMessageBatchRequestEntry";

/** Sequence numbers have 20 digits, and grow. */
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;

export type SenderId = (principal: Principal) => string;

/** SendMessage and SendMessageBatch. */
export function sendingOperations(queues: Queues, senderId: SenderId): Operations<"sqs"> {
  const sender = new Sender(queues);
  const permissions = ({ QueueUrl }: { readonly QueueUrl: string }): readonly Permission[] => [
    ["sqs:SendMessage", queues.arnByUrl(QueueUrl)],
  ];
  return {
    SendMessage: {
      permissions,
      run: (input, { principal }) =>
        sender.send(queues.byUrl(input.QueueUrl), input, senderId(principal)),
    },
    SendMessageBatch: {
      permissions,
      run({ QueueUrl, Entries }, { principal }) {
        const queue = queues.byUrl(QueueUrl);
        checkEntries(Entries, ENTRY);
        const bytes = Entries.reduce(
          (sum, { MessageBody, MessageAttributes = {} }) =>
            sum + sizeOf(MessageBody, MessageAttributes),
          0,
        );
        if (bytes > MOST_BATCH_BYTES) {
          const message = `Batch requests cannot be longer than ${MOST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
          throw new AwsError("BatchRequestTooLong", message);
        }
        return batch(Entries, ENTRY, (entry) => sender.send(queue, entry, senderId(principal)));
      },
    },
  };
}

class Sender {
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
