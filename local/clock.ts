/** A clock and its timers: the local cloud's, or a test's own. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after so many milliseconds, unless cancelled by the function that it returns. */
  after(milliseconds: number, run: () => void): () => void;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
  handle?: NodeJS.Timeout;
}

/** `setTimeout` fires at once for anything that does not fit 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What repeats every second would repeat 31 million times in a skipped year. */
const MOST_FIRED = 1_000;

/**
 * The one clock of a local cloud. It runs as its source does, and can be set forward: timers that come due
 * on the way run in their order, each at its own time, as if the time had passed.
 */
export class Clock implements Time {
  readonly #timers = new Set<Timer>();
  #aheadMs: number;
  #skipped: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: () => number = Date.now,
    aheadMs = 0,
  ) {
    this.#aheadMs = aheadMs;
  }

  readonly now = (): number => this.source() + this.#aheadMs;

  /** How far it was set forward, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer: Timer = { due: this.now() + Math.max(0, milliseconds), run };
    this.#timers.add(timer);
    this.#arm(timer, milliseconds);
    return () => {
      this.#drop(timer);
    };
  }

  /**
   * Goes forward by so many milliseconds. What repeats runs at most a thousand times on the way, and once
   * more at its end.
   */
  skip(milliseconds: number): Promise<void> {
    this.#skipped = this.#skipped.then(() => this.#run(this.#aheadMs + milliseconds));
    return this.#skipped;
  }

  async #run(aheadMs: number): Promise<void> {
    for (let fired = 0; fired < MOST_FIRED; fired += 1) {
      const next = this.#earliest();
      if (next === undefined || next.due > this.source() + aheadMs) break;
      this.#aheadMs += Math.max(0, next.due - this.now());
      this.#fire(next);
      // What it woke sets its own next timers.
      await new Promise(setImmediate);
    }
    this.#aheadMs = aheadMs;
    for (const timer of [...this.#timers].sort((left, right) => left.due - right.due)) {
      this.#arm(timer, timer.due - this.now());
    }
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.due < earliest.due) earliest = timer;
    }
    return earliest;
  }

  #arm(timer: Timer, milliseconds: number): void {
    clearTimeout(timer.handle);
    const wait = Math.min(Math.max(0, milliseconds), LONGEST_TIMER_MS);
    const fire = (): void => {
      if (wait < milliseconds) this.#arm(timer, milliseconds - wait);
      else this.#fire(timer);
    };
    // The gateway's port keeps the process alive for as long as there is something to wait for.
    timer.handle = setTimeout(fire, wait).unref();
  }

  #fire(timer: Timer): void {
    if (this.#drop(timer)) timer.run();
  }

  #drop(timer: Timer): boolean {
    clearTimeout(timer.handle);
    return this.#timers.delete(timer);
  }
}
