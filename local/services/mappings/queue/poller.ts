import type { Message } from "@aws-sdk/client-sqs";
import { AwsError } from "../../../gateway/service";
import type { QueueReader } from "../../sqs";
import { messageOf, type Consumer, type Signals } from "../engine/consumer";
import { MAX_EVENT_BYTES } from "../engine/event";
import { sleep } from "../engine/time";
import { recordOf } from "./event";
import { compileBodyFilter, type BodyFilter } from "./filter";
import { processed } from "./outcome";

/** Lambda starts with five concurrent batches. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLERS = 5;
/** What one receive gives at most, and how long it waits. */
const MOST_RECEIVED = 10;
const WAIT_SECONDS = 20;
const EMPTY_EVENT_BYTES = '{"Records":[]}'.length;

/** A message with its text in the event. */
interface Ready {
  readonly message: Message;
  readonly text: string;
}

/** Polls a queue, and brings its messages to the function in batches. */
export class QueuePoller {
  private compiled:
    { readonly patterns: string; readonly filter: BodyFilter | undefined } | undefined;
  private invoking = 0;

  constructor(
    private readonly consumer: Consumer,
    private readonly queues: QueueReader,
  ) {}

  private get arn(): string {
    return this.consumer.configuration.EventSourceArn;
  }

  /** Throws when the queue does not exist. */
  begin(): void {
    this.queues.describe(this.arn);
  }

  /** Resolves on a stop, when everything in flight has ended, or once the queue is gone. */
  async run(signals: Signals): Promise<void> {
    const { MaximumConcurrency = POLLERS } = this.consumer.configuration.ScalingConfig ?? {};
    const count = Math.min(POLLERS, MaximumConcurrency);
    await Promise.all(Array.from({ length: count }, () => this.poll(signals)));
  }

  /** Everything that stands in the queue now is processed. */
  idle(): boolean {
    try {
      return this.invoking === 0 && this.queues.isEmpty(this.arn);
    } catch {
      return true; // The queue is gone, as the poller reports.
    }
  }

  private async poll(signals: Signals): Promise<void> {
    const left: Ready[] = [];
    let failures = 0;
    while (!signals.stop.aborted) {
      try {
        this.consumer.authorizeRead();
        const batch = await this.batch(left, signals.stop);
        if (batch.length === 0) continue;
        failures = (await this.deliver(batch, signals.kill)) ? 0 : failures + 1;
        if (failures > 0) {
          await sleep(this.consumer.time, this.consumer.backoffMs(failures), signals.stop);
        }
      } catch (error) {
        this.consumer.report(`PROBLEM: Lambda failed to read ${this.arn}: ${messageOf(error)}`);
        if (error instanceof AwsError && error.code === "QueueDoesNotExist") return;
        await sleep(this.consumer.time, this.consumer.problemMs, signals.stop);
      }
    }
  }

  /** Gathers messages until a batch is full, or the batching window is over since the first of them. */
  private async batch(left: Ready[], stop: AbortSignal): Promise<readonly Ready[]> {
    const { time, configuration } = this.consumer;
    const { BatchSize: size, MaximumBatchingWindowInSeconds: window } = configuration;
    const gathered = left.splice(0);
    let end = gathered.length > 0 ? time.now() + window * 1000 : undefined;
    for (;;) {
      const full = fitting(gathered, size);
      const over = end !== undefined && time.now() >= end;
      if (full < gathered.length || full >= size || (over && full > 0)) {
        left.push(...gathered.splice(full));
        return gathered;
      }
      const wait = end === undefined ? WAIT_SECONDS : Math.max(0, (end - time.now()) / 1000);
      const most = Math.min(MOST_RECEIVED, size - gathered.length);
      const received = await this.receive(most, Math.min(wait, WAIT_SECONDS), stop);
      gathered.push(...received);
      if (received.length > 0) end ??= time.now() + window * 1000;
      // What is gathered at a stop comes again once its visibility timeout is over.
      if (stop.aborted || gathered.length === 0) return [];
    }
  }

  /** Messages that the filter lets through; the others leave the queue. */
  private async receive(most: number, wait: number, stop: AbortSignal): Promise<readonly Ready[]> {
    const { consumer, arn } = this;
    const messages = await this.queues.receive(arn, most, wait, stop);
    if (messages.length === 0) return [];
    const filter = this.filter();
    const passed = messages.filter(({ Body = "" }) => filter === undefined || filter(Body));
    const dropped = messages.length - passed.length;
    consumer.metric("PolledEventCount", messages.length);
    if (dropped > 0) {
      this.queues.delete(
        arn,
        messages.filter((each) => !passed.includes(each)),
      );
      consumer.tally.filtered += dropped;
      consumer.metric("FilteredOutEventCount", dropped);
    }
    return passed.map((message) => ({ message, text: JSON.stringify(recordOf(message, arn)) }));
  }

  private filter(): BodyFilter | undefined {
    const { Filters = [] } = this.consumer.configuration.FilterCriteria ?? {};
    const texts = Filters.flatMap(({ Pattern = [] }) => Pattern);
    const patterns = JSON.stringify(texts);
    if (this.compiled?.patterns !== patterns) {
      this.compiled = { patterns, filter: compileBodyFilter(texts) };
    }
    return this.compiled.filter;
  }

  /** Invokes the function once; what it did not process is hidden until its visibility timeout is over. */
  private async deliver(batch: readonly Ready[], kill: AbortSignal): Promise<boolean> {
    const { consumer } = this;
    const { FunctionArn, FunctionResponseTypes } = consumer.configuration;
    const event = `{"Records":[${batch.map(({ text }) => text).join(",")}]}`;
    const messages = batch.map(({ message }) => message);
    this.invoking += 1;
    try {
      const result = await consumer.invoker.invoke(FunctionArn, event, kill);
      consumer.tally.invocations += 1;
      consumer.metric("InvokedEventCount", messages.length);
      const done = processed(result, messages, FunctionResponseTypes.length > 0);
      this.queues.delete(this.arn, done);
      consumer.tally.recordsDelivered += done.length;
      const failed = messages.length - done.length;
      consumer.report(failed === 0 ? "OK" : "PROBLEM: Function call failed");
      if (failed > 0) consumer.metric("FailedInvokeEventCount", failed);
      return done.length > 0;
    } catch (error) {
      if (!kill.aborted) consumer.report(`PROBLEM: ${messageOf(error)}`);
      return false;
    } finally {
      this.invoking -= 1;
    }
  }
}

/** How many messages, from the first, make a batch: so many, and no more than an event can hold. */
function fitting(ready: readonly Ready[], size: number): number {
  let bytes = EMPTY_EVENT_BYTES;
  let count = 0;
  for (const { text } of ready.slice(0, size)) {
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > MAX_EVENT_BYTES && count > 0) break;
    count += 1;
  }
  return count;
}
