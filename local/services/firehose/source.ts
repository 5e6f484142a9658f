import { setTimeout as sleep } from "node:timers/promises";
import type { Time } from "../../clock";
import { AwsError } from "../../gateway/service";
import { aggregatedIn } from "../kinesis/aggregated";
import type { ReadPosition, StoredRecord, StreamReader } from "../kinesis/reader";
import type { BufferedRecord, DeliveryBuffer } from "./buffer";

const pageSize = { records: 2000, bytes: 4 * 1024 * 1024 };
const waitMs = 10_000;
const retryMs = 500;
/** How long what the role may do is taken for granted. */
const authorizedMs = 5_000;

interface Follower {
  position: ReadPosition;
  drained: boolean;
}

export interface SourceOptions {
  readonly streamArn: string;
  readonly reader: StreamReader;
  readonly buffer: DeliveryBuffer;
  readonly time: Pick<Time, "now">;
  /** Rejects as long as the role may not read the stream; asked again every few seconds. */
  readonly authorize: () => Promise<void>;
  readonly report: (error: unknown) => void;
}

/**
 * Reads a Kinesis stream into the buffer, every shard at once, children after their parents. Shards
 * that stand when the delivery stream is created are read from that moment on (AWS: "LATEST"), and
 * the position is fixed there and then, so that no record slips in before the first read.
 */
export class KinesisSource {
  readonly #followers = new Map<string, Follower>();
  readonly #ignored = new Set<string>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #authorized: Promise<void> | undefined;
  #authorizedUntil = 0;

  /** Throws ResourceNotFoundException when there is no such stream. */
  constructor(private readonly options: SourceOptions) {
    const { reader, streamArn } = options;
    for (const { shardId, closed } of reader.shards(streamArn)) {
      if (closed) this.#ignored.add(shardId);
      else this.#add(shardId, reader.resolve(streamArn, shardId, { from: "LATEST" }));
    }
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Whether every record that stands in the stream has been read. */
  caughtUp(): boolean {
    const { reader, streamArn } = this.options;
    try {
      const missing = reader
        .shards(streamArn)
        .some(({ shardId }) => !this.#followers.has(shardId) && !this.#ignored.has(shardId));
      const behind = [...this.#followers].some(
        ([shardId, { position, drained }]) =>
          !drained &&
          reader.read(streamArn, shardId, position, { records: 1, bytes: 1 }).records.length > 0,
      );
      return !missing && !behind;
    } catch (error) {
      if (isGone(error)) return true;
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const reading = new Map<string, Promise<void>>();
    while (!signal.aborted) {
      for (const shardId of this.#readable()) {
        if (reading.has(shardId)) continue;
        const follower = this.#followers.get(shardId);
        if (!follower) continue;
        const done = this.#follow(shardId, follower, signal).finally(() => reading.delete(shardId));
        reading.set(shardId, done);
      }
      // A drained shard has children to read; otherwise ask again now and then.
      await Promise.race([...reading.values(), pause(waitMs, signal)]);
    }
    await Promise.all(reading.values());
  }

  /** Shards to read now: not drained, and their parents are. Notes the ones that are new. */
  #readable(): readonly string[] {
    const { reader, streamArn, report } = this.options;
    try {
      const shards = reader.shards(streamArn);
      for (const { shardId } of shards) {
        const known = this.#followers.has(shardId) || this.#ignored.has(shardId);
        if (!known) this.#add(shardId, { from: "TRIM_HORIZON" });
      }
      return shards
        .filter(({ parentShardIds }) =>
          parentShardIds.every((parent) => this.#followers.get(parent)?.drained ?? true),
        )
        .map(({ shardId }) => shardId)
        .filter((shardId) => this.#followers.get(shardId)?.drained === false);
    } catch (error) {
      report(error);
      return [];
    }
  }

  async #follow(shardId: string, follower: Follower, signal: AbortSignal): Promise<void> {
    const { reader, streamArn, buffer, report } = this.options;
    while (!follower.drained) {
      await buffer.room(signal);
      if (signal.aborted) return;
      try {
        await this.#authorize();
        if (this.#readPage(shardId, follower) > 0) continue;
      } catch (error) {
        report(error);
        if (isGone(error)) return;
        await pause(retryMs, signal);
        continue;
      }
      await reader.wait(streamArn, shardId, follower.position, waitMs, signal);
    }
  }

  /** How many records came. */
  #readPage(shardId: string, follower: Follower): number {
    const { reader, streamArn, buffer } = this.options;
    const { records, next, drained } = reader.read(streamArn, shardId, follower.position, pageSize);
    buffer.add(records.flatMap(userRecords));
    follower.position = next;
    follower.drained = drained;
    return records.length;
  }

  #add(shardId: string, position: ReadPosition): void {
    this.#followers.set(shardId, { position, drained: false });
  }

  /** One question for all shards that are read at a time. */
  #authorize(): Promise<void> {
    const now = this.options.time.now();
    if (this.#authorized !== undefined && now < this.#authorizedUntil) return this.#authorized;
    this.#authorizedUntil = now + authorizedMs;
    this.#authorized = this.options.authorize();
    this.#authorized.catch(() => {
      this.#authorized = undefined;
    });
    return this.#authorized;
  }
}

/**
 * The records that the Kinesis Producer Library put into one.
 *
 * Source: https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 */
function userRecords(record: StoredRecord): BufferedRecord[] {
  const { data, arrival, sequenceNumber } = record;
  const all = aggregatedIn(data);
  if (all === undefined) return [record];
  return all.map((each, subSequenceNumber) => {
    return { data: each, arrival, sequenceNumber, subSequenceNumber };
  });
}

function isGone(error: unknown): boolean {
  return error instanceof AwsError && error.code === "ResourceNotFoundException";
}

/** Waits, or less when the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
