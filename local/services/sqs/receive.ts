import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { invalidValue, noQueue, wrongType } from "./errors";
import type { Held } from "./lane";
import type { Queue } from "./queue";
import type { Queues } from "./queues";

type Input = Omit<InputOf<"sqs", "ReceiveMessage">, "QueueUrl">;

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const MOST_IN_FLIGHT = 120_000;

/**
 * What a ReceiveMessage gives: it waits for messages where it is asked to, and ends with nothing on an abort.
 * Throws QueueDoesNotExist when the queue is deleted meanwhile.
 */
export async function received(
  queues: Queues,
  queue: Queue,
  input: Input,
  signal: AbortSignal,
): Promise<readonly Held[]> {
  const { time } = queues;
  const {
    MaxNumberOfMessages: most = 1,
    VisibilityTimeout: seconds = queue.settings.number("VisibilityTimeout"),
    WaitTimeSeconds: waitSeconds = queue.settings.number("ReceiveMessageWaitTimeSeconds"),
    ReceiveRequestAttemptId: attemptId,
  } = input;
  const again = receivedBefore(queue, attemptId, seconds * 1000, time.now());
  if (again !== undefined) return again;
  const end = time.now() + waitSeconds * 1000;
  for (;;) {
    if (queue.deleted) throw noQueue();
    if (signal.aborted) return [];
    const full = isFull(queue);
    if (full && waitSeconds === 0 && !queue.fifo) {
      const message = `Too many messages are in flight: at most ${MOST_IN_FLIGHT}.`;
      throw new AwsError("OverLimit", message);
    }
    const held = full ? [] : queue.take(most, seconds * 1000, (each) => queues.giveUp(queue, each));
    if (held.length > 0) {
      if (attemptId !== undefined) remember(queue, attemptId, held, time.now());
      return held;
    }
    const left = end - time.now();
    if (left <= 0) return [];
    await queue.changed(left, signal);
  }
}

const isFull = (queue: Queue): boolean =>
  queue.size >= MOST_IN_FLIGHT && queue.counts().inFlight >= MOST_IN_FLIGHT;

function remember(queue: Queue, attemptId: string, held: readonly Held[], now: number): void {
  const attempt = held.map((each) => ({ held: each, receipt: each.receipt ?? 0 }));
  queue.attempts.set(attemptId, now, attempt);
}

/**
 * What the same attempt received, while its messages are in flight and nothing happened to them.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html
 */
function receivedBefore(
  queue: Queue,
  attemptId: string | undefined,
  heldMs: number,
  now: number,
): readonly Held[] | undefined {
  if (attemptId === undefined) return undefined;
  if (!queue.fifo) throw wrongType(attemptId, "ReceiveRequestAttemptId");
  const attempt = queue.attempts.get(attemptId, now);
  if (attempt === undefined) return undefined;
  const same = attempt.every(({ held, receipt }) => !held.gone && held.receipt === receipt);
  const all = attempt.map(({ held }) => held);
  if (!same || all.some((held) => held.changed)) {
    const reason =
      "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.";
    throw invalidValue(attemptId, "ReceiveRequestAttemptId", reason);
  }
  if (!all.every((held) => queue.inFlight(held))) return undefined;
  for (const held of all) queue.hideUntil(held, now + heldMs);
  return all;
}
