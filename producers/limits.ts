import type { OutgoingRecord } from "./record";

/** Unless the stream allows more, up to 10 MiB. */
export const DEFAULT_RECORD_BYTES = 1024 * 1024;

/** PutRecords: "up to 500 records". */
export const MAX_RECORDS = 500;

/** PutRecords takes 10 MiB, keys included; half of it keeps a refused request cheap to repeat. */
export const REQUEST_BYTES = 5 * 1024 * 1024;

const MAX_KEY_CHARACTERS = 256;

/** What a record counts against the stream's limits: its data and its partition key. */
export function bytesOf({ data, partitionKey }: OutgoingRecord): number {
  return Buffer.byteLength(data) + Buffer.byteLength(partitionKey);
}

/**
 * Throws an Error that says which limit of PutRecords a record breaks. A key has 1 to 256
 * characters, counted in UTF-16, which is never less than another way of counting gives.
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html
 */
export function checkRecord(record: OutgoingRecord, maxRecordBytes: number): void {
  const { length } = record.partitionKey;
  if (length < 1 || length > MAX_KEY_CHARACTERS) {
    throw new Error(`a partition key has 1 to ${MAX_KEY_CHARACTERS} characters, not ${length}`);
  }
  const bytes = bytesOf(record);
  if (bytes > maxRecordBytes) {
    throw new Error(
      `a record of ${bytes} bytes is over the stream's limit of ${maxRecordBytes} bytes`,
    );
  }
}

/** The longest beginning of a text that a partition key can be, no character cut in two. */
export function shortenedKey(text: string): string {
  const cut = text.slice(0, MAX_KEY_CHARACTERS);
  return /[\ud800-\udbff]$/.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut;
}
