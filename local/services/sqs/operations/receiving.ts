import type { InputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { checkAttributeNames } from "../attributes";
import { invalidValue, noQueue, wrongType } from "../errors";
import type { Held } from "../lane";
import type { Queue } from "../queue";
import type { Queues } from "../queues";
import { shownMessage, SYSTEM_ATTRIBUTES } from "../shown";

type Input = InputOf<"sqs", "ReceiveMessage">;

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const MOST_IN_FLIGHT = 120_000;

/** ReceiveMessage, which waits for messages where it is asked to. */
export function receivingOperations(queues: Queues): Operations<"sqs"> {
  return {
    ReceiveMessage: {
      permissions: ({ QueueUrl }) => [["sqs:ReceiveMessage", queues.arnByUrl(QueueUrl)]],
      async run(input, { signal }) {
        const queue = queues.byUrl(input.QueueUrl);
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- older clients have no other
        const { AttributeNames = [], MessageSystemAttributeNames = [] } = input;
        const names: string[] = [...AttributeNames, ...MessageSystemAttributeNames];
        checkAttributeNames(names.filter((name) => !SYSTEM_ATTRIBUTES.has(name)));
        const messages = await received(queues, queue, input, signal);
        if (messages.length === 0) return {};
        const wanted = { system: names, user: input.MessageAttributeNames ?? [] };
        return { Messages: messages.map((held) => shownMessage(queue, held, wanted)) };
      },
    },
  };
}

async function received(
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
