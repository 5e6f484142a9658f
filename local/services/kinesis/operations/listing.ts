import type { Operation } from "../../../gateway/service";
import { AwsError } from "../../../gateway/service";
import type { Shard } from "../shard";
import type { Stream } from "../stream";
import type { Streams } from "../streams";
import {
  NAME,
  invalidArgument,
  optionalInteger,
  optionalMillis,
  optionalObject,
  optionalText,
  text,
} from "../validate";
import type { Input } from "../validate";

const FILTERS = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
];
const TOKEN_LIFETIME_MS = 300_000;

interface Token {
  readonly stream: string;
  readonly after: string;
  readonly filter: Input | undefined;
  readonly issuedAt: number;
}

/** ListShards, with its filters and its pages. */
export function listingOperations(streams: Streams): Record<string, Operation> {
  const streamIn = (input: Input): string =>
    tokenIn(streams, input)?.stream ?? streams.nameIn(input);
  return {
    ListShards: {
      permissions: (input: Input) => [["kinesis:ListShards", streams.arn(streamIn(input))]],
      run: (input: Input) => list(streams, input),
    },
  };
}

export function describeShard(shard: Shard): object {
  const { parentShardId, adjacentParentShardId } = shard.lineage;
  return {
    ShardId: shard.id,
    ...(parentShardId === undefined ? {} : { ParentShardId: parentShardId }),
    ...(adjacentParentShardId === undefined
      ? {}
      : { AdjacentParentShardId: adjacentParentShardId }),
    HashKeyRange: {
      StartingHashKey: shard.start.toString(),
      EndingHashKey: shard.end.toString(),
    },
    SequenceNumberRange: {
      StartingSequenceNumber: shard.sequenceNumber(0),
      ...(shard.closed ? { EndingSequenceNumber: shard.sequenceNumber(shard.next) } : {}),
    },
  };
}

function list(streams: Streams, input: Input): object {
  const max = optionalInteger(input, "MaxResults", { min: 1, max: 10_000 }) ?? 1000;
  const token = tokenIn(streams, input);
  const stream = token === undefined ? streams.of(input) : streams.byName(token.stream);
  streams.trim();
  const filter = token === undefined ? optionalObject(input, "ShardFilter") : token.filter;
  const after = token?.after ?? optionalText(input, "ExclusiveStartShardId", NAME) ?? "";
  const matches = filterOf(stream, filter, streams.now());
  const rest = stream.shards.filter((shard) => shard.id > after && matches(shard));
  const page = rest.slice(0, max);
  const last = page.at(-1);
  const shards = { Shards: page.map(describeShard) };
  if (rest.length <= max || last === undefined) return shards;
  const next: Token = { stream: stream.name, after: last.id, filter, issuedAt: streams.now() };
  return { ...shards, NextToken: Buffer.from(JSON.stringify(next)).toString("base64") };
}

function filterOf(
  stream: Stream,
  filter: Input | undefined,
  now: number,
): (shard: Shard) => boolean {
  if (filter === undefined) return () => true;
  const horizon = Math.max(now - stream.retentionHours * 3_600_000, stream.createdAt);
  const at = (time: number) => (shard: Shard) =>
    shard.createdAt <= time && (shard.closedAt ?? Infinity) > time;
  const from = (time: number) => (shard: Shard) => (shard.closedAt ?? Infinity) >= time;
  switch (text(filter, "Type", { oneOf: FILTERS })) {
    case "AFTER_SHARD_ID": {
      const shardId = text(filter, "ShardId", NAME);
      return ({ id }) => id > shardId;
    }
    case "AT_LATEST":
      return ({ closed }) => !closed;
    case "AT_TRIM_HORIZON":
      return at(horizon);
    case "AT_TIMESTAMP":
      return at(Math.max(timestampIn(filter), horizon));
    case "FROM_TIMESTAMP":
      return from(timestampIn(filter));
    default:
      return from(horizon);
  }
}

function timestampIn(filter: Input): number {
  const timestamp = optionalMillis(filter, "Timestamp");
  if (timestamp !== undefined) return timestamp;
  throw invalidArgument(`ShardFilter of type ${text(filter, "Type")} requires a Timestamp.`);
}

function tokenIn(streams: Streams, input: Input): Token | undefined {
  const encoded = optionalText(input, "NextToken");
  if (encoded === undefined) return undefined;
  if (input["StreamName"] !== undefined || input["StreamARN"] !== undefined) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  const token = parse(encoded);
  if (token === undefined) throw invalidArgument("Invalid NextToken.");
  if (streams.now() - token.issuedAt <= TOKEN_LIFETIME_MS) return token;
  throw new AwsError("ExpiredNextTokenException", "The NextToken has expired.");
}

function parse(encoded: string): Token | undefined {
  try {
    const token = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Partial<Token>;
    const { stream, after, filter, issuedAt } = token;
    const complete = typeof stream === "string" && typeof after === "string";
    return complete && typeof issuedAt === "number"
      ? { stream, after, filter, issuedAt }
      : undefined;
  } catch {
    return undefined;
  }
}
