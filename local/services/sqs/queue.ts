import { Bell, type Time } from "../mappings/engine/time";
import { Remembered, type Sent } from "../remembered";
import { TagStore, type TagLimits } from "../tags";
import type { Settings } from "./attributes";
import type { Held } from "./lane";
import type { Message } from "./message";
import { MessageStore, type Arrival } from "./store";

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const TAGS: TagLimits = {
  tooMany: ["InvalidParameterValue", "Too many tags added for queue: at most 50 are allowed."],
  invalid: "InvalidParameterValue",
};

/** How often a queue that gives nothing, since too many messages are in flight, is looked at. */
const FULL_MS = 1000;

/** How many of a queue's messages there are of each kind. */
export interface Counts {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** One receive of messages: a retry of it within five minutes gives the same ones. */
export type Attempt = readonly { readonly held: Held; readonly receipt: number }[];

/** A queue with its messages. Times are in milliseconds since the epoch. */
export class Queue {
  readonly tags = new TagStore(TAGS);
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt = -Infinity;
  deleted = false;
  readonly sent = new Remembered<Sent>();
  readonly attempts = new Remembered<Attempt>();
  readonly #messages: MessageStore;
  readonly #waiting = new Set<Bell>();
  #receipts = 0;

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly settings: Settings,
    private readonly time: Time,
  ) {
    this.#messages = new MessageStore(settings.fifo);
    this.createdAt = time.now();
    this.modifiedAt = this.createdAt;
  }

  get fifo(): boolean {
    return this.settings.fifo;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** How many receives wait for messages. */
  get polling(): number {
    return this.#waiting.size;
  }

  find(id: string): Held | undefined {
    return this.#messages.get(id);
  }

  all(): Iterable<Held> {
    return this.#messages.all();
  }

  add(message: Message, arrival: Arrival): void {
    this.#messages.add(message, arrival);
    this.wake();
  }

  /** The next messages, held for so long; those received too often go to `giveUp`, which says if it took one. */
  take(most: number, heldMs: number, giveUp: (held: Held) => boolean): Held[] {
    const now = this.time.now();
    return this.#messages.take(now, most, {
      unfit: (held) => this.hasExpired(held) || giveUp(held),
      hold: (held) => {
        held.receipt = ++this.#receipts;
        held.visibleAt = now + heldMs;
        held.received += 1;
        held.firstReceivedAt ??= now;
        held.receivedAt = now;
        held.changed = false;
      },
    });
  }

  /** Whether a receive holds the message now. */
  inFlight(held: Held): boolean {
    return held.receipt !== undefined && held.visibleAt > this.time.now();
  }

  hideUntil(held: Held, visibleAt: number): void {
    held.visibleAt = visibleAt;
    this.#messages.place(held.lane);
    this.wake();
  }

  remove(held: Held): void {
    this.#messages.remove(held);
    this.wake();
  }

  clear(): void {
    this.#messages.clear();
  }

  counts(): Counts {
    const now = this.time.now();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const held of [...this.#messages.all()]) {
      if (this.hasExpired(held)) this.#messages.remove(held);
      else if (held.visibleAt <= now) counts.visible += 1;
      else if (held.receipt === undefined) counts.delayed += 1;
      else counts.inFlight += 1;
    }
    return counts;
  }

  /** Ends what waits for the queue, to look at it again. */
  wake(): void {
    for (const bell of [...this.#waiting]) bell.ring();
  }

  /** Resolves when there may be something to receive, after so many milliseconds, or on an abort. */
  async changed(withinMs: number, signal: AbortSignal): Promise<void> {
    const next = (this.#messages.nextAt() ?? Infinity) - this.time.now();
    const bell = new Bell();
    this.#waiting.add(bell);
    try {
      await bell.wait(this.time, Math.min(withinMs, next > 0 ? next : FULL_MS), signal);
    } finally {
      this.#waiting.delete(bell);
    }
  }

  private hasExpired({ enqueuedAt }: Held): boolean {
    return enqueuedAt + this.settings.number("MessageRetentionPeriod") * 1000 <= this.time.now();
  }
}
