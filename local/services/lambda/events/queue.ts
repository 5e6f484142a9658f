import { AwsError } from "../../../gateway/service";
import type { Time } from "../../../clock";
import type { InvokeResult } from "../environments/execution";
import type { Execute } from "../invoke";
import type { Target } from "../registry";
import { destinationOf, type Outcome } from "./destination";

/** An asynchronous invocation as it was accepted. */
export interface Accepted {
  readonly target: Target;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** JSON text of the caller's client context. */
  readonly context?: string;
}

interface Waiting extends Accepted {
  readonly acceptedAt: number;
  /** How often it was run, errors of the function all. */
  readonly runs: number;
  readonly last?: InvokeResult;
}

export interface EventQueueOptions {
  readonly execute: Execute;
  /** The waits, in milliseconds, before the first and the second retry. */
  readonly retryMs: readonly number[];
  readonly time: Time;
  /** Hands an outcome to a destination; never rejects. */
  readonly send: (destination: string, outcome: Outcome) => Promise<void>;
}

/** How long an event waits where its function does not say. */
const MAX_AGE_SECONDS = 21_600;
const THROTTLED_MS = 1_000;

/**
 * Asynchronous invocations: an error is retried twice, or as often as the function says; throttling until
 * it works or the event is too old. What became of it goes to the function's destinations.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  private readonly timers = new Set<() => void>();

  constructor(private readonly options: EventQueueOptions) {}

  accept(accepted: Accepted): void {
    void this.run({ ...accepted, acceptedAt: this.options.time.now(), runs: 0 });
  }

  stop(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  private async run(event: Waiting): Promise<void> {
    const { target, payload, requestId, context } = event;
    let last: InvokeResult;
    try {
      last = await this.options.execute(target, payload, requestId, context);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await this.later(THROTTLED_MS, event);
      return;
    }
    const run = { ...event, runs: event.runs + 1, last };
    if (last.functionError === undefined) {
      await this.end(run, "Success");
      return;
    }
    const most = configOf(event)?.MaximumRetryAttempts ?? this.options.retryMs.length;
    const wait = event.runs < most ? this.options.retryMs[event.runs] : undefined;
    if (wait === undefined) await this.end(run, "RetriesExhausted");
    else await this.later(wait, run);
  }

  private async later(ms: number, event: Waiting): Promise<void> {
    const { time } = this.options;
    const most = configOf(event)?.MaximumEventAgeInSeconds ?? MAX_AGE_SECONDS;
    if (time.now() + ms - event.acceptedAt > most * 1000) {
      await this.end(event, "EventAgeExceeded");
      return;
    }
    const cancel = time.after(ms, () => {
      this.timers.delete(cancel);
      void this.run(event);
    });
    this.timers.add(cancel);
  }

  private async end(event: Waiting, condition: Outcome["condition"]): Promise<void> {
    const destination = destinationOf(configOf(event), condition);
    if (destination === undefined) return;
    await this.options.send(destination, { ...event, condition });
  }
}

const configOf = ({ target: { subject, qualifier = "$LATEST" } }: Accepted) =>
  subject.family.eventInvoke.get(qualifier);
