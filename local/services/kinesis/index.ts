import { Clock, type Time } from "../../clock";
import type { Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { taggedOf } from "../tags";
import { consumerOperations } from "./operations/consumers";
import { listingOperations } from "./operations/listing";
import { policyOperations } from "./operations/policies";
import { readingOperations } from "./operations/reading";
import { reshardingOperations } from "./operations/resharding";
import { settingsOperations } from "./operations/settings";
import { streamOperations } from "./operations/streams";
import { subscribingOperations } from "./operations/subscribing";
import { taggingOperations } from "./operations/tags";
import { writingOperations } from "./operations/writing";
import type { StreamReader } from "./reader";
import { rules } from "./rules";
import { createReader } from "./stream-reader";
import { Streams } from "./streams";

export interface KinesisOptions {
  readonly region: string;
  readonly accountId: string;
  readonly time?: Time;
  /** What all streams' records may take together; 512 MiB by default. */
  readonly maxBytes?: number;
  /** Enforces a shard's limits on writes, reads and pushes, `RATES`; off by default. */
  readonly shardLimits?: boolean;
}

export interface Kinesis extends Service, TagSource {
  readonly reader: StreamReader;
  /**
   * Makes the next `count` records put to the stream fail with
   * ProvisionedThroughputExceededException, for trying how producers take it.
   */
  failNextRecords(streamName: string, count: number): void;
}

const MAX_BYTES = 512 * 1024 * 1024;

/** Kinesis Data Streams, API version 2013-12-02, in memory. */
export function createKinesis(options: KinesisOptions): Kinesis {
  const { region, accountId, time = new Clock() } = options;
  const { maxBytes = MAX_BYTES, shardLimits = false } = options;
  const streams = new Streams({ region, accountId, time, maxBytes, shardLimits });
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
      ...taggingOperations(streams),
      ...consumerOperations(streams),
      ...subscribingOperations(streams),
      ...policyOperations(streams),
    },
    reader: createReader(streams),
    failNextRecords(streamName, count) {
      streams.byName(streamName).faults = count;
    },
    tagged: () => taggedOf(streams.all.flatMap((stream) => [stream, ...stream.consumers.values()])),
    stop() {
      streams.wake();
      return Promise.resolve();
    },
  };
}
