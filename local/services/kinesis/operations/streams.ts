import type { Operation } from "../../../gateway/service";
import { AwsError } from "../../../gateway/service";
import type { Stream, StreamMode } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { addTags } from "../tags";
import {
  NAME,
  invalidArgument,
  optionalInteger,
  optionalObject,
  optionalText,
  text,
} from "../validate";
import type { Input } from "../validate";
import { describeShard } from "./listing";

/** AWS's quotas for a new account in us-east-1. */
const SHARD_LIMIT = 20_000;
const ON_DEMAND_LIMIT = 50;
/** What a new on-demand stream starts with. */
const ON_DEMAND_SHARDS = 4;
const MODES = ["PROVISIONED", "ON_DEMAND"];

/** Creating, describing and deleting streams. A stream is ACTIVE as soon as it is there. */
export function streamOperations(streams: Streams): Record<string, Operation> {
  return {
    CreateStream: {
      permissions: (input: Input) => [
        ["kinesis:CreateStream", streams.arn(text(input, "StreamName", NAME))],
      ],
      run: (input: Input) => create(streams, input),
    },
    ...onStream(streams, "DeleteStream", (input, stream) => {
      if (stream.consumers.size > 0 && input["EnforceConsumerDeletion"] !== true) {
        throw new AwsError(
          "ResourceInUseException",
          `Stream ${stream.name} under account ${stream.accountId} has consumers registered. ` +
            `Deregister the consumers before deleting the stream, or set EnforceConsumerDeletion.`,
        );
      }
      streams.delete(stream);
      return {};
    }),
    ...onStream(streams, "DescribeStream", describe),
    ...onStream(streams, "DescribeStreamSummary", (_input, stream) => ({
      StreamDescriptionSummary: {
        ...common(stream),
        MaxRecordSizeInKiB: stream.maxRecordKib,
        OpenShardCount: stream.open.length,
        ConsumerCount: stream.consumers.size,
      },
    })),
    DescribeLimits: { run: () => limits(streams) },
    ListStreams: { run: (input: Input) => list(streams, input) },
  };
}

export function modeIn(input: Input): StreamMode | undefined {
  const details = optionalObject(input, "StreamModeDetails");
  if (details === undefined) return undefined;
  return text(details, "StreamMode", { oneOf: MODES }) as StreamMode;
}

function create(streams: Streams, input: Input): object {
  const name = text(input, "StreamName", NAME);
  const mode = modeIn(input) ?? "PROVISIONED";
  const shardCount = optionalInteger(input, "ShardCount", { min: 1 });
  const maxRecordKib = optionalInteger(input, "MaxRecordSizeInKiB", { min: 1024, max: 10240 });
  if (mode === "ON_DEMAND" && shardCount !== undefined) {
    throw invalidArgument("ShardCount must not be set for a stream in ON_DEMAND mode.");
  }
  if (mode === "PROVISIONED" && shardCount === undefined) {
    throw invalidArgument("ShardCount must be set for a stream in PROVISIONED mode.");
  }
  const tags = optionalObject(input, "Tags");
  const count = shardCount ?? ON_DEMAND_SHARDS;
  requireShards(streams, count);
  const stream = streams.create(name, mode, count);
  if (maxRecordKib !== undefined) stream.maxRecordKib = maxRecordKib;
  if (tags !== undefined) addTags(stream.tags, tags);
  return {};
}

/** Throws when the account's quota has no room for so many more open shards. */
export function requireShards(streams: Streams, more: number): void {
  if (openShards(streams) + more <= SHARD_LIMIT) return;
  throw new AwsError(
    "LimitExceededException",
    `This request would exceed the shard limit for the account ${streams.options.accountId} in ` +
      `${streams.options.region}. Current shard count for the account: ${openShards(streams)}. ` +
      `Limit: ${SHARD_LIMIT}. Number of additional shards that would have resulted from this ` +
      `request: ${more}. Refer to the AWS Service Limits page.`,
  );
}

function describe(input: Input, stream: Stream): object {
  const limit = optionalInteger(input, "Limit", { min: 1, max: 10_000 }) ?? 100;
  const after = optionalText(input, "ExclusiveStartShardId", NAME) ?? "";
  const rest = stream.shards.filter(({ id }) => id > after);
  return {
    StreamDescription: {
      ...common(stream),
      Shards: rest.slice(0, limit).map(describeShard),
      HasMoreShards: rest.length > limit,
    },
  };
}

function common(stream: Stream): object {
  return {
    ...summary(stream),
    RetentionPeriodHours: stream.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.metrics] }],
    EncryptionType: stream.encryptionType,
    ...(stream.keyId === undefined ? {} : { KeyId: stream.keyId }),
  };
}

function summary(stream: Stream): object {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: stream.mode },
    StreamCreationTimestamp: stream.createdAt / 1000,
  };
}

function openShards(streams: Streams): number {
  return streams.all.reduce((sum, stream) => sum + stream.open.length, 0);
}

function limits(streams: Streams): object {
  return {
    ShardLimit: SHARD_LIMIT,
    OpenShardCount: openShards(streams),
    OnDemandStreamCount: streams.all.filter(({ mode }) => mode === "ON_DEMAND").length,
    OnDemandStreamCountLimit: ON_DEMAND_LIMIT,
  };
}

function list(streams: Streams, input: Input): object {
  const limit = optionalInteger(input, "Limit", { min: 1, max: 10_000 }) ?? 100;
  const after =
    optionalText(input, "NextToken") ?? optionalText(input, "ExclusiveStartStreamName", NAME) ?? "";
  const rest = streams.all.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = rest.length > limit && last !== undefined;
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map(summary),
    HasMoreStreams: more,
    ...(more ? { NextToken: last.name } : {}),
  };
}
