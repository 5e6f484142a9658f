import { randomUUID } from "node:crypto";
import { AwsError, bytes } from "../../gateway/service";
import type { Kept } from "./index";

/** A record of PutRecord and PutRecordBatch. */
export interface RecordInput {
  readonly Data: unknown;
}

const largestRecord = 1_024_000;
const largestBatch = 4 * 1024 * 1024;
export const slowDown = "Slow down.";

export type PutAnswer =
  { readonly RecordId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** Buffers records; all of them, or none when the buffer is full. */
export function put(
  { stream, type }: Kept,
  records: readonly RecordInput[],
  clock: () => number,
): PutAnswer[] {
  if (type !== "DirectPut") {
    throw invalid(`This operation is not permitted on ${type} delivery stream type.`);
  }
  if (records.length < 1 || records.length > 500) {
    throw invalid("A batch must have 1 to 500 records.");
  }
  const arrival = clock();
  const decoded = records.map(({ Data }) => ({ data: bytes(Data), arrival }));
  if (decoded.some(({ data }) => data.length > largestRecord)) {
    throw invalid("A record must be at most 1000 KiB.");
  }
  if (decoded.reduce((sum, { data }) => sum + data.length, 0) > largestBatch) {
    throw invalid("Records must be at most 4 MiB together.");
  }
  if (stream.buffer.full) {
    const refused = { ErrorCode: "ServiceUnavailableException", ErrorMessage: slowDown };
    return records.map((): PutAnswer => refused);
  }
  stream.buffer.add(decoded);
  return records.map((): PutAnswer => ({ RecordId: randomUUID() }));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
