const MIB = 1024 * 1024;

/** Per second. */
export interface Rate {
  readonly calls: number;
  readonly bytes: number;
}

/**
 * A shard's limits. A read of 10 MB therefore keeps others out for five seconds.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const RATES = {
  /** Records that are put. */
  writes: { calls: 1000, bytes: MIB },
  /** Calls of GetRecords. */
  reads: { calls: 5, bytes: 2 * MIB },
  /** Events of one consumer. */
  pushes: { calls: Infinity, bytes: 2 * MIB },
} as const satisfies Readonly<Record<string, Rate>>;

/**
 * What goes through something in a second that begins with the first call. What is larger than a second's
 * bytes goes through first or not at all, and makes the second as long as they need.
 */
export class Throughput {
  #startedAt = -Infinity;
  #calls = 0;
  #bytes = 0;

  constructor(private readonly rate: Rate) {}

  /** Milliseconds until there is room for so many bytes more; 0 where there is. */
  waitMs(bytes: number, now: number): number {
    if (this.#calls === 0 || now >= this.#end) return 0;
    const hasRoom = this.#calls < this.rate.calls && this.#bytes + bytes <= this.rate.bytes;
    return hasRoom ? 0 : this.#end - now;
  }

  take(bytes: number, now: number): void {
    if (now >= this.#end) {
      this.#startedAt = now;
      this.#calls = 0;
      this.#bytes = 0;
    }
    this.#calls += 1;
    this.#bytes += bytes;
  }

  get #end(): number {
    return this.#startedAt + 1000 * Math.max(1, this.#bytes / this.rate.bytes);
  }
}
