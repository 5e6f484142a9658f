import type * as aws from "@pulumi/aws";
import type { StreamDescriptionSummary as Summary } from "@aws-sdk/client-kinesis";
import { defineKind } from "./define";
import type { Cloud } from "./kind";
import { matching, oneOf, within } from "./limits";
import * as tagging from "./tagging";

const DEFAULT_HOURS = 24;

/** A data stream. Only another name makes another stream; everything else changes in place. */
export const kinesisStreamKind = defineKind<aws.kinesis.StreamArgs, "name">({
  type: "aws:kinesis/stream:Stream",
  optional: [
    "arn",
    "encryptionType",
    "enforceConsumerDeletion",
    "kmsKeyId",
    "maxRecordSizeInKib",
    "retentionPeriod",
    "shardCount",
    "shardLevelMetrics",
    "streamModeDetails",
  ],
  autoname: { property: "name", maxLength: 128 },
  defaults: {
    encryptionType: "NONE",
    enforceConsumerDeletion: false,
    retentionPeriod: DEFAULT_HOURS,
  },
  limits: {
    name: matching(/^[\w.-]{1,128}$/, `must have 1 to 128 letters, digits, "_", "." or "-"`),
    shardCount: within(1, 20_000),
    retentionPeriod: within(DEFAULT_HOURS, 8760),
    maxRecordSizeInKib: within(1024, 10_240),
    encryptionType: oneOf("NONE", "KMS"),
  },
  check(inputs) {
    const mode = modeOf(inputs);
    return {
      streamModeDetails:
        !["PROVISIONED", "ON_DEMAND"].includes(mode) &&
        "streamMode must be PROVISIONED or ON_DEMAND",
      shardCount:
        mode === "ON_DEMAND" &&
        inputs.shardCount !== undefined &&
        "must not be set when streamMode is ON_DEMAND",
    };
  },
  tags: tagging.kinesis,
  async create(inputs, cloud) {
    await cloud.call("kinesis", "CreateStream", {
      StreamName: inputs.name,
      StreamModeDetails: { StreamMode: modeOf(inputs) },
      ShardCount: inputs.shardCount,
      MaxRecordSizeInKiB: inputs.maxRecordSizeInKib,
    });
    return `arn:aws:kinesis:${cloud.region}:${cloud.accountId}:stream/${inputs.name}`;
  },
  async update(StreamARN, inputs, cloud) {
    const before = await describe(StreamARN, cloud);
    const StreamMode = modeOf(inputs);
    if (StreamMode !== before.StreamModeDetails?.StreamMode) {
      await cloud.call("kinesis", "UpdateStreamMode", {
        StreamARN,
        StreamModeDetails: { StreamMode },
      });
    }
    const TargetShardCount = inputs.shardCount ?? before.OpenShardCount;
    if (StreamMode === "PROVISIONED" && TargetShardCount !== before.OpenShardCount) {
      const ScalingType = "UNIFORM_SCALING";
      await cloud.call("kinesis", "UpdateShardCount", { StreamARN, TargetShardCount, ScalingType });
    }
  },
  /** Brings retention, encryption, record size and metrics to what the inputs say. */
  async configure(StreamARN, inputs, cloud) {
    const now = await describe(StreamARN, cloud);
    const { RetentionPeriodHours: hoursNow = DEFAULT_HOURS } = now;
    const { retentionPeriod: RetentionPeriodHours = DEFAULT_HOURS } = inputs;
    if (RetentionPeriodHours !== hoursNow) {
      const operation =
        RetentionPeriodHours > hoursNow
          ? "IncreaseStreamRetentionPeriod"
          : "DecreaseStreamRetentionPeriod";
      await cloud.call("kinesis", operation, { StreamARN, RetentionPeriodHours });
    }
    const KeyId = inputs.encryptionType === "KMS" ? inputs.kmsKeyId : undefined;
    if (KeyId !== now.KeyId) {
      const operation = KeyId === undefined ? "StopStreamEncryption" : "StartStreamEncryption";
      const input = { StreamARN, EncryptionType: "KMS", KeyId: KeyId ?? now.KeyId };
      await cloud.call("kinesis", operation, input);
    }
    const { maxRecordSizeInKib: MaxRecordSizeInKiB = now.MaxRecordSizeInKiB } = inputs;
    if (MaxRecordSizeInKiB !== now.MaxRecordSizeInKiB) {
      await cloud.call("kinesis", "UpdateMaxRecordSize", { StreamARN, MaxRecordSizeInKiB });
    }
    await changeMetrics(now, inputs.shardLevelMetrics ?? [], cloud);
  },
  async read(StreamARN, _state, cloud) {
    const now = await describe(StreamARN, cloud);
    const streamMode = now.StreamModeDetails?.StreamMode;
    const metrics = metricsOf(now).sort();
    return {
      arn: now.StreamARN,
      name: now.StreamName,
      retentionPeriod: now.RetentionPeriodHours,
      streamModeDetails: { streamMode },
      shardCount: streamMode === "PROVISIONED" ? now.OpenShardCount : undefined,
      encryptionType: now.EncryptionType,
      kmsKeyId: now.KeyId,
      maxRecordSizeInKib: now.MaxRecordSizeInKiB,
      shardLevelMetrics: metrics.length > 0 ? metrics : undefined,
    };
  },
  delete: (StreamARN, { enforceConsumerDeletion: EnforceConsumerDeletion }, cloud) =>
    cloud.call("kinesis", "DeleteStream", { StreamARN, EnforceConsumerDeletion }),
});

function modeOf({ streamModeDetails }: { streamModeDetails?: { streamMode?: string } }): string {
  return streamModeDetails?.streamMode ?? "PROVISIONED";
}

async function changeMetrics(
  now: Partial<Summary>,
  wanted: readonly string[],
  cloud: Cloud,
): Promise<void> {
  const { StreamARN } = now;
  const had = metricsOf(now);
  const added = wanted.filter((metric) => !had.includes(metric));
  const removed = had.filter((metric) => !wanted.includes(metric));
  if (added.length > 0) {
    const input = { StreamARN, ShardLevelMetrics: added };
    await cloud.call("kinesis", "EnableEnhancedMonitoring", input);
  }
  if (removed.length > 0) {
    const input = { StreamARN, ShardLevelMetrics: removed };
    await cloud.call("kinesis", "DisableEnhancedMonitoring", input);
  }
}

function metricsOf({ EnhancedMonitoring = [] }: Partial<Summary>): string[] {
  return EnhancedMonitoring.flatMap(({ ShardLevelMetrics }) => ShardLevelMetrics ?? []);
}

async function describe(StreamARN: string, cloud: Cloud): Promise<Partial<Summary>> {
  const answer = await cloud.call("kinesis", "DescribeStreamSummary", { StreamARN });
  return answer.StreamDescriptionSummary ?? {};
}
