import type { ReadPosition, StreamReader } from "./reader";
import type { Shard } from "./shard";
import type { Stream } from "./stream";
import type { Streams } from "./streams";
import { invalidArgument, notFound } from "./errors";

/** Reading for consumers in this process: no iterators, no base64, and a wait for new records. */
export function createReader(streams: Streams): StreamReader {
  return {
    shards: (streamArn) =>
      find(streams, streamArn).shards.map((shard) => ({
        shardId: shard.id,
        parentShardIds: shard.parentIds,
        closed: shard.closed,
        createdAt: shard.createdAt,
      })),
    resolve(streamArn, shardId, position) {
      if (position.from !== "LATEST" && position.from !== "AT_TIMESTAMP") return position;
      const shard = find(streams, streamArn).shard(shardId);
      return { from: "AT", sequenceNumber: shard.sequenceNumber(counterAt(shard, position)) };
    },
    read(streamArn, shardId, position, limit) {
      const stream = find(streams, streamArn);
      streams.trim();
      const shard = stream.shard(shardId);
      const { records, next } = shard.read(counterAt(shard, position), limit);
      return {
        records,
        next: { from: "AT", sequenceNumber: shard.sequenceNumber(next) },
        millisBehindLatest: shard.millisBehind(next, streams.now()),
        drained: shard.closed && next >= shard.next,
      };
    },
    wait(streamArn, shardId, position, timeoutMs, signal) {
      const shard = streams.byArn(streamArn)?.shards.find(({ id }) => id === shardId);
      if (shard === undefined || shard.closed || signal.aborted) return Promise.resolve();
      if (counterAt(shard, position) < shard.next) return Promise.resolve();
      return shard.changed(timeoutMs, signal);
    },
  };
}

function find(streams: Streams, arn: string): Stream {
  const stream = streams.byArn(arn);
  if (stream !== undefined) return stream;
  throw notFound(`Stream ${arn} not found.`);
}

/** A position as a counter of the shard. */
function counterAt(shard: Shard, position: ReadPosition): number {
  switch (position.from) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return shard.next;
    case "AT_TIMESTAMP":
      return shard.counterAt(position.timestamp);
    case "AT":
    case "AFTER": {
      const counter = shard.counterOf(position.sequenceNumber, position.from);
      if (counter !== undefined) return counter;
      throw invalidArgument(
        `Sequence number ${position.sequenceNumber} did not come from ${shard.id}.`,
      );
    }
  }
}
