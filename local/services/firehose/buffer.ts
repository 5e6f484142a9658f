import type { Time } from "../../clock";

/** A record on its way to S3. */
export interface BufferedRecord {
  readonly data: Buffer;
  /** Milliseconds since the epoch: when the stream, or Firehose itself, took it. */
  readonly arrival: number;
  /** Of the source stream; absent with Direct PUT. */
  readonly sequenceNumber?: string;
  /** Its place among those that the Kinesis Producer Library put into one record. */
  readonly subSequenceNumber?: number;
}

export interface BufferLimits {
  /** How long the oldest record waits. */
  readonly intervalMs: number;
  readonly bytes: number;
}

/**
 * Gathers records until they are old or many enough, then hands them to `deliver`, one batch at a
 * time. Holds at most two batches' bytes: `room` tells readers when to go on.
 */
export class DeliveryBuffer {
  #records: BufferedRecord[] = [];
  #bytes = 0;
  #cancel: (() => void) | undefined;
  #delivering: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    private limits: BufferLimits,
    /** Never rejects. */
    private readonly deliver: (records: readonly BufferedRecord[]) => Promise<void>,
    private readonly time: Time,
  ) {}

  /** Nothing is held and nothing is being delivered. */
  get empty(): boolean {
    return this.#records.length === 0 && this.#delivering === undefined;
  }

  get full(): boolean {
    return this.#bytes >= this.limits.bytes && this.#delivering !== undefined;
  }

  setLimits(limits: BufferLimits): void {
    this.limits = limits;
  }

  add(records: readonly BufferedRecord[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.data.length;
    }
    this.#flushIfDue();
  }

  /** Resolves as soon as more may be added, or the signal aborts. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.full && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#waiting.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        this.#waiting.add(done);
        signal.addEventListener("abort", done, { once: true });
      });
    }
  }

  /** Delivers all that is held now; resolves once it is delivered. */
  async flush(): Promise<void> {
    while (this.#delivering) await this.#delivering;
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#delivering = this.deliver(records).finally(() => {
      this.#delivering = undefined;
      for (const wake of this.#waiting) wake();
      this.#flushIfDue();
    });
    await this.#delivering;
  }

  close(): void {
    this.#cancel?.();
  }

  #flushIfDue(): void {
    if (this.#records.length === 0) return;
    if (this.#bytes < this.limits.bytes) this.#startTimer();
    else if (this.#delivering === undefined) void this.flush();
  }

  #startTimer(): void {
    this.#cancel ??= this.time.after(this.limits.intervalMs, () => {
      this.#cancel = undefined;
      void this.flush();
    });
  }
}
