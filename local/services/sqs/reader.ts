import type { Message } from "@aws-sdk/client-sqs";
import { noQueue } from "./errors";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { received } from "./receive";
import { shownMessage } from "./shown";

/** Messages of a queue, for an engine of this process that polls it. Each throws QueueDoesNotExist. */
export interface QueueReader {
  /** A queue's type, and how long what it gives is hidden, in seconds. */
  describe(queueArn: string): { readonly fifo: boolean; readonly visibilityTimeout: number };
  /** Up to ten messages with all their attributes; none when none came in time, or after an abort. */
  receive(
    queueArn: string,
    most: number,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<readonly Message[]>;
  /** Deletes messages that are still held by the receive that gave them. */
  delete(queueArn: string, messages: readonly Message[]): void;
  /** Whether the queue holds nothing: no message waits, is delayed or in flight. */
  isEmpty(queueArn: string): boolean;
}

const EVERYTHING = { system: ["All"], user: ["All"] };

export function createReader(queues: Queues): QueueReader {
  const find = (arn: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue === undefined) throw noQueue();
    return queue;
  };
  return {
    describe(arn) {
      const { fifo, settings } = find(arn);
      return { fifo, visibilityTimeout: settings.number("VisibilityTimeout") };
    },
    async receive(arn, most, WaitTimeSeconds, signal) {
      const queue = find(arn);
      const input = { MaxNumberOfMessages: most, WaitTimeSeconds };
      const messages = await received(queues, queue, input, signal);
      return messages.map((held) => shownMessage(queue, held, EVERYTHING));
    },
    delete(arn, messages) {
      const queue = find(arn);
      for (const { MessageId = "", ReceiptHandle } of messages) {
        const held = queue.find(MessageId);
        const last = held && shownMessage(queue, held, EVERYTHING).ReceiptHandle;
        if (held !== undefined && last === ReceiptHandle) queue.remove(held);
      }
    },
    isEmpty(arn) {
      const { visible, inFlight, delayed } = find(arn).counts();
      return visible + inFlight + delayed === 0;
    },
  };
}
