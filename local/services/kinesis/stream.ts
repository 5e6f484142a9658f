import type { MetricsName, StreamMode } from "@aws-sdk/client-kinesis";
import { TagStore, type TagLimits } from "../tags";
import { invalidArgument, notFound } from "./errors";
import { MAX_HASH_KEY, uniformStarts } from "./hash-keys";
import { Shard } from "./shard";
import type { Lineage } from "./shard";
import type { Throughput } from "./throughput";

/** A consumer's hold on a shard. */
export interface Subscription {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What was sent of late, where that is limited. */
  readonly pushes: Throughput;
}

export interface Consumer {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: TagStore;
  /** Its resource policy, as JSON text. */
  policy?: string;
  /** Its last subscription to a shard, by the shard's id. */
  readonly subscriptions: Map<string, Subscription>;
}

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_TagResource.html */
export const TAGS: TagLimits = {
  most: 200,
  tooMany: [
    "InvalidArgumentException",
    "Failed to add tags: a resource cannot have more than 200 tags.",
  ],
  invalid: "InvalidArgumentException",
};

const HOUR_MS = 3_600_000;

/** A stream: its shards, open and closed, and its settings. */
export class Stream {
  retentionHours = 24;
  maxRecordKib = 1024;
  keyId: string | undefined;
  /** Its resource policy, as JSON text. */
  policy?: string;
  readonly tags = new TagStore(TAGS);
  readonly metrics = new Set<MetricsName>();
  readonly consumers = new Map<string, Consumer>();
  /** Entries that are still to be refused; for tests of throttling. */
  faults = 0;
  #shards: readonly Shard[];
  #open: readonly Shard[];
  #created = 0;

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly accountId: string,
    public mode: StreamMode,
    shardCount: number,
    readonly createdAt: number,
  ) {
    const starts = uniformStarts(shardCount);
    this.#shards = starts.map((start, index) =>
      this.#create(start, (starts[index + 1] ?? MAX_HASH_KEY + 1n) - 1n, createdAt),
    );
    this.#open = this.#shards;
  }

  get encryptionType(): "KMS" | "NONE" {
    return this.keyId === undefined ? "NONE" : "KMS";
  }

  /** What answers about records say of it. */
  get encryption(): { readonly EncryptionType?: "KMS" } {
    return this.keyId === undefined ? {} : { EncryptionType: "KMS" };
  }

  /** Every shard that can still be read, in the order of their creation. */
  get shards(): readonly Shard[] {
    return this.#shards;
  }

  /** The shards that take records, in the order of their hash keys. */
  get open(): readonly Shard[] {
    return this.#open;
  }

  shard(id: string): Shard {
    const shard = this.#shards.find((each) => each.id === id);
    if (shard !== undefined) return shard;
    throw notFound(
      `Could not find shard ${id} in stream ${this.name} under account ${this.accountId}.`,
    );
  }

  /** The open shard whose range holds a hash key of 32 hexadecimal digits. */
  shardFor(hashHex: string): Shard {
    let low = 0;
    let high = this.#open.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#open[middle] as Shard).endHex < hashHex) low = middle + 1;
      else high = middle;
    }
    return this.#open[low] as Shard;
  }

  /** Closes a shard and opens two in its place; the second starts at the given key. */
  split(shard: Shard, at: bigint, now: number): void {
    this.#requireOpen(shard);
    if (at <= shard.start || at > shard.end) {
      throw invalidArgument(
        `NewStartingHashKey ${at} used in SplitShard() on shard ${shard.id} in stream ` +
          `${this.name} under account ${this.accountId} is not both greater than one plus the ` +
          `shard's StartingHashKey ${shard.start} and less than the shard's EndingHashKey ` +
          `${shard.end}.`,
      );
    }
    const lineage = { ParentShardId: shard.id };
    this.#replace(
      now,
      [shard],
      [this.#create(shard.start, at - 1n, now, lineage), this.#create(at, shard.end, now, lineage)],
    );
  }

  /** Closes two neighbouring shards and opens one over both ranges. */
  merge(shard: Shard, adjacent: Shard, now: number): void {
    this.#requireOpen(shard);
    this.#requireOpen(adjacent);
    if (shard.end + 1n !== adjacent.start && adjacent.end + 1n !== shard.start) {
      throw invalidArgument(
        `Shards ${shard.id} and ${adjacent.id} in stream ${this.name} under account ` +
          `${this.accountId} are not an adjacent pair of shards eligible for merging`,
      );
    }
    const lineage = { ParentShardId: shard.id, AdjacentParentShardId: adjacent.id };
    const [low, high] = shard.start < adjacent.start ? [shard, adjacent] : [adjacent, shard];
    this.#replace(now, [shard, adjacent], [this.#create(low.start, high.end, now, lineage)]);
  }

  /** Splits at every boundary that a uniform layout needs, then merges what lies between. */
  scale(target: number, now: number): void {
    if (target === this.#open.length) return;
    const starts = uniformStarts(target);
    for (const start of starts) {
      const shard = this.#open.find((each) => each.start <= start && start <= each.end);
      if (shard !== undefined && shard.start !== start) this.split(shard, start, now);
    }
    starts.forEach((start, index) => {
      const end = (starts[index + 1] ?? MAX_HASH_KEY + 1n) - 1n;
      for (;;) {
        const [first, second] = this.#open.filter((each) => each.start >= start && each.end <= end);
        if (first === undefined || second === undefined) break;
        this.merge(first, second, now);
      }
    });
  }

  /** Drops expired records and the closed shards that held them; returns the bytes freed. */
  trim(now: number): number {
    const horizon = now - this.retentionHours * HOUR_MS;
    let freed = 0;
    for (const shard of this.#shards) freed += shard.trim(horizon);
    if (this.#shards.some(({ closedAt }) => closedAt !== undefined && closedAt < horizon)) {
      this.#shards = this.#shards.filter(({ closedAt = Infinity }) => closedAt >= horizon);
    }
    return freed;
  }

  /** Wakes every reader that waits on the stream. */
  wake(): void {
    for (const shard of this.#shards) shard.wake();
  }

  #create(start: bigint, end: bigint, now: number, lineage?: Lineage): Shard {
    return new Shard(this.#created++, start, end, now, lineage);
  }

  #replace(now: number, closed: readonly Shard[], created: readonly Shard[]): void {
    for (const shard of closed) shard.closedAt = now;
    this.#shards = [...this.#shards, ...created];
    this.#open = [...this.#open.filter((shard) => !shard.closed), ...created].sort((left, right) =>
      left.endHex < right.endHex ? -1 : 1,
    );
    this.wake();
  }

  #requireOpen(shard: Shard): void {
    if (!shard.closed) return;
    throw invalidArgument(
      `Shard ${shard.id} in stream ${this.name} under account ${this.accountId} has already been ` +
        `merged or split, and thus is not eligible for merging or splitting.`,
    );
  }
}
