import { setTimeout as sleep } from "node:timers/promises";
import { PutRecordsCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import type { OutgoingRecord } from "./record";

/** PutRecords takes 500 records and 5 MiB a request (Kinesis Data Streams quotas). */
const maxRecords = 500;
const maxBytes = 5 * 1024 * 1024;
/** A record may hold 1 MiB, its partition key included. */
const maxRecordBytes = 1024 * 1024;

export interface SendOptions {
  readonly client: Pick<KinesisClient, "send">;
  readonly streamName: string;
  /** Records per second; as fast as the stream takes them when absent. */
  readonly rate?: number;
  readonly signal?: AbortSignal;
  /** How often one batch's failed records are sent again before giving up. Default 10. */
  readonly maxAttempts?: number;
  onProgress?(progress: SendProgress): void;
}

export interface SendProgress {
  readonly sent: number;
  /** Records that the stream refused at least once and that were sent again. */
  readonly retried: number;
}

interface Batch {
  readonly records: OutgoingRecord[];
  bytes: number;
}

const sizeOf = (record: OutgoingRecord) =>
  Buffer.byteLength(record.data) + Buffer.byteLength(record.partitionKey);

/**
 * Puts records in batches and in order, each failed one again (with full jitter) before the next
 * batch goes out. Ends early, with what was sent, when the signal aborts. Throws when the stream
 * keeps refusing, or on a record of over 1 MiB.
 */
export async function sendRecords(
  records: AsyncIterable<OutgoingRecord> | Iterable<OutgoingRecord>,
  options: SendOptions,
): Promise<SendProgress> {
  const progress = { sent: 0, retried: 0 };
  const started = Date.now();
  for await (const batch of batches(records, options.rate)) {
    if (options.signal?.aborted) break;
    await putBatch(batch, options, progress);
    options.onProgress?.({ ...progress });
    if (options.rate !== undefined) {
      const due = started + (progress.sent / options.rate) * 1000;
      await pause(due - Date.now(), options.signal);
    }
  }
  return progress;
}

/** Groups records into requests; with a rate, into tenths of a second. */
async function* batches(
  records: AsyncIterable<OutgoingRecord> | Iterable<OutgoingRecord>,
  rate?: number,
): AsyncGenerator<OutgoingRecord[]> {
  const limit = Math.min(maxRecords, rate === undefined ? maxRecords : Math.ceil(rate / 10));
  let batch: Batch = { records: [], bytes: 0 };
  for await (const record of records) {
    const size = sizeOf(record);
    if (size > maxRecordBytes) {
      throw new Error(`a record of ${size} bytes is over Kinesis's limit of ${maxRecordBytes}`);
    }
    if (batch.records.length >= limit || batch.bytes + size > maxBytes) {
      yield batch.records;
      batch = { records: [], bytes: 0 };
    }
    batch.records.push(record);
    batch.bytes += size;
  }
  if (batch.records.length > 0) yield batch.records;
}

async function putBatch(
  batch: readonly OutgoingRecord[],
  options: SendOptions,
  progress: { sent: number; retried: number },
): Promise<void> {
  const attempts = options.maxAttempts ?? 10;
  let remaining = batch;
  for (let attempt = 1; ; attempt++) {
    const { refused, reason } = await put(remaining, options);
    progress.sent += remaining.length - refused.length;
    if (refused.length === 0) return;
    if (attempt === attempts || options.signal?.aborted) {
      throw new Error(
        `${refused.length} records were refused ${attempt} times by ${options.streamName}: ${reason}`,
      );
    }
    progress.retried += refused.length;
    remaining = refused;
    await pause(Math.random() * Math.min(5000, 50 * 2 ** attempt), options.signal);
  }
}

async function put(batch: readonly OutgoingRecord[], options: SendOptions) {
  const output = await options.client.send(
    new PutRecordsCommand({
      StreamName: options.streamName,
      Records: batch.map(({ partitionKey, data }) => ({
        PartitionKey: partitionKey,
        Data: Buffer.from(data),
      })),
    }),
  );
  const failed = (output.Records ?? []).map((entry) => entry.ErrorCode !== undefined);
  const firstFailure = output.Records?.[failed.indexOf(true)];
  return {
    refused: batch.filter((_, index) => failed[index]),
    reason: `${firstFailure?.ErrorCode ?? ""} ${firstFailure?.ErrorMessage ?? ""}`.trim(),
  };
}

/** Sleeps unless the signal aborts first; neither rejects. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal?.aborted) return;
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
