import type { ShardRecord } from "./record";

/** Bytes that a record takes in JSON besides its data and its key, at most. */
const FRAME_BYTES = 256;
/** The longest that JSON makes of one character: \\uXXXX. */
const ESCAPE_BYTES = 6;

/**
 * GetRecords' answer as JSON. It holds up to 10 MB, so it is written piece by piece into one
 * buffer: as one string it would be copied over and over by the garbage collector while it grows.
 */
export function recordsJson(
  records: readonly ShardRecord[],
  encryptionType: string,
  rest: object,
): Buffer {
  const end = encryptionType === "NONE" ? '"}' : `","EncryptionType":"${encryptionType}"}`;
  const tail = `],${JSON.stringify(rest).slice(1)}`;
  const json = Buffer.allocUnsafe(sizeOf(records) + tail.length);
  let at = json.write('{"Records":[', 0, "latin1");
  let separator = "";
  for (const record of records) {
    const head =
      `${separator}{"SequenceNumber":"${record.sequenceNumber}",` +
      `"ApproximateArrivalTimestamp":${record.arrival / 1000},` +
      `"PartitionKey":${JSON.stringify(record.partitionKey)},"Data":"`;
    at += json.write(head, at, "utf8");
    at += json.write(record.base64, at, "latin1");
    at += json.write(end, at, "latin1");
    separator = ",";
  }
  at += json.write(tail, at, "latin1");
  return json.subarray(0, at);
}

function sizeOf(records: readonly ShardRecord[]): number {
  return records.reduce(
    (sum, { dataBytes, partitionKey }) =>
      sum + FRAME_BYTES + Math.ceil(dataBytes / 3) * 4 + partitionKey.length * ESCAPE_BYTES,
    FRAME_BYTES,
  );
}
