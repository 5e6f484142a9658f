import type { Operations, Permission } from "../../../gateway/service";
import { AwsError } from "../../../gateway/service";
import { invalidValue } from "../errors";
import type { Held } from "../lane";
import type { Queue } from "../queue";
import type { Queues } from "../queues";
import { receiptOf } from "../receipts";
import { refusedBecause } from "../rules";
import { batch } from "./batches";

/** How long a message may be held in all, from its receive on. */
const MOST_HELD_SECONDS = 43_200;

/** What ends or prolongs the time that a receive holds messages: deletion and changed visibility. */
export function settlingOperations(queues: Queues): Operations<"sqs"> {
  const on =
    (action: string) =>
    ({ QueueUrl }: { readonly QueueUrl: string }): readonly Permission[] => [
      [`sqs:${action}`, queues.arnByUrl(QueueUrl)],
    ];
  const deletes = on("DeleteMessage");
  const changes = on("ChangeMessageVisibility");
  return {
    DeleteMessage: {
      permissions: deletes,
      run({ QueueUrl, ReceiptHandle }) {
        deleteMessage(queues.byUrl(QueueUrl), ReceiptHandle);
        return {};
      },
    },
    DeleteMessageBatch: {
      permissions: deletes,
      run({ QueueUrl, Entries }) {
        const queue = queues.byUrl(QueueUrl);
        return batch(Entries, "DeleteMessageBatchRequestEntry", ({ ReceiptHandle }) => {
          deleteMessage(queue, ReceiptHandle);
          return {};
        });
      },
    },
    ChangeMessageVisibility: {
      permissions: changes,
      run({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
        const queue = queues.byUrl(QueueUrl);
        changeVisibility(queue, ReceiptHandle, VisibilityTimeout, queues.time.now());
        return {};
      },
    },
    ChangeMessageVisibilityBatch: {
      permissions: changes,
      run({ QueueUrl, Entries }) {
        const queue = queues.byUrl(QueueUrl);
        return batch(Entries, "ChangeMessageVisibilityBatchRequestEntry", (entry) => {
          const { ReceiptHandle, VisibilityTimeout: seconds = 0 } = entry;
          const reason = refusedBecause("VisibilityTimeout", seconds);
          if (reason !== undefined) throw invalidValue(seconds, "VisibilityTimeout", reason);
          changeVisibility(queue, ReceiptHandle, seconds, queues.time.now());
          return {};
        });
      },
    },
  };
}

const refused = (handle: string, reason: string): AwsError =>
  invalidValue(handle, "ReceiptHandle", reason);

/** The message that a handle names, and whether the handle is of its last receive. */
function held(queue: Queue, handle: string): { held: Held | undefined; last: boolean } {
  const { queueArn, messageId, ordinal } = receiptOf(handle);
  if (queueArn !== queue.arn) {
    throw refused(handle, "The receipt handle is not of a message of this queue.");
  }
  const found = queue.find(messageId);
  return { held: found, last: found?.receipt === ordinal };
}

/**
 * With a handle of an earlier receive, a standard queue answers and does nothing; a FIFO queue refuses it,
 * and one whose visibility timeout is over.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
function deleteMessage(queue: Queue, handle: string): void {
  const { held: found, last } = held(queue, handle);
  if (found === undefined) return;
  if (queue.fifo && !(last && queue.inFlight(found))) {
    throw refused(handle, "The receipt handle has expired.");
  }
  if (last) queue.remove(found);
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
function changeVisibility(queue: Queue, handle: string, seconds: number, now: number): void {
  const { held: found, last } = held(queue, handle);
  if (found === undefined || !last) {
    const reason = "Message does not exist or is not available for visibility timeout change.";
    throw refused(handle, reason);
  }
  if (!queue.inFlight(found)) {
    const message = "The message referred to isn't in flight.";
    throw new AwsError("MessageNotInflight", message);
  }
  if (now + seconds * 1000 > found.receivedAt + MOST_HELD_SECONDS * 1000) {
    const limit = `beyond the limit [${MOST_HELD_SECONDS} seconds]`;
    const reason = `Total VisibilityTimeout for the message is ${limit}.`;
    throw invalidValue(seconds, "VisibilityTimeout", reason);
  }
  found.changed = true;
  queue.hideUntil(found, now + seconds * 1000);
}
