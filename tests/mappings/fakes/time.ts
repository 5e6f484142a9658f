import type { Time } from "../../../local/services/mappings/engine/time";

/** A clock that a test moves by hand; timers run when it passes them. */
export class ManualTime implements Time {
  private timers: { at: number; run: () => void }[] = [];
  constructor(private current = 1_700_000_000_000) {}

  now(): number {
    return this.current;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.length;
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
