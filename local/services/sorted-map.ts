import BTree from "sorted-btree";

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
 * A map in memory that iterates in key order. Reads and changes of values, which are the most, go by a
 * hash; the tree has the keys' order alone. Iterators must not be held across a change.
 */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #order: BTree<string, undefined>;
  readonly #compare: Compare;

  constructor(compare: Compare = byCodeUnit) {
    this.#compare = compare;
    this.#order = new BTree<string, undefined>(undefined, compare);
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
    if (!this.#values.has(key)) this.#order.set(key, undefined);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    this.#order.delete(key);
    return this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.#order.clear();
  }

  /** The keys within the range, in order. */
  *keys(range: Range = {}): Generator<string> {
    const { gt, gte, lt, lte, reverse = false } = range;
    const keys = reverse ? this.#order.entriesReversed(lt ?? lte) : this.#order.entries(gt ?? gte);
    for (const [key] of keys) {
      const below = this.#within(key, lt, lte, -1);
      const above = this.#within(key, gt, gte, 1);
      if (below && above) yield key;
      else if (reverse ? below : above) return;
    }
  }

  *entries(range: Range = {}): Generator<[string, Value]> {
    for (const key of this.keys(range)) yield [key, this.#values.get(key) as Value];
  }

  #within(key: string, exclusive: string | undefined, inclusive: string | undefined, sign: 1 | -1) {
    if (exclusive !== undefined && sign * this.#compare(key, exclusive) <= 0) return false;
    return inclusive === undefined || sign * this.#compare(key, inclusive) >= 0;
  }
}
