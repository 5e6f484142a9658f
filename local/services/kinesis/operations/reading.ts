import { wire } from "../../../gateway/service";
import type { Operation, WireOutput } from "../../../gateway/service";
import { decodeIterator, encodeIterator, streamNameIn } from "../iterators";
import type { Iterator } from "../iterators";
import type { ShardRecord } from "../record";
import { recordsJson } from "../records-json";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import {
  NAME,
  SEQUENCE_NUMBER,
  invalidArgument,
  optionalInteger,
  optionalMillis,
  optionalText,
  text,
} from "../validate";
import type { Input } from "../validate";

const TYPES = [
  "AT_SEQUENCE_NUMBER",
  "AFTER_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
  "LATEST",
  "AT_TIMESTAMP",
];
const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;
const ITERATOR = { min: 1, max: 512 };

/** GetShardIterator and GetRecords. */
export function readingOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "GetShardIterator", (input, stream) => {
      const shard = stream.shard(text(input, "ShardId", NAME));
      const counter = startOf(input, stream, shard, streams.now());
      return { ShardIterator: encodeIterator({ stream, shard, counter }, streams.now()) };
    }),
    GetRecords: {
      permissions: (input: Input) => [
        ["kinesis:GetRecords", streams.arn(streamNameIn(text(input, "ShardIterator", ITERATOR)))],
      ],
      run: (input: Input) => getRecords(streams, input),
    },
  };
}

function getRecords(streams: Streams, input: Input): object {
  const records = optionalInteger(input, "Limit", { min: 1, max: MAX_RECORDS }) ?? MAX_RECORDS;
  const at = decodeIterator(streams, text(input, "ShardIterator", ITERATOR));
  streams.trim();
  const { stream, shard } = at;
  const slice = shard.read(at.counter, { records, bytes: MAX_BYTES });
  const now = streams.now();
  const ended = shard.closed && slice.next >= shard.next;
  const rest = {
    MillisBehindLatest: shard.millisBehind(slice.next, now),
    ...(ended ? {} : next({ stream, shard, counter: slice.next }, now)),
    ...(ended ? { ChildShards: children(stream, shard) } : {}),
  };
  return output(slice.records, stream, rest);
}

function next(iterator: Iterator, now: number): object {
  return { NextShardIterator: encodeIterator(iterator, now) };
}

/** An answer in three forms: objects for callers in this process, JSON text, and CBOR's values. */
function output(records: readonly ShardRecord[], stream: Stream, rest: object): object {
  const encryption = stream.keyId === undefined ? {} : { EncryptionType: stream.encryptionType };
  const shape = (record: ShardRecord): object => ({
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: record.arrival / 1000,
    Data: record.base64,
    PartitionKey: record.partitionKey,
    ...encryption,
  });
  const rendered: WireOutput[typeof wire] = {
    json: () => recordsJson(records, stream.encryptionType, rest),
    cbor: () => ({
      ...rest,
      Records: records.map((record) => ({ ...shape(record), Data: record.data })),
    }),
  };
  return {
    get Records() {
      return records.map(shape);
    },
    ...rest,
    [wire]: rendered,
  };
}

function children(stream: Stream, shard: Shard): readonly object[] {
  return stream.shards
    .filter(({ parentIds }) => parentIds.includes(shard.id))
    .map((child) => ({
      ShardId: child.id,
      ParentShards: child.parentIds,
      HashKeyRange: { StartingHashKey: String(child.start), EndingHashKey: String(child.end) },
    }));
}

/** The counter that an iterator of the requested type starts at. */
function startOf(input: Input, stream: Stream, shard: Shard, now: number): number {
  const type = text(input, "ShardIteratorType", { oneOf: TYPES });
  const sequenceNumber = optionalText(input, "StartingSequenceNumber", SEQUENCE_NUMBER);
  const timestamp = optionalMillis(input, "Timestamp");
  switch (type) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return shard.next;
    case "AT_TIMESTAMP":
      if (timestamp === undefined) throw missing("timestampInMillis", "timestamp", type);
      if (timestamp > now + 1000) {
        throw invalidArgument(
          `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ` +
            `timestampInMillis: ${timestamp}, currentTimestampInMillis: ${now}`,
        );
      }
      return shard.counterAt(timestamp);
    default: {
      if (sequenceNumber === undefined) {
        throw missing("startingSequenceNumber", "startingSequenceNumber", type);
      }
      const counter = shard.counterOf(sequenceNumber);
      if (counter === undefined) throw foreign(sequenceNumber, stream, shard);
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
