import { setTimeout as sleep } from "node:timers/promises";
import type { Time } from "../../clock";
import type { CloudClient } from "../../gateway/service";
import type { TagStore } from "../tags";
import type { StreamReader } from "../kinesis/reader";
import { DeliveryBuffer } from "./buffer";
import type { BufferedRecord } from "./buffer";
import { destinationOf } from "./configuration";
import type { Destination, S3Configuration, SourceConfiguration } from "./configuration";
import { firehoseAs, prepare, store } from "./delivery";
import type { PreparedObject } from "./delivery";
import type { ParquetWriter } from "./parquet";
import { KinesisSource, pause } from "./source";

export interface DeliveryStreamOptions {
  readonly name: string;
  readonly arn: string;
  readonly tags: TagStore;
  readonly configuration: S3Configuration;
  readonly source: SourceConfiguration | undefined;
  readonly reader: StreamReader;
  readonly parquet: ParquetWriter;
  readonly cloud: () => CloudClient;
  readonly time: Time;
}

/** Between attempts at a delivery that fails; it is tried until it succeeds. */
const firstRetryMs = 100;
const longestRetryMs = 5_000;
/** How long an ending delivery stream tries to deliver what it holds. */
const lastFlushMs = 5_000;

/** A delivery stream: source, buffer and delivery, from its creation to `stop`. */
export class DeliveryStream {
  readonly name: string;
  readonly arn: string;
  readonly tags: TagStore;
  readonly source: SourceConfiguration | undefined;
  readonly createdAt: number;
  configuration: S3Configuration;
  version = 1;
  /** The latest fault in reading or delivering; undefined once a delivery succeeds. */
  lastFault: string | undefined;
  #destination: Destination;
  readonly buffer: DeliveryBuffer;
  readonly #source: KinesisSource | undefined;
  readonly #stop = new AbortController();

  /** Throws InvalidArgumentException, or ResourceNotFoundException for the source. */
  constructor(private readonly options: DeliveryStreamOptions) {
    ({ name: this.name, arn: this.arn, tags: this.tags, source: this.source } = options);
    this.createdAt = options.time.now();
    this.configuration = options.configuration;
    this.#destination = destinationOf(options.configuration);
    this.buffer = new DeliveryBuffer(
      this.#destination,
      (records) => this.#deliver(records),
      options.time,
    );
    const { source, reader } = options;
    if (!source) return;
    this.#source = new KinesisSource({
      streamArn: source.KinesisStreamARN,
      reader,
      buffer: this.buffer,
      time: options.time,
      authorize: () => this.#checkSourceRole(source),
      report: (error) => {
        this.#report(error);
      },
    });
    this.#source.start();
  }

  get type(): "DirectPut" | "KinesisStreamAsSource" {
    return this.source ? "KinesisStreamAsSource" : "DirectPut";
  }

  /** Every record that the source has is read, and all that was read is in S3. */
  idle(): boolean {
    return this.buffer.empty && (this.#source?.caughtUp() ?? true);
  }

  /** Delivers now what the source holds, whatever the buffer's interval. Rejects after the bound. */
  async flush(timeoutMs: number): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (!this.idle()) {
      if (Date.now() > until) {
        const fault = this.lastFault === undefined ? "" : `: ${this.lastFault}`;
        throw new Error(`${this.name} could not deliver everything in ${timeoutMs} ms${fault}`);
      }
      const left = Math.max(1, until - Date.now());
      await Promise.race([this.buffer.flush(), sleep(left, undefined, { ref: false })]);
      if (!this.idle()) await sleep(10);
    }
  }

  update(configuration: S3Configuration): void {
    this.#destination = destinationOf(configuration);
    this.configuration = configuration;
    this.version += 1;
    this.buffer.setLimits(this.#destination);
  }

  /** Stops reading, delivers what is held as long as the bound allows, and ends. */
  async stop(): Promise<void> {
    await this.#source?.stop();
    const bound = new AbortController();
    await Promise.race([this.buffer.flush(), pause(lastFlushMs, bound.signal)]);
    bound.abort();
    this.#stop.abort();
    this.buffer.close();
  }

  /** Until it succeeds or the stream ends: a batch is never given up for a fault. */
  async #deliver(records: readonly BufferedRecord[]): Promise<void> {
    const { signal } = this.#stop;
    const destination = this.#destination;
    let objects: PreparedObject[] | undefined;
    let stored = 0;
    for (let wait = firstRetryMs; !signal.aborted; wait = Math.min(wait * 2, longestRetryMs)) {
      try {
        objects ??= await prepare(records, destination, {
          name: this.name,
          version: String(this.version),
          cloud: this.options.cloud(),
          parquet: this.options.parquet,
          now: this.options.time.now(),
        });
        for (const object of objects.slice(stored)) {
          await store(object, destination, this.options.cloud());
          stored += 1;
        }
        this.lastFault = undefined;
        return;
      } catch (error) {
        this.#report(error);
        await pause(wait, signal);
      }
    }
  }

  /** Makes the calls that the source's role must allow, so that a missing permission shows. */
  async #checkSourceRole(source: SourceConfiguration): Promise<void> {
    const role = firehoseAs(source.RoleARN);
    const StreamARN = source.KinesisStreamARN;
    const cloud = this.options.cloud();
    await cloud.call("kinesis", "DescribeStream", { StreamARN }, role);
    const { Shards = [] } = await cloud.call("kinesis", "ListShards", { StreamARN }, role);
    const at = { StreamARN, ShardId: Shards.at(-1)?.ShardId, ShardIteratorType: "LATEST" };
    const { ShardIterator } = await cloud.call("kinesis", "GetShardIterator", at, role);
    await cloud.call("kinesis", "GetRecords", { ShardIterator, Limit: 1 }, role);
  }

  /** Keeps a fault for DescribeDeliveryStream and writes it to the configured log. */
  #report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message === this.lastFault) return;
    this.lastFault = message;
    const { log, roleArn } = this.#destination;
    if (!log) return;
    const event = {
      deliveryStreamARN: this.arn,
      destination: this.configuration.BucketARN,
      message,
      errorCode: error instanceof Error ? error.name : "Error",
    };
    const input = {
      logGroupName: log.group,
      logStreamName: log.stream,
      logEvents: [{ timestamp: this.options.time.now(), message: JSON.stringify(event) }],
    };
    const written = this.options.cloud().call("logs", "PutLogEvents", input, firehoseAs(roleArn));
    written.catch((fault: unknown) => {
      // The log itself is out of reach: the description is what is left to tell both.
      this.lastFault = `${message}; its log: ${fault instanceof Error ? fault.message : ""}`;
    });
  }
}
