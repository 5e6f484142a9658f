import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { AwsError, type Operations } from "../../../gateway/service";
import { childrenOf, withRecords } from "../answers";
import { endDryRun, throttled } from "../errors";
import { decodeIterator, encodeIterator, streamNameIn } from "../iterators";
import { startOf } from "../positions";
import { onStream } from "../streams";
import type { Streams } from "../streams";

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

/** GetShardIterator and GetRecords. */
export function readingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    ...onStream(streams, {
      GetShardIterator(input, stream) {
        const shard = stream.shard(input.ShardId);
        const { ShardIteratorType: type, StartingSequenceNumber, Timestamp } = input;
        const from = { type, sequenceNumber: StartingSequenceNumber, timestamp: Timestamp };
        const counter = startOf(from, { stream, shard }, "GetShardIterator", streams.now());
        endDryRun(input);
        return { ShardIterator: encodeIterator({ stream, shard, counter }, streams.now()) };
      },
    }),
    GetRecords: {
      permissions: ({ ShardIterator }) => [
        ["kinesis:GetRecords", streams.arn(streamNameIn(ShardIterator))],
      ],
      run: (input) => getRecords(streams, input),
    },
  };
}

function getRecords(
  streams: Streams,
  input: InputOf<"kinesis", "GetRecords">,
): OutputOf<"kinesis", "GetRecords"> {
  const { ShardIterator, Limit = MAX_RECORDS } = input;
  const { stream, shard, counter } = decodeIterator(streams, ShardIterator);
  endDryRun(input);
  const now = streams.now();
  streams.trim();
  if (streams.options.shardLimits && shard.reads.waitMs(1, now) > 0) {
    const { code, message } = throttled(stream, shard);
    throw new AwsError(code, message);
  }
  const { records, bytes, next } = shard.read(counter, { records: Limit, bytes: MAX_BYTES });
  if (streams.options.shardLimits) shard.reads.take(bytes, now);
  return withRecords(records, stream, {
    MillisBehindLatest: shard.millisBehind(next, now),
    ...(shard.closed && next >= shard.next
      ? { ChildShards: childrenOf(stream, shard) }
      : { NextShardIterator: encodeIterator({ stream, shard, counter: next }, now) }),
  });
}
