import { randomUUID } from "node:crypto";

import { AwsError } from "../../../gateway/service";
import type { InvokeResult } from "../../lambda";
import { cut, type Discard, type Part, type SlotBacklog } from "./backlog";
import { messageOf, type Consumer, type Signals } from "./consumer";
import { sendToDestination } from "./destination";
import { MAX_EVENT_BYTES, type EventWriter } from "./event";
import { countExpired, countTooOld } from "./expiry";
import { outcomeOf } from "./outcome";
import { sleep } from "./time";
import { MAX_STATE_BYTES, windowMembers } from "./windows";

/** What Invoke would answer to one record that makes a larger event than it takes. */
function tooLarge(): InvokeResult {
  return {
    requestId: randomUUID(),
    statusCode: 413,
    executedVersion: "$LATEST",
    functionError: "Unhandled",
    payload: JSON.stringify({ errorType: "RequestEntityTooLargeException" }),
    logTail: "",
  };
}

/** Brings the batches of one slot to the function: retries, splits and discards them. */
export class Delivery {
  constructor(
    private readonly consumer: Consumer,
    private readonly shardId: string,
    private readonly writer: () => EventWriter,
  ) {}

  /** Works off the parts in order; on a stop it leaves those that are not done. */
  async deliver(backlog: SlotBacklog, signals: Signals): Promise<void> {
    let repetitions = 0;
    for (;;) {
      const [part] = backlog.parts;
      if (!part || signals.stop.aborted) return;
      const tooOld = part.discard ? 0 : countTooOld(this.consumer, part.records);
      if (this.discardFirst(backlog, part, tooOld)) continue;
      const goesOn = part.discard
        ? await this.giveUp(backlog, { ...part, discard: part.discard })
        : await this.attempt(backlog, part, signals.kill);
      if (signals.kill.aborted) return;
      repetitions = goesOn ? 0 : repetitions + 1;
      if (goesOn) continue;
      const pause = this.consumer.backoffMs(repetitions);
      await sleep(this.consumer.time, pause, signals.stop);
      this.discardExpired(backlog);
    }
  }

  /** Invokes the function once. False: to be tried again after a while. */
  private async attempt(backlog: SlotBacklog, part: Part, kill: AbortSignal): Promise<boolean> {
    const result = await this.invoke(this.event(backlog, part), part, kill);
    if (kill.aborted || result === undefined) return false;
    const { configuration, tally } = this.consumer;
    const tumbling = backlog.window !== undefined && part.ending === undefined;
    const { processed, state } = outcomeOf(result, part.records, {
      reportsItemFailures: configuration.FunctionResponseTypes.length > 0,
      tumbling,
    });
    const invoked = { ...part, invocations: part.invocations + 1, lastResult: result };
    tally.recordsDelivered += processed;
    const done = part.ending
      ? result.functionError === undefined
      : processed === part.records.length;
    const goesOn = done || this.retry(backlog, invoked, processed);
    if (done) {
      backlog.parts.shift();
      this.consumer.report("OK");
      if (part.ending) this.endWindow(backlog, part.ending);
    }
    if (state !== undefined) this.keepState(backlog, state);
    return goesOn;
  }

  /** Undefined when the function was not invoked: that does not use up retries. */
  private async invoke(
    event: string,
    part: Part,
    kill: AbortSignal,
  ): Promise<InvokeResult | undefined> {
    const { consumer } = this;
    const last = part.records.at(-1);
    if (part.records.length === 1 && Buffer.byteLength(event) > MAX_EVENT_BYTES) return tooLarge();
    if (last) {
      consumer.tally.iteratorAgeMs = Math.max(0, consumer.time.now() - last.arrival);
      consumer.metric("IteratorAge", consumer.tally.iteratorAgeMs);
    }
    try {
      const result = await consumer.invoker.invoke(consumer.configuration.FunctionArn, event, kill);
      consumer.tally.invocations++;
      consumer.metric("InvokedEventCount", part.records.length);
      return result;
    } catch (error) {
      const throttled = error instanceof AwsError && error.code === "TooManyRequestsException";
      const what = throttled ? "Function call throttled" : messageOf(error);
      if (!kill.aborted) consumer.report(`PROBLEM: ${what}`);
      return undefined;
    }
  }

  /**
   * Decides what becomes of a part whose records from `processed` on have failed. A bisect cuts it
   * at the checkpoint; a failure of its very first record is a failure of all, which halves it.
   */
  private retry(backlog: SlotBacklog, part: Part, processed: number): boolean {
    const { configuration } = this.consumer;
    this.consumer.report("PROBLEM: Function call failed");
    this.consumer.metric("FailedInvokeEventCount", part.records.length - processed);
    const rest = { ...part, records: part.records.slice(processed) };
    if (configuration.BisectBatchOnFunctionError && part.records.length > 1) {
      const middle = Math.ceil(part.records.length / 2);
      backlog.parts.splice(0, 1, ...(processed > 0 ? [rest] : cut(part, middle)));
      return true;
    }
    const limit = configuration.MaximumRetryAttempts;
    if (limit >= 0 && part.retries >= limit && !part.ending) {
      backlog.parts.splice(0, 1, { ...rest, discard: this.discard("RetryAttemptsExhausted") });
      return true;
    }
    backlog.parts.splice(0, 1, { ...rest, retries: part.retries + 1 });
    return false;
  }

  private async giveUp(
    backlog: SlotBacklog,
    part: Part & { readonly discard: Discard },
  ): Promise<boolean> {
    const { consumer } = this;
    const count = part.records.length;
    try {
      const sent = await sendToDestination(consumer, this.shardId, part, () =>
        this.event(backlog, part),
      );
      consumer.metric(
        sent ? "OnFailureDestinationDeliveredEventCount" : "DroppedEventCount",
        count,
      );
    } catch (error) {
      consumer.metric("DestinationDeliveryFailures", 1);
      consumer.report(`PROBLEM: On-failure destination refused the batch: ${messageOf(error)}`);
      return false;
    }
    consumer.tally.discarded += count;
    backlog.parts.shift();
    return true;
  }

  /** Gives up so many records, from the part's first. */
  private discardFirst(backlog: SlotBacklog, part: Part, count: number): boolean {
    if (count === 0) return false;
    const [old, ...young] = cut(part, count);
    const discard = this.discard("RecordAgeExceeded");
    backlog.parts.splice(0, 1, ...(old ? [{ ...old, discard }] : []), ...young);
    return true;
  }

  private discardExpired(backlog: SlotBacklog): void {
    const [part] = backlog.parts;
    if (!part || part.discard) return;
    this.discardFirst(backlog, part, countExpired(this.consumer, this.shardId, part.records));
  }

  private discard(condition: Discard["condition"]): Discard {
    return { condition, at: this.consumer.time.now(), id: randomUUID() };
  }

  private event(backlog: SlotBacklog, part: Part): string {
    const { EventSourceArn: eventSourceArn } = this.consumer.configuration;
    const source = { shardId: this.shardId, eventSourceArn };
    const members = backlog.window && windowMembers(backlog.window, source, part.ending);
    return this.writer().event(part.records, members);
  }

  private keepState(backlog: SlotBacklog, state: string): void {
    if (!backlog.window) return;
    backlog.window.state = state;
    if (Buffer.byteLength(state) <= MAX_STATE_BYTES) return;
    backlog.parts.unshift({ records: [], retries: 0, invocations: 0, ending: "early" });
  }

  private endWindow(backlog: SlotBacklog, ending: "final" | "early"): void {
    if (ending === "final") backlog.window = undefined;
    else if (backlog.window) backlog.window.state = "{}";
  }
}
