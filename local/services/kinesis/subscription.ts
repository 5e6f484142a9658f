import type { SubscribeToShardEvent, SubscribeToShardEventStream } from "@aws-sdk/client-kinesis";
import { AwsError } from "../../gateway/service";
import { childrenOf, withRecords } from "./answers";
import { notFound } from "./errors";
import type { Shard } from "./shard";
import type { Consumer, Stream, Subscription } from "./stream";
import type { Streams } from "./streams";
import { RATES, Throughput } from "./throughput";

/** How long a subscription lasts. */
const LIFETIME_MS = 300_000;
/** How long a consumer keeps others from subscribing to the shard. */
const HELD_MS = 5_000;
/** How often a consumer is told of its progress where there are no records. */
const IDLE_MS = 5_000;
const EVENT = { records: 10_000, bytes: 1024 * 1024 } as const;

/** What a consumer reads of one shard. */
export interface Subscribed {
  readonly streams: Streams;
  readonly stream: Stream;
  readonly consumer: Consumer;
  readonly shard: Shard;
}

/**
 * Takes the shard for a consumer, over from an older subscription of it. Throws ResourceInUseException
 * within five seconds of the last one.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html
 */
export function subscribe(subscribed: Subscribed, from: number, signal: AbortSignal) {
  const { streams, consumer, shard } = subscribed;
  const now = streams.now();
  const last = consumer.subscriptions.get(shard.id);
  if (last !== undefined && now - last.startedAt < HELD_MS) throw inUse(subscribed);
  const subscription = { startedAt: now, pushes: last?.pushes ?? new Throughput(RATES.pushes) };
  consumer.subscriptions.set(shard.id, subscription);
  // The older one shall see at once that it is none any more.
  shard.wake();
  return eventsOf(subscribed, subscription, from, signal);
}

/** Events until the subscription's time is over, its shard ends, or its client goes; no faster than they are taken. */
async function* eventsOf(
  subscribed: Subscribed,
  subscription: Subscription,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<SubscribeToShardEventStream.SubscribeToShardEventMember> {
  const { streams, shard } = subscribed;
  const { time } = streams.options;
  const until = subscription.startedAt + LIFETIME_MS;
  let next = from;
  let told = -Infinity;
  for (;;) {
    const now = streams.now();
    if (signal.aborted || now >= until) return;
    checkStanding(subscribed, subscription);
    const waitMs = streams.options.shardLimits ? subscription.pushes.waitMs(1, now) : 0;
    if (waitMs > 0) {
      await shard.changed(Math.min(waitMs, until - now), signal, time);
      continue;
    }
    streams.trim();
    const slice = shard.read(next, EVENT);
    ({ next } = slice);
    if (slice.bytes > 0) subscription.pushes.take(slice.bytes, now);
    const ended = shard.closed && next >= shard.next;
    if (slice.records.length > 0 || ended || now - told >= IDLE_MS) {
      told = now;
      const SubscribeToShardEvent = withRecords(slice.records, subscribed.stream, {
        MillisBehindLatest: shard.millisBehind(next, now),
        ...progress(subscribed, next, ended),
      });
      yield { SubscribeToShardEvent };
    }
    if (ended) return;
    if (next >= shard.next)
      await shard.changed(Math.min(told + IDLE_MS, until) - now, signal, time);
  }
}

/** At the end of its shard an event has children in place of a sequence number to go on from. */
function progress({ stream, shard }: Subscribed, next: number, ended: boolean) {
  const at: Pick<SubscribeToShardEvent, "ContinuationSequenceNumber" | "ChildShards"> = ended
    ? { ContinuationSequenceNumber: undefined, ChildShards: childrenOf(stream, shard) }
    : { ContinuationSequenceNumber: shard.continuation(next) };
  return at;
}

/** Throws when the subscription was taken over, or its consumer or stream is gone. */
function checkStanding(subscribed: Subscribed, subscription: Subscription): void {
  const { streams, stream, consumer, shard } = subscribed;
  if (streams.byArn(stream.arn) !== stream) throw notFound(`Stream ${stream.arn} not found.`);
  if (stream.consumers.get(consumer.name) !== consumer) {
    throw notFound(`Consumer ${consumer.arn} not found.`);
  }
  if (consumer.subscriptions.get(shard.id) !== subscription) throw inUse(subscribed);
}

function inUse({ stream, consumer, shard }: Subscribed): AwsError {
  const created = Math.floor(stream.createdAt / 1000);
  return new AwsError(
    "ResourceInUseException",
    `Another active subscription exists for this consumer: ` +
      [stream.accountId, stream.name, created, consumer.name, shard.id].join(":"),
  );
}
