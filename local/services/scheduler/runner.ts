import { randomUUID } from "node:crypto";
import type { Time } from "../../clock";
import type { Schedules } from "./schedules";
import type { Run } from "./targets";

interface Attempt {
  readonly run: Run;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Runs schedules when their time comes, by the local cloud's clock. */
export class Runner {
  #cancel: () => void = () => undefined;
  #retries: Attempt[] = [];
  #stopped = false;

  constructor(
    private readonly schedules: Schedules,
    private readonly time: Time,
    /** Makes an attempt; answers when to make the next one, if any. Never rejects. */
    private readonly deliver: (run: Run) => Promise<number | undefined>,
  ) {}

  /** Runs what is due and waits for what comes next. */
  look(): void {
    this.#cancel();
    if (this.#stopped) return;
    const now = this.time.now();
    const due = this.#retries.filter(({ at }) => at <= now);
    this.#retries = this.#retries.filter(({ at }) => at > now);
    for (const { run } of due) void this.#attempt(run);
    for (const { schedule, at } of this.schedules.takeDue()) {
      void this.#attempt({ schedule, at, executionId: randomUUID(), attempt: 1 });
    }
    const next = Math.min(
      this.schedules.nextDue() ?? Infinity,
      ...this.#retries.map(({ at }) => at),
    );
    if (next === Infinity) return;
    this.#cancel = this.time.after(next - now, () => {
      this.look();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #attempt(run: Run): Promise<void> {
    const again = await this.deliver(run);
    if (again !== undefined) {
      this.#retries.push({ run: { ...run, attempt: run.attempt + 1 }, at: again });
    } else {
      this.#complete(run);
    }
    this.look();
  }

  /**
   * Deletes a schedule after its last run.
   * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html
   */
  #complete({ schedule }: Run): void {
    if (schedule.input.ActionAfterCompletion !== "DELETE" || schedule.due !== undefined) return;
    const retried = this.#retries.some(({ run }) => run.schedule === schedule);
    if (!retried && this.schedules.has(schedule)) this.schedules.delete(schedule);
  }
}
