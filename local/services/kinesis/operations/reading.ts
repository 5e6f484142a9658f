import type { _Record } from "@aws-sdk/client-kinesis";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { wire } from "../../../gateway/service";
import type { Operations, WireOutput } from "../../../gateway/service";
import { invalidArgument } from "../errors";
import { decodeIterator, encodeIterator, streamNameIn } from "../iterators";
import type { ShardRecord } from "../record";
import { recordsJson } from "../records-json";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";

type Answer = OutputOf<"kinesis", "GetRecords">;

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

/** GetShardIterator and GetRecords. */
export function readingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    ...onStream(streams, {
      GetShardIterator(input, stream) {
        const shard = stream.shard(input.ShardId);
        const counter = startOf(input, stream, shard, streams.now());
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
  { ShardIterator, Limit = MAX_RECORDS }: InputOf<"kinesis", "GetRecords">,
): Answer {
  const { stream, shard, counter } = decodeIterator(streams, ShardIterator);
  streams.trim();
  const { records, next } = shard.read(counter, { records: Limit, bytes: MAX_BYTES });
  const now = streams.now();
  return output(records, stream, {
    MillisBehindLatest: shard.millisBehind(next, now),
    ...(shard.closed && next >= shard.next
      ? { ChildShards: children(stream, shard) }
      : { NextShardIterator: encodeIterator({ stream, shard, counter: next }, now) }),
  });
}

/** Records in two forms: objects, made only when they are asked for, and JSON text. */
function output(
  records: readonly ShardRecord[],
  stream: Stream,
  rest: Omit<Answer, "Records">,
): Answer & WireOutput {
  const shape = (record: ShardRecord): _Record => ({
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: new Date(record.arrival),
    Data: record.data,
    PartitionKey: record.partitionKey,
    ...stream.encryption,
  });
  return {
    get Records() {
      return records.map(shape);
    },
    ...rest,
    [wire]: { json: () => recordsJson(records, stream.encryptionType, rest) },
  };
}

function children(stream: Stream, shard: Shard): Answer["ChildShards"] {
  return stream.shards
    .filter(({ parentIds }) => parentIds.includes(shard.id))
    .map(({ id, parentIds, hashKeyRange }) => ({
      ShardId: id,
      ParentShards: [...parentIds],
      HashKeyRange: hashKeyRange,
    }));
}

/** The counter that an iterator of the requested type starts at. */
function startOf(
  {
    ShardIteratorType: type,
    StartingSequenceNumber,
    Timestamp,
  }: InputOf<"kinesis", "GetShardIterator">,
  stream: Stream,
  shard: Shard,
  now: number,
): number {
  switch (type) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return shard.next;
    case "AT_TIMESTAMP": {
      const timestamp = Timestamp?.getTime();
      if (timestamp === undefined) throw missing("timestampInMillis", "timestamp", type);
      if (timestamp <= now + 1000) return shard.counterAt(timestamp);
      throw invalidArgument(
        `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ` +
          `timestampInMillis: ${timestamp}, currentTimestampInMillis: ${now}`,
      );
    }
    default: {
      if (StartingSequenceNumber === undefined) {
        throw missing("startingSequenceNumber", "startingSequenceNumber", type);
      }
      const counter = shard.counterOf(StartingSequenceNumber);
      if (counter === undefined) throw foreign(StartingSequenceNumber, stream, shard);
      return type === "AT_SEQUENCE_NUMBER" ? counter : counter + 1;
    }
  }
}

function missing(parameter: string, name: string, type: string): Error {
  return invalidArgument(
    `Must specify ${parameter} parameter for iterator of type ${type}. ` +
      `Current request has no ${name} parameter.`,
  );
}

function foreign(sequenceNumber: string, stream: Stream, shard: Shard): Error {
  return invalidArgument(
    `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${shard.id} in ` +
      `stream ${stream.name} under account ${stream.accountId} is invalid because it did not come ` +
      `from this stream.`,
  );
}
