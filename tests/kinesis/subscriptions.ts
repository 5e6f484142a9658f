import {
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
  type KinesisClient,
  type StartingPosition,
  type SubscribeToShardEvent,
} from "@aws-sdk/client-kinesis";
import { FIRST_SHARD, texts } from "./cloud";

/** The ARN of a new consumer of a stream. */
export async function consumerOf(
  client: KinesisClient,
  StreamName: string,
  ConsumerName = "fan",
): Promise<string> {
  const StreamARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
  const command = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName });
  const { Consumer } = await client.send(command);
  return Consumer?.ConsumerARN ?? "";
}

export interface Subscription {
  /** The next event; undefined when there is none any more. Throws an exception that comes in its place. */
  readonly next: () => Promise<SubscribeToShardEvent | undefined>;
  /** Events until so many records have come. */
  readonly records: (count: number) => Promise<string[]>;
  /** What comes until the stream's end: the records' texts, and its last event. */
  readonly rest: () => Promise<{ texts: string[]; last: SubscribeToShardEvent | undefined }>;
  /** Goes away without waiting for more. */
  readonly leave: () => Promise<unknown>;
}

export async function subscribe(
  client: KinesisClient,
  ConsumerARN: string,
  position: StartingPosition = { Type: "TRIM_HORIZON" },
  ShardId = FIRST_SHARD,
): Promise<Subscription> {
  const input = { ConsumerARN, ShardId, StartingPosition: position };
  const gone = new AbortController();
  const { EventStream } = await client.send(new SubscribeToShardCommand(input), {
    abortSignal: gone.signal,
  });
  if (EventStream === undefined) throw new Error("no events");
  const events = EventStream[Symbol.asyncIterator]();
  const next = async (): Promise<SubscribeToShardEvent | undefined> => {
    const result = await events.next();
    return result.done === true ? undefined : result.value.SubscribeToShardEvent;
  };
  return {
    next,
    async records(count) {
      const all: string[] = [];
      while (all.length < count) {
        const event = await next();
        if (event === undefined) throw new Error(`ended after ${all.length} records`);
        all.push(...texts(event.Records ?? []));
      }
      return all;
    },
    async rest() {
      const all: string[] = [];
      let last: SubscribeToShardEvent | undefined;
      for (let event = await next(); event !== undefined; event = await next()) {
        all.push(...texts(event.Records ?? []));
        last = event;
      }
      return { texts: all, last };
    },
    leave: async () => events.return?.(),
  };
}
