import type { StoredRecord } from "../../kinesis/reader";
import type { Pending, SlotBacklog } from "./backlog";
import { LONGEST_WAIT_MS, type Consumer, type Signals } from "./consumer";
import type { Delivery } from "./delivery";
import { EMPTY_EVENT_BYTES, MAX_EVENT_BYTES, type EventWriter } from "./event";
import { Bell } from "./time";
import { MAX_STATE_BYTES, windowOf, type OpenWindow } from "./windows";

/** What a slot asks of the shard that it takes its records from. */
export interface Source {
  /** Nothing more will be queued. */
  readonly drained: boolean;
  /** Nothing stands in the shard after what was read. */
  caughtUp(): boolean;
  /** Tells that records left the queue, so that more can be read. */
  taken(records: readonly StoredRecord[]): void;
  writer(): EventWriter;
}

/** Forms the batches of one parallelization slot, and has them delivered one after another. */
export class Slot {
  private readonly bell = new Bell();
  /** How many records of the queue are measured, and what their event takes. */
  private measured = 0;
  private measuredBytes = EMPTY_EVENT_BYTES;

  constructor(
    private readonly consumer: Consumer,
    private readonly source: Source,
    private readonly delivery: Delivery,
    readonly backlog: SlotBacklog,
  ) {}

  get idle(): boolean {
    const { parts, queue, window } = this.backlog;
    return parts.length === 0 && queue.length === 0 && window === undefined;
  }

  push(pending: Pending): void {
    this.backlog.queue.push(pending);
  }

  wake(): void {
    this.bell.ring();
  }

  /** Ends on a stop, or when the shard is drained and all of it processed. */
  async run(signals: Signals): Promise<void> {
    while (this.backlog.parts.length > 0 || (await this.form(signals.stop))) {
      await this.delivery.deliver(this.backlog, signals);
      if (signals.stop.aborted) return;
    }
  }

  /** Waits for a batch that is due; false when there will be none. */
  private async form(stop: AbortSignal): Promise<boolean> {
    const { queue, parts } = this.backlog;
    const { time } = this.consumer;
    while (!stop.aborted) {
      const [first] = queue;
      if (this.windowEnds(first)) {
        parts.push({ records: [], retries: 0, invocations: 0, ending: "final" });
        return true;
      }
      const full = this.fullBatch();
      const wait = this.millisecondsLeft(first);
      if (full > 0 || (first && wait <= 0)) {
        this.take(full > 0 ? full : queue.length);
        return true;
      }
      if (this.source.drained) return false;
      await this.bell.wait(time, Math.min(wait, LONGEST_WAIT_MS), stop);
    }
    return false;
  }

  /** How long to wait for more: for the batching window, or for the end of the tumbling one. */
  private millisecondsLeft(first: Pending | undefined): number {
    const now = this.consumer.time.now();
    if (first) {
      const windowMs = this.consumer.configuration.MaximumBatchingWindowInSeconds * 1000;
      return this.source.drained ? 0 : first.readAt + windowMs - now;
    }
    const { window } = this.backlog;
    // Past its end, but the shard is not read to its end yet: the reader rings when it is.
    return window ? Math.max(window.end - now, 50) : LONGEST_WAIT_MS;
  }

  private windowEnds(first: Pending | undefined): boolean {
    const { window } = this.backlog;
    if (!window) return false;
    if (this.consumer.configuration.TumblingWindowInSeconds === 0) return true;
    if (first) return first.record.arrival >= window.end || first.record.arrival < window.start;
    if (this.source.drained) return true;
    return this.consumer.time.now() >= window.end && this.source.caughtUp();
  }

  /** The tumbling window that the next batch belongs to. */
  private nextWindow(): OpenWindow | undefined {
    const seconds = this.consumer.configuration.TumblingWindowInSeconds;
    const [first] = this.backlog.queue;
    if (seconds === 0 || !first) return undefined;
    return this.backlog.window ?? windowOf(first.record.arrival, seconds);
  }

  /** The size of a batch that need not wait: full, 6 MB, or at a window's end; 0 when there is none. */
  private fullBatch(): number {
    const { queue } = this.backlog;
    const { BatchSize: batchSize } = this.consumer.configuration;
    const window = this.nextWindow();
    const limit = MAX_EVENT_BYTES - (window ? MAX_STATE_BYTES + 4096 : 0);
    const writer = this.source.writer();
    for (; this.measured < Math.min(queue.length, batchSize); this.measured++) {
      const record = queue[this.measured]?.record;
      if (!record) break;
      if (window && record.arrival >= window.end) return this.measured;
      const bytes = writer.bytes(record);
      if (this.measured > 0 && this.measuredBytes + bytes > limit) return this.measured;
      this.measuredBytes += bytes;
    }
    return this.measured >= batchSize ? batchSize : 0;
  }

  private take(count: number): void {
    this.backlog.window = this.nextWindow();
    const records = this.backlog.queue.splice(0, count).map((pending) => pending.record);
    this.measured = 0;
    this.measuredBytes = EMPTY_EVENT_BYTES;
    this.backlog.parts.push({ records, retries: 0, invocations: 0 });
    this.source.taken(records);
  }
}
