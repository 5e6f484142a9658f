import type { Position } from "../types";

/**
 * The part of Lambda's Kinesis event that is used here.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export interface KinesisEvent {
  readonly Records: readonly KinesisRecord[];
}

export interface KinesisRecord {
  /** `<shardId>:<sequenceNumber>`. */
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since the epoch, with a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
}

/** The part of Lambda's context object that is used here. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What ReportBatchItemFailures reads: the lowest sequence number named is where delivery resumes. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** A record of a batch, with its place in the stream and in the batch. */
export interface Received {
  readonly index: number;
  readonly at: Position;
  /** The record's bytes, base64, as Lambda handed them over. */
  readonly data: string;
}

/**
 * A batch in the order of its sequence numbers, which is how Lambda delivers it. Throws when the
 * event did not come from a Kinesis stream: the mapping is wrong, not a record.
 */
export function receive(event: KinesisEvent): Received[] {
  const records = (event as Partial<KinesisEvent>).Records;
  if (records === undefined) {
    throw new Error("The event has no Records: this function must be invoked by a Kinesis stream.");
  }
  return [...records].sort(bySequenceNumber).map((record, index) => ({
    index,
    at: positionOf(record),
    data: record.kinesis.data,
  }));
}

/** 186 bits: neither numbers nor text compare them rightly. */
function bySequenceNumber(a: KinesisRecord, b: KinesisRecord): number {
  const [left, right] = [BigInt(a.kinesis.sequenceNumber), BigInt(b.kinesis.sequenceNumber)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function positionOf({ eventID, eventSourceARN, kinesis }: KinesisRecord): Position {
  // Frozen: the callbacks are given it, and the checkpoint is read from it.
  return Object.freeze({
    // With enhanced fan-out the ARN goes on: …:stream/<name>/consumer/<consumer>:<created>.
    stream: eventSourceARN.split("/")[1] ?? eventSourceARN,
    shardId: eventID.slice(0, eventID.lastIndexOf(":")),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    arrival: new Date(Math.round(kinesis.approximateArrivalTimestamp * 1000)).toISOString(),
  });
}
