import type * as aws from "@pulumi/aws";
import type { CallOutput } from "../gateway/model/apis";
import { unlessEmpty } from "./as-given";
import { defineKind } from "./define";
import type { Cloud, ResourceKind } from "./kind";
import { matching, oneOf, within } from "./limits";
import { instant } from "./names";
import * as tagging from "./tagging";

type Summary = CallOutput<"kinesis", "DescribeStreamSummary">["StreamDescriptionSummary"];

const DEFAULT_HOURS = 24;

/** A data stream. Only another name makes another stream; everything else changes in place. */
const streamKind = defineKind<aws.kinesis.StreamArgs, "name">({
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
    const { retentionPeriod: RetentionPeriodHours = DEFAULT_HOURS } = inputs;
    if (RetentionPeriodHours !== now.RetentionPeriodHours) {
      const operation =
        RetentionPeriodHours > now.RetentionPeriodHours
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
  async read(StreamARN, state, cloud) {
    const now = await describe(StreamARN, cloud);
    const streamMode = now.StreamModeDetails?.StreamMode;
    return {
      arn: now.StreamARN,
      name: now.StreamName,
      retentionPeriod: now.RetentionPeriodHours,
      streamModeDetails: { streamMode },
      shardCount: streamMode === "PROVISIONED" ? now.OpenShardCount : undefined,
      encryptionType: now.EncryptionType,
      kmsKeyId: now.KeyId,
      maxRecordSizeInKib: now.MaxRecordSizeInKiB,
      shardLevelMetrics: unlessEmpty(state.shardLevelMetrics, metricsOf(now).sort()),
    };
  },
  delete: (StreamARN, { enforceConsumerDeletion: EnforceConsumerDeletion }, cloud) =>
    cloud.call("kinesis", "DeleteStream", { StreamARN, EnforceConsumerDeletion }),
});

function modeOf({ streamModeDetails }: { streamModeDetails?: { streamMode?: string } }): string {
  return streamModeDetails?.streamMode ?? "PROVISIONED";
}

async function changeMetrics(now: Summary, wanted: readonly string[], cloud: Cloud) {
  const had = metricsOf(now);
  const change = async (
    operation: "EnableEnhancedMonitoring" | "DisableEnhancedMonitoring",
    ShardLevelMetrics: readonly string[],
  ) => {
    if (ShardLevelMetrics.length === 0) return;
    await cloud.call("kinesis", operation, { StreamARN: now.StreamARN, ShardLevelMetrics });
  };
  const without = (all: readonly string[], some: readonly string[]) =>
    all.filter((metric) => !some.includes(metric));
  await change("EnableEnhancedMonitoring", without(wanted, had));
  await change("DisableEnhancedMonitoring", without(had, wanted));
}

function metricsOf({ EnhancedMonitoring }: Summary): string[] {
  return EnhancedMonitoring.flatMap(({ ShardLevelMetrics = [] }) => ShardLevelMetrics);
}

async function describe(StreamARN: string, cloud: Cloud): Promise<Summary> {
  return (await cloud.call("kinesis", "DescribeStreamSummary", { StreamARN }))
    .StreamDescriptionSummary;
}

/** A registered consumer of a stream (enhanced fan-out). */
const consumerKind = defineKind<aws.kinesis.StreamConsumerArgs, "name">({
  type: "aws:kinesis/streamConsumer:StreamConsumer",
  required: ["streamArn"],
  replaceOn: ["streamArn"],
  autoname: { property: "name", maxLength: 128 },
  tags: tagging.kinesis,
  async create({ streamArn: StreamARN, name: ConsumerName }, cloud) {
    const input = { StreamARN, ConsumerName };
    const { Consumer } = await cloud.call("kinesis", "RegisterStreamConsumer", input);
    return Consumer.ConsumerARN;
  },
  async read(ConsumerARN, _state, cloud) {
    const answer = await cloud.call("kinesis", "DescribeStreamConsumer", { ConsumerARN });
    const { ConsumerDescription: now } = answer;
    return {
      arn: ConsumerARN,
      name: now.ConsumerName,
      streamArn: now.StreamARN,
      creationTimestamp: instant(now.ConsumerCreationTimestamp),
    };
  },
  delete: (ConsumerARN, _state, cloud) =>
    cloud.call("kinesis", "DeregisterStreamConsumer", { ConsumerARN }),
});

/** Kinesis Data Streams: streams and registered consumers. */
export const kinesisKinds: readonly ResourceKind[] = [streamKind, consumerKind];
