/**
 * What a FIFO queue or topic remembers of requests, for five minutes each.
 * Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html,
 * https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
 */
const INTERVAL_MS = 300_000;

export class Remembered<Value> {
  readonly #byKey = new Map<string, { readonly at: number; readonly value: Value }>();

  get(key: string, now: number): Value | undefined {
    for (const [oldest, { at }] of this.#byKey) {
      if (at + INTERVAL_MS > now) break;
      this.#byKey.delete(oldest);
    }
    return this.#byKey.get(key)?.value;
  }

  set(key: string, now: number, value: Value): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, { at: now, value });
  }
}

/** What was answered to the first of messages that are the same. */
export interface Sent {
  readonly id: string;
  readonly sequenceNumber: string;
}
