import { AwsError } from "../../gateway/service";
import { invalidArgument } from "./errors";
import type { Shard } from "./shard";
import type { Stream } from "./stream";
import type { Streams } from "./streams";
import { decodeToken, encodeToken } from "./tokens";

/** A place in a shard, as its iterator carries it. */
export interface Iterator {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly counter: number;
}

const LIFETIME_MS = 300_000;

/** Opaque to clients; valid for five minutes and for this incarnation of the stream only. */
export function encodeIterator({ stream, shard, counter }: Iterator, now: number): string {
  return encodeToken([stream.name, stream.createdAt, shard.id, counter, now]);
}

export function decodeIterator(streams: Streams, token: string): Iterator {
  const [name, createdAt, shardId, counter, issuedAt] = parse(token);
  const stream = streams.byName(name);
  if (stream.createdAt !== createdAt) throw invalidArgument("Invalid ShardIterator.");
  const now = streams.now();
  if (now - issuedAt > LIFETIME_MS) {
    throw new AwsError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${date(issuedAt)} while right now it is ` +
        `${date(now)} which is further in the future than the tolerated delay of ` +
        `${LIFETIME_MS} milliseconds.`,
    );
  }
  return { stream, shard: stream.shard(shardId), counter };
}

/** The stream's name in an iterator, before anything else is known to be right. */
export function streamNameIn(token: string): string {
  return parse(token)[0];
}

const EXAMPLE: readonly [
  name: string,
  createdAt: number,
  shardId: string,
  counter: number,
  issuedAt: number,
] = ["", 0, "", 0, 0];

const parse = (token: string): typeof EXAMPLE => decodeToken(token, EXAMPLE, "ShardIterator");

function date(millis: number): string {
  return new Date(millis).toUTCString();
}
