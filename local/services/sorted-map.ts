/** At most this many keys in one run; a longer one is cut in half. */
const RUN = 512;

export type Compare = (left: string, right: string) => number;

const byCodeUnit: Compare = (left, right) => (left < right ? -1 : left > right ? 1 : 0);

/** Where to start and end; without bounds, everything. */
export interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
}

/**
 * A map in memory that iterates in key order: sorted runs of at most 512 keys, so that an insert
 * moves few keys whatever the size. Iterators must not be held across a change.
 */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #runs: string[][] = [];
  readonly #compare: Compare;

  constructor(compare: Compare = byCodeUnit) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: Value): void {
    if (!this.#values.has(key)) this.#insert(key);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    if (!this.#values.delete(key)) return false;
    const at = this.#runOf(key);
    const run = this.#runs[at] ?? [];
    run.splice(this.#position(run, key), 1);
    if (run.length === 0) this.#runs.splice(at, 1);
    return true;
  }

  clear(): void {
    this.#values.clear();
    this.#runs.length = 0;
  }

  /** The keys within the range, in order. */
  *keys(range: Range = {}): Generator<string> {
    const step = range.reverse ? -1 : 1;
    const start = this.#start(range);
    let position: number | undefined = start.position;
    for (let at = start.run; at >= 0 && at < this.#runs.length; at += step) {
      const run = this.#runs[at] ?? [];
      for (
        let i = position ?? (step > 0 ? 0 : run.length - 1);
        i >= 0 && i < run.length;
        i += step
      ) {
        const key = run[i] as string;
        if (!this.#reached(key, range)) continue;
        if (this.#passed(key, range)) return;
        yield key;
      }
      position = undefined;
    }
  }

  *entries(range: Range = {}): Generator<[string, Value]> {
    for (const key of this.keys(range)) yield [key, this.#values.get(key) as Value];
  }

  #insert(key: string): void {
    const at = this.#runOf(key);
    const run = this.#runs[at];
    if (run === undefined) {
      this.#runs.push([key]);
      return;
    }
    run.splice(this.#position(run, key), 0, key);
    if (run.length > RUN) this.#runs.splice(at + 1, 0, run.splice(RUN / 2));
  }

  /** The last run whose first key is not after `key`, or the first. */
  #runOf(key: string): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const first = this.#runs[middle]?.[0] ?? "";
      if (this.#compare(first, key) <= 0) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #position(run: readonly string[], key: string): number {
    let low = 0;
    let high = run.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(run[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #start(range: Range): { run: number; position: number } {
    const bound = range.reverse ? (range.lt ?? range.lte) : (range.gt ?? range.gte);
    if (bound === undefined) {
      const run = range.reverse ? this.#runs.length - 1 : 0;
      return { run, position: range.reverse ? (this.#runs[run]?.length ?? 0) - 1 : 0 };
    }
    const run = this.#runOf(bound);
    const keys = this.#runs[run] ?? [];
    const position = this.#position(keys, bound);
    return { run, position: range.reverse ? Math.min(position, keys.length - 1) : position };
  }

  /** Whether iteration has come to the range's near end. */
  #reached(key: string, { reverse, gt, gte, lt, lte }: Range): boolean {
    return reverse ? this.#below(key, lt, lte) : this.#above(key, gt, gte);
  }

  #passed(key: string, { reverse, gt, gte, lt, lte }: Range): boolean {
    return reverse ? !this.#above(key, gt, gte) : !this.#below(key, lt, lte);
  }

  #above(key: string, gt?: string, gte?: string): boolean {
    if (gt !== undefined && this.#compare(key, gt) <= 0) return false;
    return gte === undefined || this.#compare(key, gte) >= 0;
  }

  #below(key: string, lt?: string, lte?: string): boolean {
    if (lt !== undefined && this.#compare(key, lt) >= 0) return false;
    return lte === undefined || this.#compare(key, lte) <= 0;
  }
}
