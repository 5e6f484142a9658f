import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import { MAX_HASH_KEY } from "../hash-keys";
import type { Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { HASH_KEY, NAME, integer, invalidArgument, text } from "../validate";
import type { Input } from "../validate";
import { requireShards } from "./streams";

/** SplitShard, MergeShards and UpdateShardCount; each is done when its answer arrives. */
export function reshardingOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "SplitShard", (input, stream) => {
      const shard = stream.shard(text(input, "ShardToSplit", NAME));
      const at = BigInt(text(input, "NewStartingHashKey", HASH_KEY));
      if (at > MAX_HASH_KEY) throw invalidArgument(`NewStartingHashKey ${at} is out of range.`);
      requireShards(streams, 1);
      stream.split(shard, at, streams.now());
      return {};
    }),
    ...onStream(streams, "MergeShards", (input, stream) => {
      const shard = stream.shard(text(input, "ShardToMerge", NAME));
      const adjacent = stream.shard(text(input, "AdjacentShardToMerge", NAME));
      stream.merge(shard, adjacent, streams.now());
      return {};
    }),
    ...onStream(streams, "UpdateShardCount", (input, stream) => scale(streams, input, stream)),
  };
}

function scale(streams: Streams, input: Input, stream: Stream): object {
  const target = integer(input, "TargetShardCount", { min: 1 });
  text(input, "ScalingType", { oneOf: ["UNIFORM_SCALING"] });
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
