import type { MetricsName } from "@aws-sdk/client-kinesis";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import type { Operations } from "../../../gateway/service";
import { invalidArgument, refuseWarmThroughput } from "../errors";
import { METRICS } from "../rules";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";

const MIN_HOURS = 24;
const MAX_HOURS = 8760;

/** Retention, mode, encryption, record size and enhanced monitoring of a stream. */
export function settingsOperations(streams: Streams): Operations<"kinesis"> {
  return onStream(streams, {
    IncreaseStreamRetentionPeriod({ RetentionPeriodHours: hours }, stream) {
      requireHours(hours);
      if (hours < stream.retentionHours) throw wrongWay(stream, hours, "shorter", "Decrease");
      stream.retentionHours = hours;
      return {};
    },
    DecreaseStreamRetentionPeriod({ RetentionPeriodHours: hours }, stream) {
      requireHours(hours);
      if (hours > stream.retentionHours) throw wrongWay(stream, hours, "longer", "Increase");
      stream.retentionHours = hours;
      streams.trim();
      return {};
    },
    UpdateStreamMode({ StreamModeDetails, WarmThroughputMiBps }, stream) {
      refuseWarmThroughput(WarmThroughputMiBps);
      stream.mode = StreamModeDetails.StreamMode;
      return {};
    },
    UpdateMaxRecordSize({ MaxRecordSizeInKiB }, stream) {
      stream.maxRecordKib = MaxRecordSizeInKiB;
      return {};
    },
    StartStreamEncryption({ KeyId }, stream) {
      stream.keyId = KeyId;
      return {};
    },
    StopStreamEncryption(_input, stream) {
      stream.keyId = undefined;
      return {};
    },
    EnableEnhancedMonitoring: (input, stream) =>
      monitor(input, stream, (metric) => stream.metrics.add(metric)),
    DisableEnhancedMonitoring: (input, stream) =>
      monitor(input, stream, (metric) => stream.metrics.delete(metric)),
  });
}

function requireHours(hours: number): void {
  if (hours < MIN_HOURS) {
    throw invalidArgument(
      `Minimum allowed retention period is ${MIN_HOURS} hours. Requested retention period ` +
        `(${hours} hours) is too short.`,
    );
  }
  if (hours <= MAX_HOURS) return;
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

function monitor(
  { ShardLevelMetrics: asked }: InputOf<"kinesis", "EnableEnhancedMonitoring">,
  stream: Stream,
  each: (metric: MetricsName) => void,
): OutputOf<"kinesis", "EnableEnhancedMonitoring"> {
  const before = [...stream.metrics];
  (asked.includes("ALL") ? METRICS : asked).forEach(each);
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    CurrentShardLevelMetrics: before,
    DesiredShardLevelMetrics: [...stream.metrics],
  };
}
