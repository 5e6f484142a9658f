import { AwsError } from "../../../gateway/service";
import type { ReadResult, StoredRecord } from "../../kinesis/reader";
import { redistribute, slotOf, type ShardProgress } from "./backlog";
import { LONGEST_WAIT_MS, messageOf, type Consumer, type Signals } from "./consumer";
import { Delivery } from "./delivery";
import { EventWriter, MAX_EVENT_BYTES } from "./event";
import { Slot, type Source } from "./slot";
import { Bell, sleep } from "./time";

/** One GetRecords call gives up to 10,000 records or 10 MB. */
const READ_LIMIT = { records: 10_000, bytes: 10 * 1024 * 1024 };
const FEWEST_HELD_RECORDS = 20_000;

/** Polls one shard, and deals its records to the parallelization slots. */
export class ShardPoller implements Source {
  private readonly slots: readonly Slot[];
  private readonly room = new Bell();
  private heldRecords = 0;
  private heldBytes = 0;
  private cachedWriter: { readonly key: string; readonly writer: EventWriter } | undefined;

  constructor(
    private readonly consumer: Consumer,
    private readonly progress: ShardProgress,
  ) {
    const { configuration } = consumer;
    // A tumbling window's state is one per shard, so its batches go one after another.
    const count =
      configuration.TumblingWindowInSeconds > 0 ? 1 : configuration.ParallelizationFactor;
    progress.slots = redistribute(progress.slots, count);
    const delivery = new Delivery(consumer, progress.shardId, () => this.writer());
    this.slots = progress.slots.map((slot) => new Slot(consumer, this, delivery, slot));
    for (const { queue } of progress.slots) this.hold(queue.map(({ record }) => record));
  }

  get drained(): boolean {
    return this.progress.drained;
  }

  /** Resolves on a stop, or when the shard has ended and all of it is processed. */
  async run(signals: Signals): Promise<void> {
    const loops = [
      () => this.poll(signals.stop),
      ...this.slots.map((slot) => () => slot.run(signals)),
    ];
    await Promise.all(loops.map((loop) => this.persistently(loop, signals.stop)));
    this.progress.finished = this.progress.drained && this.slots.every((slot) => slot.idle);
  }

  /** Begins a loop again after an unforeseen error: the backlog is as it was before. */
  private async persistently(loop: () => Promise<void>, stop: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await loop();
        return;
      } catch (error) {
        this.consumer.report(`PROBLEM: ${messageOf(error)}`);
        await sleep(this.consumer.time, this.consumer.problemMs, stop);
        if (stop.aborted) return;
      }
    }
  }

  /** Everything that stands in the shard now is processed. */
  idle(): boolean {
    return this.slots.every((slot) => slot.idle) && (this.progress.drained || this.caughtUp());
  }

  caughtUp(): boolean {
    const { reader, streamArn } = this.consumer;
    const { shardId, position } = this.progress;
    try {
      const one = { ...READ_LIMIT, records: 1 };
      return reader.read(streamArn, shardId, position, one).records.length === 0;
    } catch {
      return false; // The poller meets the same error and reports it.
    }
  }

  taken(records: readonly StoredRecord[]): void {
    this.heldRecords -= records.length;
    for (const record of records) this.heldBytes -= record.data.length;
    this.room.ring();
  }

  writer(): EventWriter {
    const { roleArn, configuration } = this.consumer;
    const key = `${roleArn} ${configuration.EventSourceArn}`;
    if (this.cachedWriter?.key !== key) {
      const eventSourceArn = configuration.EventSourceArn;
      const source = { shardId: this.progress.shardId, roleArn, eventSourceArn };
      this.cachedWriter = { key, writer: new EventWriter(source) };
    }
    return this.cachedWriter.writer;
  }

  private hold(records: readonly StoredRecord[]): void {
    this.heldRecords += records.length;
    for (const record of records) this.heldBytes += record.data.length;
  }

  /** More than this is not read ahead; it is enough for one slot to have a full batch. */
  private isFull(): boolean {
    const batches = this.slots.length + 1;
    const { BatchSize: batchSize } = this.consumer.configuration;
    return (
      this.heldRecords >= Math.max(FEWEST_HELD_RECORDS, batchSize * batches) ||
      this.heldBytes >= MAX_EVENT_BYTES * batches
    );
  }

  private async poll(stop: AbortSignal): Promise<void> {
    const { reader, time, streamArn } = this.consumer;
    const { shardId } = this.progress;
    while (!stop.aborted && !this.progress.drained) {
      if (this.isFull()) {
        await this.room.wait(time, LONGEST_WAIT_MS, stop);
        continue;
      }
      const result = this.read();
      if (result === "failed") {
        await sleep(time, this.consumer.problemMs, stop);
        continue;
      }
      this.enqueue(result.records);
      this.progress.position = result.next;
      this.progress.drained = result.drained;
      for (const slot of this.slots) slot.wake();
      if (result.records.length === 0 && !result.drained) {
        await reader.wait(streamArn, shardId, result.next, LONGEST_WAIT_MS, stop);
      }
    }
    for (const slot of this.slots) slot.wake();
  }

  /** What stands after the position; once the stream is gone, the end of the shard. */
  private read(): ReadResult | "failed" {
    const { reader, streamArn } = this.consumer;
    const { shardId, position } = this.progress;
    try {
      this.consumer.authorizeRead();
      return reader.read(streamArn, shardId, position, READ_LIMIT);
    } catch (error) {
      if (error instanceof AwsError && error.code === "ResourceNotFoundException") {
        return { records: [], next: position, millisBehindLatest: 0, drained: true };
      }
      this.consumer.report(`PROBLEM: Lambda failed to read ${streamArn}: ${messageOf(error)}`);
      return "failed";
    }
  }

  private enqueue(records: readonly StoredRecord[]): void {
    if (records.length === 0) return;
    const { filter, tally, time } = this.consumer;
    const passed = filter ? records.filter(filter) : records;
    const readAt = time.now();
    for (const record of passed) {
      this.slots[slotOf(record.partitionKey, this.slots.length)]?.push({ record, readAt });
    }
    this.hold(passed);
    tally.filtered += records.length - passed.length;
    this.consumer.metric("PolledEventCount", records.length);
    if (filter) this.consumer.metric("FilteredOutEventCount", records.length - passed.length);
  }
}
