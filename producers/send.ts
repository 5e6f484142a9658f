import { setTimeout as sleep } from "node:timers/promises";
import { PutRecordsCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { batchesOf } from "./batches";
import { checkRecord, DEFAULT_RECORD_BYTES } from "./limits";
import type { OutgoingRecord } from "./record";

export interface SendOptions<R extends OutgoingRecord = OutgoingRecord> {
  readonly client: Pick<KinesisClient, "send">;
  readonly streamName: string;
  /** Records per second; as fast as the stream takes them when absent. */
  readonly rate?: number;
  readonly signal?: AbortSignal;
  /** How often one batch's failed records are sent again before giving up. Default 10. */
  readonly maxAttempts?: number;
  /** The stream's own limit of a record; 1 MiB when absent. */
  readonly maxRecordBytes?: number;
  /** Told before each request. */
  sending?(): Promise<void>;
  /** Told of the records that the stream took, after each request and before the next. */
  acknowledged?(records: readonly R[]): Promise<void>;
  onProgress?(progress: SendProgress): void;
}

export interface SendProgress {
  readonly sent: number;
  /** Records that the stream refused at least once and that were sent again. */
  readonly retried: number;
}

/**
 * Puts records in batches and in order, each failed one again (with full jitter) before the next
 * batch goes out. Ends after the running request, with what was sent, when the signal aborts. Throws
 * when the stream keeps refusing, or on a record over the stream's limits.
 */
export async function sendRecords<R extends OutgoingRecord>(
  records: AsyncIterable<R> | Iterable<R>,
  options: SendOptions<R>,
): Promise<SendProgress> {
  const progress = { sent: 0, retried: 0 };
  const { signal, rate } = options;
  if (signal?.aborted) return progress;
  const started = Date.now();
  for await (const batch of batchesOf(records, rate)) {
    if (signal?.aborted) break;
    for (const record of batch) {
      checkRecord(record, options.maxRecordBytes ?? DEFAULT_RECORD_BYTES);
    }
    await putBatch(batch, options, progress);
    options.onProgress?.({ ...progress });
    if (rate !== undefined) {
      const due = started + (progress.sent / rate) * 1000;
      await pause(due - Date.now(), signal);
    }
  }
  return progress;
}

async function putBatch<R extends OutgoingRecord>(
  batch: readonly R[],
  options: SendOptions<R>,
  progress: { sent: number; retried: number },
): Promise<void> {
  const attempts = options.maxAttempts ?? 10;
  let remaining = batch;
  for (let attempt = 1; ; attempt++) {
    await options.sending?.();
    const { accepted, refused, reason } = await put(remaining, options);
    progress.sent += accepted.length;
    await options.acknowledged?.(accepted);
    if (refused.length === 0 || options.signal?.aborted) return;
    if (attempt === attempts) {
      throw new Error(
        `${refused.length} records were refused ${attempt} times by ${options.streamName}: ${reason}`,
      );
    }
    progress.retried += refused.length;
    remaining = refused;
    await pause(Math.random() * Math.min(5000, 50 * 2 ** attempt), options.signal);
    if (options.signal?.aborted) return;
  }
}

async function put<R extends OutgoingRecord>(batch: readonly R[], options: SendOptions<R>) {
  const output = await options.client.send(
    new PutRecordsCommand({
      StreamName: options.streamName,
      Records: batch.map(({ partitionKey, data }) => ({
        PartitionKey: partitionKey,
        Data: Buffer.from(data),
      })),
    }),
  );
  const results = output.Records ?? [];
  if (results.length !== batch.length) {
    throw new Error(
      `${options.streamName} answered for ${results.length} of ${batch.length} records`,
    );
  }
  const failed = results.map((entry) => entry.ErrorCode !== undefined);
  const firstFailure = results[failed.indexOf(true)];
  return {
    accepted: batch.filter((_, index) => failed[index] !== true),
    refused: batch.filter((_, index) => failed[index] === true),
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
