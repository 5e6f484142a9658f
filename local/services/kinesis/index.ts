import type { Service } from "../../gateway/service";
import { consumerOperations } from "./operations/consumers";
import { listingOperations } from "./operations/listing";
import { readingOperations } from "./operations/reading";
import { reshardingOperations } from "./operations/resharding";
import { settingsOperations } from "./operations/settings";
import { streamOperations } from "./operations/streams";
import { tagOperations } from "./operations/tags";
import { writingOperations } from "./operations/writing";
import type { StreamReader } from "./reader";
import { rules } from "./rules";
import { createReader } from "./stream-reader";
import { Streams } from "./streams";

export interface KinesisOptions {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** What all streams' records may take together; 512 MiB by default. */
  readonly maxBytes?: number;
  /** Enforces the write limits of a shard, 1,000 records and 1 MiB a second; off by default. */
  readonly shardLimits?: boolean;
}

export interface Kinesis extends Service {
  readonly reader: StreamReader;
  /**
   * Makes the next `count` records put to the stream fail with
   * ProvisionedThroughputExceededException, for trying how producers take it.
   */
  failNextRecords(streamName: string, count: number): void;
  /** Every stream and consumer with its tags, for the tagging API. */
  tagged(): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[];
}

const MAX_BYTES = 512 * 1024 * 1024;

/** Kinesis Data Streams, API version 2013-12-02, in memory. */
export function createKinesis(options: KinesisOptions): Kinesis {
  const { region, accountId, clock = Date.now } = options;
  const { maxBytes = MAX_BYTES, shardLimits = false } = options;
  const streams = new Streams({ region, accountId, clock, maxBytes, shardLimits });
  return {
    name: "kinesis",
    targetPrefix: "Kinesis_20131202",
    rules,
    rawBlobs: new Set(["PutRecord", "PutRecords"]),
    operations: {
      ...streamOperations(streams),
      ...listingOperations(streams),
      ...writingOperations(streams),
      ...readingOperations(streams),
      ...reshardingOperations(streams),
      ...settingsOperations(streams),
      ...tagOperations(streams),
      ...consumerOperations(streams),
    },
    reader: createReader(streams),
    failNextRecords(streamName, count) {
      streams.byName(streamName).faults = count;
    },
    tagged: () =>
      streams.all
        .flatMap((stream) => [stream, ...stream.consumers.values()])
        .map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags) })),
    stop() {
      streams.wake();
      return Promise.resolve();
    },
  };
}
