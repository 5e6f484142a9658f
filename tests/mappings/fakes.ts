import { AwsError, type CloudClient, type Principal } from "../../local/gateway/service";
import type {
  ReadPosition,
  ReadResult,
  ShardDescription,
  StoredRecord,
  StreamReader,
} from "../../local/services/kinesis/reader";
import type { InvokeResult, Invoker } from "../../local/services/lambda";
import type { Time } from "../../local/services/mappings/engine/time";

export const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
export const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:store";
export const ROLE = "arn:aws:iam::000000000000:role/store-role";

/** A clock that a test moves by hand; timers run when it passes them. */
export class ManualTime implements Time {
  private timers: { at: number; run: () => void }[] = [];
  constructor(private current = 1_700_000_000_000) {}

  now(): number {
    return this.current;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.current + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.current + milliseconds;
    for (;;) {
      await settle();
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.current = Math.max(this.current, due.at);
      due.run();
    }
    this.current = end;
    await settle();
  }
}

/** Lets every promise that can go on do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

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
    arn: string,
    shardId: string,
    position: ReadPosition,
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

export interface KinesisEvent {
  readonly Records: readonly {
    readonly kinesis: {
      readonly sequenceNumber: string;
      readonly partitionKey: string;
      readonly data: string;
      readonly approximateArrivalTimestamp: number;
      readonly kinesisSchemaVersion: string;
    };
    readonly eventID: string;
  }[];
  readonly [member: string]: unknown;
}

export type Handler = (event: KinesisEvent, invocation: number) => unknown;

export function bodies(event: KinesisEvent): string[] {
  return event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
}

/** Runs handlers in this process; a throw is an unhandled function error. */
export class MemoryFunctions implements Invoker {
  readonly events: KinesisEvent[] = [];
  readonly payloads: string[] = [];
  private readonly handlers = new Map<string, Handler>();

  handle(handler: Handler, arn = FUNCTION): void {
    this.handlers.set(arn, handler);
  }

  has(arn: string): boolean {
    return this.handlers.has(arn);
  }

  /** What each invocation was given, as texts. */
  get batches(): string[][] {
    return this.events.map(bodies);
  }

  async invoke(name: string, payload: string, signal?: AbortSignal): Promise<InvokeResult> {
    const handler = this.handlers.get(name);
    if (!handler)
      throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, 404);
    const event = JSON.parse(payload) as KinesisEvent;
    this.events.push(event);
    this.payloads.push(payload);
    const answer = { requestId: `request-${this.events.length}`, statusCode: 200, logTail: "" };
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => {
        reject(new Error("The invocation was ended."));
      });
    });
    try {
      const returned = await Promise.race([handler(event, this.events.length), aborted]);
      const text = JSON.stringify(returned === undefined ? null : returned);
      return { ...answer, executedVersion: "$LATEST", payload: text };
    } catch (error) {
      if (error instanceof AwsError || signal?.aborted) throw error;
      const payloadOfError = JSON.stringify({ errorMessage: String(error) });
      return {
        ...answer,
        executedVersion: "$LATEST",
        functionError: "Unhandled",
        payload: payloadOfError,
      };
    }
  }
}

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly as: Principal | undefined;
}

/** Knows which functions exist, and keeps what is written to S3 and SNS. */
export class MemoryCloud implements CloudClient {
  readonly endpoint = "http://127.0.0.1:0";
  readonly region = "us-east-1";
  readonly accountId = "000000000000";
  readonly calls: Call[] = [];
  /** So many writes to a destination fail. */
  outages = 0;

  constructor(private readonly functions: MemoryFunctions) {}

  get writes(): Call[] {
    return this.calls.filter(({ service }) => service === "s3" || service === "sns");
  }

  call<Output>(service: string, operation: string, input: object, as?: Principal): Promise<Output> {
    if (service === "lambda") return Promise.resolve(this.getFunction(input) as Output);
    if (this.outages > 0) {
      this.outages--;
      return Promise.reject(new AwsError("ServiceUnavailable", "Slow down.", 503));
    }
    this.calls.push({ service, operation, input: input as Record<string, unknown>, as });
    return Promise.resolve({} as Output);
  }

  private getFunction(input: { FunctionName?: string }): object {
    const name = input.FunctionName ?? "";
    const arn = name.startsWith("arn:") ? name : FUNCTION.replace("store", name);
    if (this.functions.has(arn)) return { Configuration: { FunctionArn: arn } };
    throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
  }
}
