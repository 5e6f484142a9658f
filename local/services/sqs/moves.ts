import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import { invalid, invalidValue } from "./errors";
import type { Held } from "./lane";
import type { Queue } from "./queue";
import type { Queues } from "./queues";

/** A move of a dead-letter queue's messages to where they came from, or to another queue. */
export interface Move {
  readonly handle: string;
  readonly source: Queue;
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  failure?: string;
}

const MOST_AT_ONCE = 500;
const MOST_LISTED = 10;

/**
 * Moves of messages, so many a second each.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class Moves {
  readonly #all: Move[] = [];

  constructor(private readonly queues: Queues) {}

  start(sourceArn: string, destinationArn: string | undefined, perSecond?: number): Move {
    const source = this.source(sourceArn);
    if (this.queues.sourcesOf(source).length === 0) {
      throw invalid("Source queue must be configured as a Dead Letter Queue.");
    }
    if (destinationArn !== undefined && this.queues.byArn(destinationArn) === undefined) {
      throw new AwsError(
        "ResourceNotFoundException",
        "The resource that you specified for the DestinationArn parameter doesn't exist.",
      );
    }
    if (this.#all.some((each) => each.source === source && each.status === "RUNNING")) {
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const move: Move = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString("base64"),
      source,
      destinationArn,
      perSecond,
      startedAt: this.queues.time.now(),
      toMove: source.counts().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.#all.unshift(move);
    this.#later(move, 0);
    return move;
  }

  cancel(handle: string): Move {
    const move = this.#all.find((each) => each.handle === handle);
    if (move === undefined) throw notFound();
    if (move.status !== "RUNNING") {
      throw invalidValue(handle, "TaskHandle", "Only active tasks can be cancelled.");
    }
    move.status = "CANCELLED";
    return move;
  }

  /** The latest first. */
  list(sourceArn: string, most: number): readonly Move[] {
    const source = this.source(sourceArn);
    const own = this.#all.filter((each) => each.source === source);
    return own.slice(0, Math.min(most, MOST_LISTED));
  }

  private source(arn: string): Queue {
    const queue = this.queues.byArn(arn);
    if (queue === undefined) {
      throw new AwsError(
        "ResourceNotFoundException",
        "The resource that you specified for the SourceArn parameter doesn't exist.",
      );
    }
    return queue;
  }

  #later(move: Move, milliseconds: number): void {
    this.queues.time.after(milliseconds, () => {
      if (!isRunning(move) || move.source.deleted) return;
      const most = Math.min(move.perSecond ?? MOST_AT_ONCE, move.toMove - move.moved);
      const moved = this.#step(move, most);
      if (!isRunning(move)) return;
      if (moved < most || move.moved >= move.toMove) move.status = "COMPLETED";
      else this.#later(move, move.perSecond === undefined ? 0 : 1000);
    });
  }

  /** Moves so many messages; how many there were. */
  #step(move: Move, most: number): number {
    let moved = 0;
    while (moved < most && move.status === "RUNNING") {
      const [held] = move.source.take(1, 0, () => false);
      if (held === undefined) break;
      const target = this.#targetOf(move, held);
      if (target === undefined) {
        move.status = "FAILED";
        move.failure = "CouldNotDetermineMessageSource";
        break;
      }
      this.queues.move(held, target);
      move.source.remove(held);
      moved += 1;
      move.moved += 1;
    }
    return moved;
  }

  #targetOf({ destinationArn }: Move, { deadLetterSourceArn }: Held): Queue | undefined {
    const arn = destinationArn ?? deadLetterSourceArn;
    return arn === undefined ? undefined : this.queues.byArn(arn);
  }
}

const isRunning = ({ status }: Move): boolean => status === "RUNNING";

function notFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Task does not exist.");
}
