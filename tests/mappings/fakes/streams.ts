import { AwsError } from "../../../local/gateway/service";
import type {
  ReadPosition,
  ReadResult,
  ShardDescription,
  StoredRecord,
  StreamReader,
} from "../../../local/services/kinesis/reader";
import type { Time } from "../../../local/services/mappings/engine/time";

export const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

interface Shard {
  readonly description: { -readonly [K in keyof ShardDescription]: ShardDescription[K] };
  records: StoredRecord[];
}

/** Streams in memory, one after the contract of StreamReader. */
export class MemoryStreams implements StreamReader {
  private readonly streams = new Map<string, Map<string, Shard>>();
  private readonly waiting = new Set<() => void>();
  private sequence = 0;
  reads = 0;

  constructor(private readonly time: Time) {}

  create(arn = STREAM, shards = 1): void {
    this.streams.set(arn, new Map());
    for (let index = 0; index < shards; index++) this.addShard(arn);
  }

  delete(arn = STREAM): void {
    this.streams.delete(arn);
    this.changed();
  }

  addShard(arn = STREAM, parentShardIds: readonly string[] = []): string {
    const shards = this.stream(arn);
    const shardId = `shardId-${String(shards.size).padStart(12, "0")}`;
    const createdAt = this.time.now();
    shards.set(shardId, {
      description: { shardId, parentShardIds, closed: false, createdAt },
      records: [],
    });
    return shardId;
  }

  /** Ends a shard and gives it so many children. */
  split(shardId: string, children = 2, arn = STREAM): string[] {
    this.shard(arn, shardId).description.closed = true;
    const ids = Array.from({ length: children }, () => this.addShard(arn, [shardId]));
    this.changed();
    return ids;
  }

  put(data: string | Buffer, key = "key", shardId = "shardId-000000000000", arn = STREAM): string {
    const sequenceNumber = `4966${String(++this.sequence).padStart(52, "0")}`;
    this.shard(arn, shardId).records.push({
      sequenceNumber,
      partitionKey: key,
      data: Buffer.from(data),
      arrival: this.time.now(),
    });
    this.changed();
    return sequenceNumber;
  }

  /** Drops a shard's oldest records, as retention does. */
  trim(count: number, shardId = "shardId-000000000000", arn = STREAM): void {
    this.shard(arn, shardId).records.splice(0, count);
  }

  shards(arn: string): readonly ShardDescription[] {
    return [...this.stream(arn).values()].map(({ description }) => ({ ...description }));
  }

  resolve(arn: string, shardId: string, position: ReadPosition): ReadPosition {
    const { records } = this.shard(arn, shardId);
    if (position.from === "LATEST") {
      const last = records.at(-1);
      return { from: "AFTER", sequenceNumber: last?.sequenceNumber ?? "0" };
    }
    if (position.from !== "AT_TIMESTAMP") return position;
    const first = records.find((record) => record.arrival >= position.timestamp);
    if (first) return { from: "AT", sequenceNumber: first.sequenceNumber };
    return this.resolve(arn, shardId, { from: "LATEST" });
  }

  read(
    arn: string,
    shardId: string,
    position: ReadPosition,
    limit: { readonly records: number; readonly bytes: number },
  ): ReadResult {
    this.reads++;
    const { records, description } = this.shard(arn, shardId);
    const fixed = this.resolve(arn, shardId, position);
    const after = (record: StoredRecord): boolean => {
      if (!("sequenceNumber" in fixed)) return true;
      const [mine, its] = [BigInt(record.sequenceNumber), BigInt(fixed.sequenceNumber)];
      return fixed.from === "AT" ? mine >= its : mine > its;
    };
    const ahead = records.filter(after);
    let bytes = 0;
    const taken = ahead
      .slice(0, limit.records)
      .filter((record, index) => (bytes += record.data.length) <= limit.bytes || index === 0);
    const last = taken.at(-1);
    return {
      records: taken,
      next: last ? { from: "AFTER", sequenceNumber: last.sequenceNumber } : fixed,
      millisBehindLatest: 0,
      drained: description.closed && taken.length === ahead.length,
    };
  }

  wait(
    _arn: string,
    _shardId: string,
    _position: ReadPosition,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        this.waiting.delete(done);
        resolve();
      };
      const cancel = this.time.after(timeoutMs, done);
      signal.addEventListener("abort", done, { once: true });
      this.waiting.add(done);
      if (signal.aborted) done();
    });
  }

  private changed(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private stream(arn: string): Map<string, Shard> {
    const found = this.streams.get(arn);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Stream ${arn} not found.`);
  }

  private shard(arn: string, shardId: string): Shard {
    const found = this.stream(arn).get(shardId);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Shard ${shardId} not found.`);
  }
}
