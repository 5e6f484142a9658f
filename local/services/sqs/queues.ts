import { AwsError } from "../../gateway/service";
import type { Time } from "../mappings/engine/time";
import { Settings } from "./attributes";
import { invalid, invalidValue, noQueue } from "./errors";
import type { Held } from "./lane";
import { Queue } from "./queue";
import { redriveAllowedBy, redriveOf } from "./redrive";

export interface QueuesOptions {
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: () => string;
  readonly time: Time;
}

/** A name is free again so long after its queue was deleted. */
const FORGOTTEN_MS = 60_000;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

type Attributes = Readonly<Record<string, string>>;

/** All queues of the account. */
export class Queues {
  readonly #byName = new Map<string, Queue>();
  readonly #deletedAt = new Map<string, number>();

  constructor(private readonly options: QueuesOptions) {}

  get all(): Queue[] {
    return [...this.#byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  get time(): Time {
    return this.options.time;
  }

  get accountId(): string {
    return this.options.accountId;
  }

  arnOf(name: string): string {
    const { region, accountId } = this.options;
    return `arn:aws:sqs:${region}:${accountId}:${name}`;
  }

  urlOf({ name }: Queue): string {
    return `${this.options.endpoint()}/${this.options.accountId}/${name}`;
  }

  /** The ARN of what a request's URL names, whether it is there or not. */
  arnByUrl(url: string): string {
    return this.arnOf(placeIn(url)?.name ?? "*");
  }

  /** Throws QueueDoesNotExist, or InvalidAddress for what is no queue's URL. */
  byUrl(url: string): Queue {
    const place = placeIn(url);
    if (place === undefined) {
      throw new AwsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`);
    }
    if (place.accountId !== this.options.accountId) throw noQueue();
    return this.byName(place.name);
  }

  byName(name: string): Queue {
    const queue = this.#byName.get(name);
    if (queue === undefined) throw noQueue();
    return queue;
  }

  byArn(arn: string): Queue | undefined {
    const name = arn.slice(arn.lastIndexOf(":") + 1);
    return arn === this.arnOf(name) ? this.#byName.get(name) : undefined;
  }

  /** A new queue, or the one of this name where it is as the attributes say. */
  create(name: string, attributes: Attributes): Queue {
    const { FifoQueue, ...settable } = attributes;
    const fifo = checkName(name, FifoQueue);
    const there = this.#byName.get(name);
    if (there !== undefined) return same(there, settable);
    const deletedAt = this.#deletedAt.get(name) ?? -Infinity;
    if (this.time.now() < deletedAt + FORGOTTEN_MS) {
      const message =
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
      throw new AwsError("QueueDeletedRecently", message);
    }
    const queue = new Queue(name, this.arnOf(name), new Settings(fifo), this.time);
    this.set(queue, settable);
    this.#byName.set(name, queue);
    return queue;
  }

  remove(queue: Queue): void {
    queue.deleted = true;
    this.#byName.delete(queue.name);
    this.#deletedAt.set(queue.name, this.time.now());
    queue.clear();
    queue.wake();
  }

  /** Sets a queue's attributes, all or none. */
  set(queue: Queue, attributes: Attributes): void {
    const { RedrivePolicy, RedriveAllowPolicy } = attributes;
    queue.settings.check(attributes);
    if (RedrivePolicy !== undefined) this.checkRedrive(queue, RedrivePolicy);
    redriveAllowedBy(RedriveAllowPolicy);
    queue.settings.set(attributes);
    queue.modifiedAt = this.time.now();
    queue.wake();
  }

  /** Queues that give their dead letters to this one. */
  sourcesOf({ arn }: Queue): Queue[] {
    return this.all.filter(({ settings }) => {
      return redriveOf(settings.get("RedrivePolicy"))?.deadLetterTargetArn === arn;
    });
  }

  /** Moves a message that was received too often to its queue's dead letters; whether it did. */
  giveUp(from: Queue, held: Held): boolean {
    const redrive = redriveOf(from.settings.get("RedrivePolicy"));
    if (redrive === undefined || held.received < redrive.maxReceiveCount) return false;
    const target = this.byArn(redrive.deadLetterTargetArn);
    if (target === undefined) return false;
    this.move(held, target, { deadLetterSourceArn: from.arn });
    return true;
  }

  /**
   * Puts a message of one queue into another. In a standard queue its age counts on, in a FIFO queue anew.
   * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  move(held: Held, to: Queue, besides: { readonly deadLetterSourceArn?: string } = {}): void {
    const now = this.time.now();
    to.add(held.message, {
      enqueuedAt: to.fifo ? now : held.enqueuedAt,
      visibleAt: now,
      receivedBefore: held.receivedBefore + held.received,
      ...besides,
    });
  }

  private checkRedrive(queue: Queue, text: string): void {
    const redrive = redriveOf(text);
    if (redrive === undefined) return;
    const refuse = (reason: string) => invalidValue(text, "RedrivePolicy", reason);
    const target = this.byArn(redrive.deadLetterTargetArn);
    if (target === undefined) throw refuse("Dead letter target does not exist.");
    if (target.fifo !== queue.fifo) {
      throw refuse("Dead-letter queue must be same type of queue as the source.");
    }
    const allows = redriveAllowedBy(target.settings.get("RedriveAllowPolicy"));
    if (allows(queue.arn)) return;
    throw refuse(`The redrive allow policy of ${target.arn} does not allow ${queue.arn}.`);
  }
}

/** The account and the name in a queue's URL, or in the path of one. */
export function placeIn(url: string): { accountId: string; name: string } | undefined {
  const match = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([A-Za-z0-9_.-]{1,80})\/?$/.exec(url);
  return match === null ? undefined : { accountId: match[1] ?? "", name: match[2] ?? "" };
}

/** Whether it is a FIFO queue's name. Throws for what is no name, or not one of the type asked for. */
function checkName(name: string, fifoQueue: string | undefined): boolean {
  if (fifoQueue === "true") {
    if (FIFO_NAME.test(name)) return true;
    throw invalid(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
    );
  }
  if (fifoQueue !== undefined) {
    throw new AwsError("InvalidAttributeName", "Unknown Attribute FifoQueue.");
  }
  if (/^[A-Za-z0-9_-]{1,80}$/.test(name)) return false;
  throw invalid(
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

function same(queue: Queue, attributes: Attributes): Queue {
  const now = queue.settings.shown();
  queue.settings.check(attributes);
  const different = Object.keys(attributes).find((name) => {
    return normal(attributes[name]) !== normal(now[name]);
  });
  if (different === undefined) return queue;
  const message = `A queue already exists with the same name and a different value for attribute ${different}`;
  throw new AwsError("QueueNameExists", message);
}

/** A policy is the same whatever the blanks in it. */
function normal(value = ""): string {
  if (!value.startsWith("{")) return value;
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return value;
  }
}
