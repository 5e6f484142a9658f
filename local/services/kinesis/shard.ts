import type { HashKeyRange } from "@aws-sdk/client-kinesis";
import type { Time } from "../../clock";
import { hexOf } from "./hash-keys";
import { ShardRecord, recordBytes } from "./record";
import { RATES, Throughput } from "./throughput";

/** Digits of the counter in a sequence number; 56 digits in all, as AWS's have. */
const COUNTER_DIGITS = 34;
/** The last digit of a record's sequence number, and of one between a record and the next. */
const RECORD = "0";
const BETWEEN = "5";
/** Takes the place of a trimmed record, so that its bytes are free at once. */
const TRIMMED = new ShardRecord("", 0, 0, { sequenceNumber: () => "" }, Buffer.alloc(0), 0, 0);

type Timers = Pick<Time, "after">;

const realTime: Timers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

export interface Lineage {
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
}

export interface Slice {
  readonly records: readonly ShardRecord[];
  /** Of their data. */
  readonly bytes: number;
  /** The counter to read on from. */
  readonly next: number;
}

/**
 * A shard's records in order. Sequence numbers are `49`, the shard's creation in milliseconds, its
 * index, a counter, and a digit: of one length, so that they compare as strings too, and greater in a
 * child than in its parents. Positions inside the shard are counters; the first record's is 1.
 */
export class Shard {
  readonly id: string;
  readonly endHex: string;
  closedAt: number | undefined;
  /** What was written and read of late, where that is limited. */
  readonly writes = new Throughput(RATES.writes);
  readonly reads = new Throughput(RATES.reads);
  /** Called, and forgotten, at the next change. */
  readonly #waiters = new Set<() => void>();
  readonly #prefix: string;
  #records: ShardRecord[] = [];
  #head = 0;
  #first = 1;
  #next = 1;

  constructor(
    readonly index: number,
    readonly start: bigint,
    readonly end: bigint,
    readonly createdAt: number,
    readonly lineage: Lineage = {},
  ) {
    this.id = `shardId-${String(index).padStart(12, "0")}`;
    this.endHex = hexOf(end);
    this.#prefix = `49${String(createdAt).padStart(13, "0")}${String(index).padStart(6, "0")}`;
  }

  /** The counter that the next record will have. */
  get next(): number {
    return this.#next;
  }

  get closed(): boolean {
    return this.closedAt !== undefined;
  }

  get parentIds(): readonly string[] {
    const { ParentShardId, AdjacentParentShardId } = this.lineage;
    return [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
  }

  get hashKeyRange(): HashKeyRange {
    return { StartingHashKey: String(this.start), EndingHashKey: String(this.end) };
  }

  sequenceNumber(counter: number): string {
    return this.#prefix + String(counter).padStart(COUNTER_DIGITS, "0") + RECORD;
  }

  /** A sequence number at which and after which a reader goes on with the record of a counter. */
  continuation(counter: number): string {
    return this.#prefix + String(counter - 1).padStart(COUNTER_DIGITS, "0") + BETWEEN;
  }

  /** The counter at, or after, a sequence number of this shard; undefined when it is not one. */
  counterOf(sequenceNumber: string, where: "AT" | "AFTER"): number | undefined {
    const end = this.#prefix.length + COUNTER_DIGITS;
    if (!sequenceNumber.startsWith(this.#prefix) || sequenceNumber.length !== end + 1) {
      return undefined;
    }
    const counter = Number(sequenceNumber.slice(this.#prefix.length, end));
    if (counter > this.#next) return undefined;
    return where === "AFTER" || !sequenceNumber.endsWith(RECORD) ? counter + 1 : counter;
  }

  /** Adds a record whose data is the given part of a block; returns its sequence number. */
  append(partitionKey: string, arrival: number, block: Buffer, start: number, end: number): string {
    const counter = this.#next;
    this.#records.push(new ShardRecord(partitionKey, arrival, counter, this, block, start, end));
    this.#next += 1;
    return this.sequenceNumber(counter);
  }

  /** Records from a counter on, within the limits, but at least one where there is one. */
  read(from: number, limit: { readonly records: number; readonly bytes: number }): Slice {
    const start = this.#head + Math.max(from, this.#first) - this.#first;
    const most = Math.min(start + limit.records, this.#records.length);
    let bytes = 0;
    let end = start;
    while (end < most) {
      const more = this.#records[end]?.dataBytes ?? 0;
      if (bytes + more > limit.bytes && end > start) break;
      bytes += more;
      end += 1;
    }
    const records = this.#records.slice(start, end);
    return { records, bytes, next: Math.max(from, this.#first) + records.length };
  }

  /** The counter of the first record that arrived at or after a time, else of the next record. */
  counterAt(timestamp: number): number {
    let low = this.#head;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle]?.arrival ?? 0) < timestamp) low = middle + 1;
      else high = middle;
    }
    return this.#first + low - this.#head;
  }

  /** How far a reader at this counter is behind: the age of the record that it would get next. */
  millisBehind(counter: number, now: number): number {
    const waiting = this.#records[this.#head + Math.max(counter, this.#first) - this.#first];
    return waiting === undefined ? 0 : Math.max(0, now - waiting.arrival);
  }

  /** Drops the records that arrived before a time; returns the bytes that this frees. */
  trim(before: number): number {
    let freed = 0;
    for (;;) {
      const oldest = this.#records[this.#head];
      if (oldest === undefined || oldest.arrival >= before) break;
      freed += recordBytes(oldest.dataBytes, Buffer.byteLength(oldest.partitionKey));
      this.#records[this.#head] = TRIMMED;
      this.#head += 1;
      this.#first += 1;
    }
    if (freed > 0) this.#compact();
    return freed;
  }

  /** Resolves when the shard is woken, after a time, or when the signal aborts. */
  changed(timeoutMs: number, signal: AbortSignal, time: Timers = realTime): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        this.#waiters.delete(done);
        resolve();
      };
      const cancel = time.after(timeoutMs, done);
      signal.addEventListener("abort", done, { once: true });
      this.#waiters.add(done);
    });
  }

  wake(): void {
    const waiting = [...this.#waiters];
    this.#waiters.clear();
    for (const resume of waiting) resume();
  }

  /** Frees what was trimmed, in steps large enough that moving the rest costs little. */
  #compact(): void {
    if (this.#head < this.#records.length && this.#head < 1024) return;
    if (this.#head * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }
}
