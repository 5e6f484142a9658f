import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { invalidArgument } from "../errors";
import { MAX_HASH_KEY } from "../hash-keys";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { requireShards } from "./streams";

/** SplitShard, MergeShards and UpdateShardCount; each is done when its answer arrives. */
export function reshardingOperations(streams: Streams): Operations<"kinesis"> {
  return onStream(streams, {
    SplitShard({ ShardToSplit, NewStartingHashKey }, stream) {
      const shard = stream.shard(ShardToSplit);
      const at = BigInt(NewStartingHashKey);
      if (at > MAX_HASH_KEY) throw invalidArgument(`NewStartingHashKey ${at} is out of range.`);
      requireShards(streams, 1);
      stream.split(shard, at, streams.now());
      return {};
    },
    MergeShards({ ShardToMerge, AdjacentShardToMerge }, stream) {
      const adjacent = stream.shard(AdjacentShardToMerge);
      stream.merge(stream.shard(ShardToMerge), adjacent, streams.now());
      return {};
    },
    UpdateShardCount: (input, stream) => scale(streams, input, stream),
  });
}

function scale(
  streams: Streams,
  { TargetShardCount: target }: InputOf<"kinesis", "UpdateShardCount">,
  stream: Stream,
): OutputOf<"kinesis", "UpdateShardCount"> {
  const current = stream.open.length;
  if (stream.mode === "ON_DEMAND") {
    throw new AwsError(
      "ValidationException",
      `UpdateShardCount is not available for stream ${stream.name} in ON_DEMAND mode.`,
    );
  }
  if (target > current * 2) {
    throw outOfBounds(target, current, "above the double of", 2 * current);
  }
  if (target < current / 2) {
    throw outOfBounds(target, current, "below half of", Math.ceil(current / 2));
  }
  requireShards(streams, Math.max(0, target - current));
  stream.scale(target, streams.now());
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    CurrentShardCount: current,
    TargetShardCount: target,
  };
}

function outOfBounds(target: number, current: number, where: string, bound: number): AwsError {
  return invalidArgument(
    `UpdateShardCount cannot set a count ${where} the current one. Current: ${current}, ` +
      `requested: ${target}, allowed: ${bound}.`,
  );
}
