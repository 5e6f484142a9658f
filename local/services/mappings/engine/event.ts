import type { StoredRecord } from "../../kinesis/reader";

/** The largest payload of a synchronous invocation, in bytes of its JSON (6 MB). */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const OPENING = '{"Records":[';
const CLOSING = "]}";
/** A timestamp in seconds with three decimals, of this century and the next two. */
const TIMESTAMP_LENGTH = "1545084650.987".length;

/** What stands around a record's own members; the same for every record of a shard. */
export interface EventSource {
  readonly shardId: string;
  /** The execution role of the function. */
  readonly roleArn: string;
  readonly eventSourceArn: string;
}

/**
 * Writes the events of one shard. Strings are joined rather than objects stringified: building an
 * event is most of what the engine does.
 */
export class EventWriter {
  private readonly eventId: string;
  private readonly tail: string;
  private readonly fixedBytes: number;

  constructor(source: EventSource) {
    this.eventId = `},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"${source.shardId}:`;
    const region = source.eventSourceArn.split(":")[3] ?? "";
    this.tail =
      `","eventName":"aws:kinesis:record","invokeIdentityArn":${JSON.stringify(source.roleArn)},` +
      `"awsRegion":"${region}","eventSourceARN":${JSON.stringify(source.eventSourceArn)}}`;
    const empty = this.text('""', "", "", "x".repeat(TIMESTAMP_LENGTH));
    this.fixedBytes = Buffer.byteLength(empty) - '""'.length + ",".length;
  }

  private text(key: string, sequenceNumber: string, data: string, seconds: string): string {
    return (
      `{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":${key},"sequenceNumber":"` +
      `${sequenceNumber}","data":"${data}","approximateArrivalTimestamp":${seconds}` +
      `${this.eventId}${sequenceNumber}${this.tail}`
    );
  }

  /** The bytes that a record adds to an event, its comma included. */
  bytes(record: StoredRecord): number {
    return (
      this.fixedBytes +
      Buffer.byteLength(JSON.stringify(record.partitionKey)) +
      2 * record.sequenceNumber.length +
      4 * Math.ceil(record.data.length / 3)
    );
  }

  /** The event of a batch; `members` are further members of the event, as JSON with a comma. */
  event(records: readonly StoredRecord[], members = ""): string {
    let event = OPENING;
    for (const [index, record] of records.entries()) {
      if (index > 0) event += ",";
      event += this.text(
        JSON.stringify(record.partitionKey),
        record.sequenceNumber,
        record.data.toString("base64"),
        (record.arrival / 1000).toFixed(3),
      );
    }
    return `${event}]${members}}`;
  }
}

/** The bytes of an event without records and further members. */
export const EMPTY_EVENT_BYTES = OPENING.length + CLOSING.length;
