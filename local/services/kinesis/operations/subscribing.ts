import type { Operations } from "../../../gateway/service";
import { endDryRun } from "../errors";
import { startOf } from "../positions";
import type { Streams } from "../streams";
import { subscribe } from "../subscription";
import { consumerByArn } from "./consumers";

/** SubscribeToShard, whose answer is a stream of events. */
export function subscribingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    SubscribeToShard: {
      permissions: ({ ConsumerARN }) => [["kinesis:SubscribeToShard", ConsumerARN]],
      run(input, { signal }) {
        const { ConsumerARN, ShardId, StartingPosition } = input;
        const { stream, consumer } = consumerByArn(streams, ConsumerARN);
        const shard = stream.shard(ShardId);
        const { Type: type, SequenceNumber, Timestamp } = StartingPosition;
        const from = { type, sequenceNumber: SequenceNumber, timestamp: Timestamp };
        const start = startOf(from, { stream, shard }, "SubscribeToShard", streams.now());
        endDryRun(input);
        const subscribed = { streams, stream, consumer, shard };
        return { EventStream: subscribe(subscribed, start, signal) };
      },
    },
  };
}
