import type { InputOf } from "../../../gateway/model/apis";
import { invalidMember } from "../../../gateway/model/rules";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { endDryRun, invalidArgument, throttled, type Refused } from "../errors";
import { MAX_HASH_KEY, hashOf, hexOf } from "../hash-keys";
import { recordBytes } from "../record";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";

type Records = InputOf<"kinesis", "PutRecords">["Records"];

const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** A record of a request, checked but not yet decoded. */
interface Entry {
  readonly partitionKey: string;
  readonly explicitHashKey: string | undefined;
  readonly data: string | Uint8Array;
  readonly dataBytes: number;
  readonly keyBytes: number;
}

/** PutRecord and PutRecords. */
export function writingOperations(streams: Streams): Operations<"kinesis"> {
  return onStream(streams, {
    PutRecord(input, stream) {
      const entry = entryOf(input, stream, "");
      const block = blockOf([entry]);
      endDryRun(input);
      const put = write(streams, stream, entry, block, 0);
      if ("code" in put) throw new AwsError(put.code, put.message);
      return { ...put, ...stream.encryption };
    },
    PutRecords(input, stream) {
      const entries = entriesOf(input.Records, stream);
      const block = blockOf(entries);
      endDryRun(input);
      let failed = 0;
      let at = 0;
      const Records = entries.map((entry) => {
        const put = write(streams, stream, entry, block, at);
        at += entry.dataBytes;
        if (!("code" in put)) return put;
        failed += 1;
        return { ErrorCode: put.code, ErrorMessage: put.message };
      });
      return { FailedRecordCount: failed, Records, ...stream.encryption };
    },
  });
}

function write(
  streams: Streams,
  stream: Stream,
  entry: Entry,
  block: Buffer,
  at: number,
): { readonly SequenceNumber: string; readonly ShardId: string } | Refused {
  const shard = shardOf(stream, entry);
  const now = streams.now();
  const bytes = recordBytes(entry.dataBytes, entry.keyBytes);
  if (stream.faults > 0) {
    stream.faults -= 1;
    return throttled(stream, shard);
  }
  if (streams.options.shardLimits) {
    const written = entry.dataBytes + entry.keyBytes;
    if (shard.writes.waitMs(written, now) > 0) return throttled(stream, shard);
    shard.writes.take(written, now);
  }
  if (!streams.reserve(bytes)) {
    return {
      code: "ProvisionedThroughputExceededException",
      message:
        `The local cloud keeps at most ${streams.options.maxBytes} bytes of records and has no ` +
        `room for more in stream ${stream.name}. Records leave when their retention period ends ` +
        `or their stream is deleted.`,
    };
  }
  const SequenceNumber = shard.append(entry.partitionKey, now, block, at, at + entry.dataBytes);
  shard.wake();
  return { SequenceNumber, ShardId: shard.id };
}

function shardOf(stream: Stream, { partitionKey, explicitHashKey }: Entry): Shard {
  if (stream.open.length === 1) return stream.shardFor("");
  return stream.shardFor(
    explicitHashKey === undefined ? hashOf(partitionKey) : hexOf(BigInt(explicitHashKey)),
  );
}

function entriesOf(records: Records, stream: Stream): readonly Entry[] {
  let bytes = 0;
  const entries = records.map((record, index) => {
    const entry = entryOf(record, stream, `records.${index + 1}.member.`);
    bytes += entry.dataBytes + entry.keyBytes;
    return entry;
  });
  if (bytes > MAX_REQUEST_BYTES) throw invalidArgument("Records size exceeds 10 MB limit");
  return entries;
}

function entryOf(record: Records[number], stream: Stream, path: string): Entry {
  const { Data: data, PartitionKey: partitionKey, ExplicitHashKey: explicitHashKey } = record;
  // Only streams of another record distribution strategy go without.
  if (partitionKey === undefined) {
    throw invalidMember(undefined, `${path}partitionKey`, "not be null");
  }
  const dataBytes = sizeOf(data);
  const keyBytes = Buffer.byteLength(partitionKey);
  const most = stream.maxRecordKib * 1024;
  if (dataBytes + keyBytes > most) {
    const constraint = `have length less than or equal to ${most}`;
    throw invalidMember(`[${dataBytes} bytes]`, `${path}data`, constraint);
  }
  if (explicitHashKey !== undefined && BigInt(explicitHashKey) > MAX_HASH_KEY) {
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. ` +
        `Specified value was ${explicitHashKey}`,
    );
  }
  return { partitionKey, explicitHashKey, data, dataBytes, keyBytes };
}

/** The number of bytes that data has, which may be base64 text: it is not decoded before it is needed. */
function sizeOf(data: string | Uint8Array): number {
  if (typeof data !== "string") return data.length;
  const { length } = data;
  if (length % 4 !== 0) throw notBase64();
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return (length / 4) * 3 - padding;
}

/**
 * The data of a request's records, one after the other. One block off the heap is cheaper than a
 * buffer for each record.
 */
function blockOf(entries: readonly Entry[]): Buffer {
  const bytes = entries.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
  const block = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const { data, dataBytes } of entries) {
    if (typeof data !== "string") block.set(data, at);
    // Characters outside base64 would leave the data short.
    else if (block.write(data, at, dataBytes, "base64") !== dataBytes) throw notBase64();
    at += dataBytes;
  }
  return block;
}

function notBase64(): AwsError {
  return new AwsError("SerializationException", "Data is not valid base64.");
}
