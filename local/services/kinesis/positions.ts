import type { ShardIteratorType } from "@aws-sdk/client-kinesis";
import type { AwsError } from "../../gateway/service";
import { invalidArgument } from "./errors";
import type { Shard } from "./shard";
import type { Stream } from "./stream";

/** Where a client asks to start reading. */
export interface StartingPosition {
  readonly type: ShardIteratorType;
  readonly sequenceNumber: string | undefined;
  readonly timestamp: Date | undefined;
}

interface Place {
  readonly stream: Stream;
  readonly shard: Shard;
}

/** The counter that a position stands for; `operation` is the one that it was given to. */
export function startOf(
  { type, sequenceNumber, timestamp }: StartingPosition,
  place: Place,
  operation: string,
  now: number,
): number {
  const { shard } = place;
  switch (type) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return shard.next;
    case "AT_TIMESTAMP": {
      const at = timestamp?.getTime();
      if (at === undefined) throw missing("timestampInMillis", "timestamp", type);
      if (at <= now + 1000) return shard.counterAt(at);
      throw invalidArgument(
        `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ` +
          `timestampInMillis: ${at}, currentTimestampInMillis: ${now}`,
      );
    }
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER": {
      if (sequenceNumber === undefined) {
        throw missing("startingSequenceNumber", "startingSequenceNumber", type);
      }
      const where = type === "AT_SEQUENCE_NUMBER" ? "AT" : "AFTER";
      const counter = shard.counterOf(sequenceNumber, where);
      if (counter === undefined) throw foreign(sequenceNumber, place, operation);
      return counter;
    }
  }
}

function missing(parameter: string, name: string, type: string): AwsError {
  return invalidArgument(
    `Must specify ${parameter} parameter for iterator of type ${type}. ` +
      `Current request has no ${name} parameter.`,
  );
}

function foreign(sequenceNumber: string, { stream, shard }: Place, operation: string): AwsError {
  return invalidArgument(
    `StartingSequenceNumber ${sequenceNumber} used in ${operation} on shard ${shard.id} in ` +
      `stream ${stream.name} under account ${stream.accountId} is invalid because it did not come ` +
      `from this stream.`,
  );
}
