import { AwsError } from "../../../gateway/service";
import type { StoredRecord } from "../../kinesis/reader";
import { compareSequenceNumbers } from "./backlog";
import type { Consumer } from "./consumer";

const ONE_RECORD = { records: 1, bytes: 11 * 1024 * 1024 };

function countBefore(
  records: readonly StoredRecord[],
  keeps: (record: StoredRecord) => boolean,
): number {
  const first = records.findIndex(keeps);
  return first < 0 ? records.length : first;
}

/** How many records, from the first, are past MaximumRecordAgeInSeconds. */
export function countTooOld(consumer: Consumer, records: readonly StoredRecord[]): number {
  const limit = consumer.configuration.MaximumRecordAgeInSeconds;
  if (limit < 0) return 0;
  const oldest = consumer.time.now() - limit * 1000;
  return countBefore(records, (record) => record.arrival >= oldest);
}

/** How many records, from the first, the stream no longer keeps: AWS would not find them again. */
export function countExpired(
  { reader, streamArn }: Consumer,
  shardId: string,
  records: readonly StoredRecord[],
): number {
  const [first] = records;
  if (!first) return 0;
  try {
    const position = { from: "AT", sequenceNumber: first.sequenceNumber } as const;
    const [oldest] = reader.read(streamArn, shardId, position, ONE_RECORD).records;
    if (!oldest) return records.length;
    return countBefore(
      records,
      (record) => compareSequenceNumbers(record.sequenceNumber, oldest.sequenceNumber) >= 0,
    );
  } catch (error) {
    const gone = error instanceof AwsError && error.code === "ResourceNotFoundException";
    return gone ? records.length : 0;
  }
}
