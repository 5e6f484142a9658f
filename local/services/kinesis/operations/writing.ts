import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import { MAX_HASH_KEY, hashOf, hexOf } from "../hash-keys";
import { recordBytes } from "../record";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { HASH_KEY, SEQUENCE_NUMBER, invalidArgument, optionalText, validation } from "../validate";
import type { Input } from "../validate";

const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** A record of a request, checked but not yet decoded. */
interface Entry {
  readonly partitionKey: string;
  readonly explicitHashKey: string | undefined;
  readonly data: string | Uint8Array;
  readonly dataBytes: number;
  readonly keyBytes: number;
}

interface Refused {
  readonly code: string;
  readonly message: string;
}

/** PutRecord and PutRecords. */
export function writingOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "PutRecord", (input, stream) => {
      optionalText(input, "SequenceNumberForOrdering", SEQUENCE_NUMBER);
      const entry = entryOf(input, stream, "");
      const put = write(streams, stream, entry, blockOf([entry]), 0);
      if ("code" in put) throw new AwsError(put.code, put.message);
      return { ...put, ...encryption(stream) };
    }),
    ...onStream(streams, "PutRecords", (input, stream) => putRecords(streams, stream, input)),
  };
}

function putRecords(streams: Streams, stream: Stream, input: Input): object {
  const entries = entriesOf(input, stream);
  const block = blockOf(entries);
  let failed = 0;
  let at = 0;
  const results = entries.map((entry) => {
    const put = write(streams, stream, entry, block, at);
    at += entry.dataBytes;
    if (!("code" in put)) return put;
    failed += 1;
    return { ErrorCode: put.code, ErrorMessage: put.message };
  });
  return { FailedRecordCount: failed, Records: results, ...encryption(stream) };
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
  if (streams.options.shardLimits && !shard.admit(entry.dataBytes + entry.keyBytes, now)) {
    return throttled(stream, shard);
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

function throttled(stream: Stream, shard: Shard): Refused {
  return {
    code: "ProvisionedThroughputExceededException",
    message:
      `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ` +
      `${stream.accountId}.`,
  };
}

function shardOf(stream: Stream, { partitionKey, explicitHashKey }: Entry): Shard {
  if (stream.open.length === 1) return stream.shardFor("");
  return stream.shardFor(
    explicitHashKey === undefined ? hashOf(partitionKey) : hexOf(BigInt(explicitHashKey)),
  );
}

function entriesOf(input: Input, stream: Stream): readonly Entry[] {
  const records = input["Records"];
  if (!Array.isArray(records)) throw validation(undefined, "records", "not be null");
  if (records.length < 1 || records.length > MAX_RECORDS) {
    const bound = records.length < 1 ? "greater than or equal to 1" : "less than or equal to 500";
    throw validation(`[${records.length} records]`, "records", `have length ${bound}`);
  }
  let bytes = 0;
  const entries = records.map((record: unknown, index) => {
    const entry = entryOf(record as Input, stream, `records.${index + 1}.member.`);
    bytes += entry.dataBytes + entry.keyBytes;
    return entry;
  });
  if (bytes > MAX_REQUEST_BYTES) throw invalidArgument("Records size exceeds 10 MB limit");
  return entries;
}

function entryOf(record: Input, stream: Stream, path: string): Entry {
  const { Data: data, PartitionKey: partitionKey } = record;
  if (typeof partitionKey !== "string") {
    throw validation(undefined, `${path}partitionKey`, "not be null");
  }
  if (partitionKey.length < 1 || partitionKey.length > 256) {
    const bound =
      partitionKey.length < 1 ? "greater than or equal to 1" : "less than or equal to 256";
    throw validation(partitionKey, `${path}partitionKey`, `have length ${bound}`);
  }
  if (typeof data !== "string" && !(data instanceof Uint8Array)) {
    throw validation(undefined, `${path}data`, "not be null");
  }
  const dataBytes = typeof data === "string" ? base64Bytes(data) : data.length;
  const keyBytes = Buffer.byteLength(partitionKey);
  const most = stream.maxRecordKib * 1024;
  if (dataBytes + keyBytes > most) {
    const what = `[${dataBytes} bytes]`;
    throw validation(what, `${path}data`, `have length less than or equal to ${most}`);
  }
  return { partitionKey, explicitHashKey: hashKeyIn(record), data, dataBytes, keyBytes };
}

function hashKeyIn(record: Input): string | undefined {
  const key = optionalText(record, "ExplicitHashKey", HASH_KEY);
  if (key === undefined || BigInt(key) <= MAX_HASH_KEY) return key;
  throw invalidArgument(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. ` +
      `Specified value was ${key}`,
  );
}

/** The number of bytes that base64 text stands for. */
function base64Bytes(text: string): number {
  const { length } = text;
  if (length % 4 !== 0) throw notBase64();
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
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

function encryption(stream: Stream): object {
  return stream.keyId === undefined ? {} : { EncryptionType: stream.encryptionType };
}
