import { randomUUID } from "node:crypto";
import type { PutRecordBatchResponseEntry, _Record } from "@aws-sdk/client-firehose";
import { invalid } from "./errors";
import type { DeliveryStream } from "./stream";

const largestBatch = 4 * 1024 * 1024;
const slowDown = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };

/** Buffers records; all of them, or none when the buffer is full. */
export function put(
  { buffer, type }: DeliveryStream,
  records: readonly _Record[],
  arrival: number,
): PutRecordBatchResponseEntry[] {
  if (type !== "DirectPut") {
    throw invalid(`This operation is not permitted on ${type} delivery stream type.`);
  }
  const taken = records.map(({ Data = [] }) => ({ data: Buffer.from(Data), arrival }));
  if (taken.reduce((sum, { data }) => sum + data.length, 0) > largestBatch) {
    throw invalid("Records must be at most 4 MiB together.");
  }
  if (buffer.full) return records.map(() => slowDown);
  buffer.add(taken);
  return records.map(() => ({ RecordId: randomUUID() }));
}
