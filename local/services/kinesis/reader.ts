/** A record as the stream keeps it. */
export interface StoredRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrival: number;
}

/** Where to read from in a shard. `timestamp` is in milliseconds since the epoch. */
export type ReadPosition =
  | { readonly from: "TRIM_HORIZON" | "LATEST" }
  | { readonly from: "AT_TIMESTAMP"; readonly timestamp: number }
  | { readonly from: "AT" | "AFTER"; readonly sequenceNumber: string };

export interface ShardDescription {
  readonly shardId: string;
  readonly parentShardIds: readonly string[];
  /** True once a split or merge has ended the shard: nothing is added, what is left can be read. */
  readonly closed: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface ReadResult {
  readonly records: readonly StoredRecord[];
  /** Continues after the last record, or where the caller waited. */
  readonly next: ReadPosition;
  readonly millisBehindLatest: number;
  /** The shard is closed and read to its end. */
  readonly drained: boolean;
}

/** How consumers in the same process (event source mappings, Firehose) read a stream. */
export interface StreamReader {
  /** Throws AwsError ResourceNotFoundException once the stream is deleted. */
  shards(streamArn: string): readonly ShardDescription[];
  /** Turns LATEST or AT_TIMESTAMP into a fixed position, so that nothing slips between polls. */
  resolve(streamArn: string, shardId: string, position: ReadPosition): ReadPosition;
  read(
    streamArn: string,
    shardId: string,
    position: ReadPosition,
    limit: { readonly records: number; readonly bytes: number },
  ): ReadResult;
  /**
   * Resolves as soon as a record stands after the position, the shard closes, the stream changes
   * or is deleted, the signal aborts, or `timeoutMs` has passed.
   */
  wait(
    streamArn: string,
    shardId: string,
    position: ReadPosition,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void>;
}
