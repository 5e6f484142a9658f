import type { Operations } from "../../../gateway/service";
import { startOf } from "../positions";
import type { Streams } from "../streams";
import { subscribe } from "../subscription";
import { consumerByArn } from "./consumers";

/** SubscribeToShard, whose answer is a stream of events. */
export function subscribingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    SubscribeToShard: {
      permissions: ({ ConsumerARN }) => [["kinesis:SubscribeToShard", ConsumerARN]],
      run({ ConsumerARN, ShardId, StartingPosition }, { signal }) {
        const { stream, consumer } = consumerByArn(streams, ConsumerARN);
        const shard = stream.shard(ShardId);
        const { Type: type, SequenceNumber, Timestamp } = StartingPosition;
        const from = { type, sequenceNumber: SequenceNumber, timestamp: Timestamp };
        const start = startOf(from, { stream, shard }, "SubscribeToShard", streams.now());
        const subscribed = { streams, stream, consumer, shard };
        return { EventStream: subscribe(subscribed, start, signal) };
      },
    },
  };
}
