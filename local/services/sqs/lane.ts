import type { Message } from "./message";

/** What one ReceiveMessage gives at most. */
export const MOST_RECEIVED = 10;

/** A message while it is in a queue. Times are in milliseconds since the epoch. */
export interface Held {
  readonly message: Message;
  /** When it came into this queue, which is what retention counts from. */
  readonly enqueuedAt: number;
  /** Its place among all that came into the queue. */
  readonly order: number;
  readonly lane: Lane;
  /** When it may be received, for the first time or again. */
  visibleAt: number;
  /** The ordinal of the receive that holds it; undefined while none does. */
  receipt: number | undefined;
  /** How often it was received from this queue, and from those before it that gave it up. */
  received: number;
  receivedBefore: number;
  firstReceivedAt: number | undefined;
  /** When the receive that holds it was, and whether its time was changed since. */
  receivedAt: number;
  changed: boolean;
  /** The queue that gave it up, when this one holds dead letters. */
  readonly deadLetterSourceArn?: string;
  /** Deleted, moved or expired. */
  gone: boolean;
}

/**
 * Messages that leave a queue one after another: those of a FIFO queue's group. In a standard queue every
 * message has a lane of its own.
 */
export class Lane {
  readonly messages: Held[] = [];
  /** Where it stands among the queue's lanes: from when on it gives messages. */
  place: readonly [time: number, order: number] | undefined;

  /**
   * When the lane gives its next message: the first one must be visible, and none may be in flight, which
   * are the first ones always. Undefined for an empty lane.
   */
  nextAt(): number | undefined {
    const [first] = this.messages;
    if (first === undefined) return undefined;
    const held = this.messages
      .slice(0, MOST_RECEIVED)
      .filter(({ receipt }) => receipt !== undefined);
    return Math.max(first.visibleAt, ...held.map(({ visibleAt }) => visibleAt));
  }

  remove(held: Held): void {
    const at = this.messages.indexOf(held);
    if (at >= 0) this.messages.splice(at, 1);
  }
}
