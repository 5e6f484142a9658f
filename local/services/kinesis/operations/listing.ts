import type { Shard as Shape, ShardFilter } from "@aws-sdk/client-kinesis";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import type { Operations } from "../../../gateway/service";
import { AwsError } from "../../../gateway/service";
import { invalidArgument } from "../errors";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import type { Streams } from "../streams";
import { decodeToken, encodeToken, pageOf } from "../tokens";

type Input = InputOf<"kinesis", "ListShards">;

const TOKEN_LIFETIME_MS = 300_000;

/** Where a listing goes on, and what it lists. */
const EXAMPLE: readonly [
  stream: string,
  after: string,
  issuedAt: number,
  filter: string,
  shardId: string,
  timestamp: number,
] = ["", "", 0, "", "", 0];
type Token = typeof EXAMPLE;

/** ListShards, with its filters and its pages. */
export function listingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    ListShards: {
      permissions: (input) => [["kinesis:ListShards", streams.arn(tokenIn(streams, input)[0])]],
      run: (input) => list(streams, input),
    },
  };
}

export function describeShard(shard: Shard): Shape {
  return {
    ShardId: shard.id,
    ...shard.lineage,
    HashKeyRange: shard.hashKeyRange,
    SequenceNumberRange: {
      StartingSequenceNumber: shard.sequenceNumber(0),
      ...(shard.closed && { EndingSequenceNumber: shard.sequenceNumber(shard.next) }),
    },
  };
}

function list(streams: Streams, input: Input): OutputOf<"kinesis", "ListShards"> {
  const [name, after, , ...filter] = tokenIn(streams, input);
  const stream = streams.byName(name);
  streams.trim();
  const matching = stream.shards.filter(filterOf(stream, filter, streams.now()));
  const { page, last } = pageOf(matching, ({ id }) => id, after, input.MaxResults ?? 1000);
  const next = last && { NextToken: encodeToken([name, last.id, streams.now(), ...filter]) };
  return { Shards: page.map(describeShard), ...next };
}

function filterOf(
  stream: Stream,
  [type, shardId, timestamp]: readonly [type: string, shardId: string, timestamp: number],
  now: number,
): (shard: Shard) => boolean {
  const horizon = Math.max(now - stream.retentionHours * 3_600_000, stream.createdAt);
  const at = (time: number) => (shard: Shard) =>
    shard.createdAt <= time && (shard.closedAt ?? Infinity) > time;
  const from = (time: number) => (shard: Shard) => (shard.closedAt ?? Infinity) >= time;
  switch (type) {
    case "AFTER_SHARD_ID":
      return ({ id }) => id > shardId;
    case "AT_LATEST":
      return ({ closed }) => !closed;
    case "AT_TRIM_HORIZON":
      return at(horizon);
    case "AT_TIMESTAMP":
      return at(Math.max(timestamp, horizon));
    case "FROM_TIMESTAMP":
      return from(timestamp);
    case "FROM_TRIM_HORIZON":
      return from(horizon);
    default:
      return () => true;
  }
}

/** What a request lists, as its token carries it or as a first request says it. */
function tokenIn(streams: Streams, input: Input): Token {
  const { NextToken, StreamName, StreamARN, ShardFilter, ExclusiveStartShardId = "" } = input;
  if (NextToken === undefined) {
    const name = streams.nameIn(input);
    return [name, ExclusiveStartShardId, streams.now(), ...partsOf(ShardFilter)];
  }
  if (StreamName !== undefined || StreamARN !== undefined) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  const token = decodeToken(NextToken, EXAMPLE, "NextToken");
  if (streams.now() - token[2] <= TOKEN_LIFETIME_MS) return token;
  throw new AwsError("ExpiredNextTokenException", "The NextToken has expired.");
}

function partsOf(filter: ShardFilter | undefined): [string, string, number] {
  const { Type = "", ShardId, Timestamp } = filter ?? {};
  const missing =
    Type === "AFTER_SHARD_ID" && ShardId === undefined
      ? "ShardId"
      : /(AT|FROM)_TIMESTAMP/.test(Type) && Timestamp === undefined
        ? "Timestamp"
        : undefined;
  if (missing === undefined) return [Type, ShardId ?? "", Timestamp?.getTime() ?? 0];
  throw invalidArgument(`ShardFilter of type ${Type} requires a ${missing}.`);
}
