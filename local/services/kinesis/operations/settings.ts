import type { Operation } from "../../../gateway/service";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { integer, invalidArgument, text, texts, validation } from "../validate";
import type { Input } from "../validate";
import { modeIn } from "./streams";

const MIN_HOURS = 24;
const MAX_HOURS = 8760;
const METRICS = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
];

/** Retention, mode, encryption, record size and enhanced monitoring of a stream. */
export function settingsOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "IncreaseStreamRetentionPeriod", (input, stream) => {
      const hours = hoursIn(input);
      if (hours < stream.retentionHours) throw wrongWay(stream, hours, "shorter", "Decrease");
      stream.retentionHours = hours;
      return {};
    }),
    ...onStream(streams, "DecreaseStreamRetentionPeriod", (input, stream) => {
      const hours = hoursIn(input);
      if (hours > stream.retentionHours) throw wrongWay(stream, hours, "longer", "Increase");
      stream.retentionHours = hours;
      streams.trim();
      return {};
    }),
    ...onStream(streams, "UpdateStreamMode", (input, stream) => {
      const mode = modeIn(input);
      if (mode === undefined) throw validation(undefined, "streamModeDetails", "not be null");
      stream.mode = mode;
      return {};
    }),
    ...onStream(streams, "UpdateMaxRecordSize", (input, stream) => {
      stream.maxRecordKib = integer(input, "MaxRecordSizeInKiB", { min: 1024, max: 10240 });
      return {};
    }),
    ...onStream(streams, "StartStreamEncryption", (input, stream) => {
      text(input, "EncryptionType", { oneOf: ["KMS"] });
      stream.keyId = text(input, "KeyId", { min: 1, max: 2048 });
      return {};
    }),
    ...onStream(streams, "StopStreamEncryption", (input, stream) => {
      text(input, "EncryptionType", { oneOf: ["KMS"] });
      text(input, "KeyId", { min: 1, max: 2048 });
      stream.keyId = undefined;
      return {};
    }),
    ...onStream(streams, "EnableEnhancedMonitoring", (input, stream) =>
      monitor(input, stream, (metric) => stream.metrics.add(metric)),
    ),
    ...onStream(streams, "DisableEnhancedMonitoring", (input, stream) =>
      monitor(input, stream, (metric) => stream.metrics.delete(metric)),
    ),
  };
}

function hoursIn(input: Input): number {
  const hours = integer(input, "RetentionPeriodHours");
  if (hours < MIN_HOURS) {
    throw invalidArgument(
      `Minimum allowed retention period is ${MIN_HOURS} hours. Requested retention period ` +
        `(${hours} hours) is too short.`,
    );
  }
  if (hours <= MAX_HOURS) return hours;
  throw invalidArgument(
    `Maximum allowed retention period is ${MAX_HOURS} hours. Requested retention period ` +
      `(${hours} hours) is too long.`,
  );
}

function wrongWay(stream: Stream, hours: number, how: string, use: string): Error {
  return invalidArgument(
    `Requested retention period (${hours} hours) for stream ${stream.name} can not be ${how} than ` +
      `existing retention period (${stream.retentionHours} hours). Use ${use}RetentionPeriod API.`,
  );
}

function monitor(input: Input, stream: Stream, each: (metric: string) => void): object {
  const before = [...stream.metrics];
  const asked = texts(input, "ShardLevelMetrics", METRICS.length);
  for (const metric of asked) {
    if (metric !== "ALL" && !METRICS.includes(metric)) {
      const set = ["ALL", ...METRICS].join(", ");
      throw validation(metric, "shardLevelMetrics", `satisfy enum value set: [${set}]`);
    }
  }
  (asked.includes("ALL") ? METRICS : asked).forEach(each);
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    CurrentShardLevelMetrics: before,
    DesiredShardLevelMetrics: [...stream.metrics],
  };
}
