import type {
  RecordDistributionStrategy,
  StreamMode,
  StreamSummary,
} from "@aws-sdk/client-kinesis";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import type { Operations } from "../../../gateway/service";
import { AwsError } from "../../../gateway/service";
import { invalidArgument, refuseWarmThroughput } from "../errors";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { pageOf } from "../tokens";
import { describeShard } from "./listing";

/** AWS's quotas for a new account in us-east-1. */
const SHARD_LIMIT = 20_000;
const ON_DEMAND_LIMIT = 50;
/** What a new on-demand stream starts with. */
const ON_DEMAND_SHARDS = 4;

/** Creating, describing and deleting streams. A stream is ACTIVE as soon as it is there. */
export function streamOperations(streams: Streams): Operations<"kinesis"> {
  return {
    CreateStream: {
      permissions: ({ StreamName }) => [["kinesis:CreateStream", streams.arn(StreamName)]],
      run: (input) => create(streams, input),
    },
    ...onStream(streams, {
      DeleteStream({ EnforceConsumerDeletion }, stream) {
        if (stream.consumers.size > 0 && EnforceConsumerDeletion !== true) {
          throw new AwsError(
            "ResourceInUseException",
            `Stream ${stream.name} under account ${stream.accountId} has consumers registered. ` +
              `Deregister the consumers before deleting the stream, or set EnforceConsumerDeletion.`,
          );
        }
        streams.delete(stream);
        return {};
      },
      DescribeStream({ Limit = 100, ExclusiveStartShardId = "" }, stream) {
        const { page, last } = pageOf(stream.shards, ({ id }) => id, ExclusiveStartShardId, Limit);
        const Shards = page.map(describeShard);
        const HasMoreShards = last !== undefined;
        return { StreamDescription: { ...common(stream), Shards, HasMoreShards } };
      },
      DescribeStreamSummary: (_input, stream) => ({
        StreamDescriptionSummary: {
          ...common(stream),
          MaxRecordSizeInKiB: stream.maxRecordKib,
          OpenShardCount: stream.open.length,
          ConsumerCount: stream.consumers.size,
          ...(stream.mode === "ON_DEMAND" && { RecordDistributionStrategy: "USER_PARTITION_KEY" }),
        },
      }),
    }),
    DescribeLimits: {
      run: () => ({
        ShardLimit: SHARD_LIMIT,
        OpenShardCount: openShards(streams),
        OnDemandStreamCount: streams.all.filter(({ mode }) => mode === "ON_DEMAND").length,
        OnDemandStreamCountLimit: ON_DEMAND_LIMIT,
      }),
    },
    DescribeAccountSettings: {
      run: () => ({ MinimumThroughputBillingCommitment: { Status: "DISABLED" } }),
    },
    ListStreams: { run: (input) => list(streams, input) },
  };
}

function create(streams: Streams, input: InputOf<"kinesis", "CreateStream">): object {
  const { StreamName, ShardCount, MaxRecordSizeInKiB, Tags } = input;
  const mode = input.StreamModeDetails?.StreamMode ?? "PROVISIONED";
  if (mode === "ON_DEMAND" && ShardCount !== undefined) {
    throw invalidArgument("ShardCount must not be set for a stream in ON_DEMAND mode.");
  }
  if (mode === "PROVISIONED" && ShardCount === undefined) {
    throw invalidArgument("ShardCount must be set for a stream in PROVISIONED mode.");
  }
  refuseWarmThroughput(input.WarmThroughputMiBps);
  checkDistribution(input.RecordDistributionStrategy, mode);
  const count = ShardCount ?? ON_DEMAND_SHARDS;
  requireShards(streams, count);
  const stream = streams.create(StreamName, mode, count);
  if (MaxRecordSizeInKiB !== undefined) stream.maxRecordKib = MaxRecordSizeInKiB;
  stream.tags.add(Tags);
  return {};
}

function checkDistribution(
  strategy: RecordDistributionStrategy | undefined,
  mode: StreamMode,
): void {
  if (strategy === undefined) return;
  if (mode === "PROVISIONED") {
    throw invalidArgument("RecordDistributionStrategy is for streams in ON_DEMAND mode only.");
  }
  if (strategy === "AUTO") {
    throw invalidArgument("The local Kinesis does not implement RecordDistributionStrategy AUTO.");
  }
}

/** Throws when the account's quota has no room for so many more open shards. */
export function requireShards(streams: Streams, more: number): void {
  const open = openShards(streams);
  if (open + more <= SHARD_LIMIT) return;
  throw new AwsError(
    "LimitExceededException",
    `This request would exceed the shard limit for the account ${streams.options.accountId} in ` +
      `${streams.options.region}. Current shard count for the account: ${open}. ` +
      `Limit: ${SHARD_LIMIT}. Number of additional shards that would have resulted from this ` +
      `request: ${more}. Refer to the AWS Service Limits page.`,
  );
}

const common = (stream: Stream) => ({
  ...summary(stream),
  RetentionPeriodHours: stream.retentionHours,
  EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.metrics] }],
  EncryptionType: stream.encryptionType,
  ...(stream.keyId !== undefined && { KeyId: stream.keyId }),
});

const summary = (stream: Stream) =>
  ({
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: stream.mode },
    StreamCreationTimestamp: new Date(stream.createdAt),
  }) satisfies StreamSummary;

function openShards(streams: Streams): number {
  return streams.all.reduce((sum, stream) => sum + stream.open.length, 0);
}

function list(
  streams: Streams,
  input: InputOf<"kinesis", "ListStreams">,
): OutputOf<"kinesis", "ListStreams"> {
  const { Limit = 100, ExclusiveStartStreamName = "", NextToken: after } = input;
  const start = after ?? ExclusiveStartStreamName;
  const { page, last } = pageOf(streams.all, ({ name }) => name, start, Limit);
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map(summary),
    HasMoreStreams: last !== undefined,
    ...(last && { NextToken: last.name }),
  };
}
