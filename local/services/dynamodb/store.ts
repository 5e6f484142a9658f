import { Stream } from "node:stream";
import { SortedMap } from "../sorted-map";
import type { Range } from "../sorted-map";

export type Callback<Value> = (error: Error | null, value?: Value) => void;

/** Every write asks for the item before it: one error for all, since a stack trace costs more. */
const MISSING = Object.assign(new Error("Not found"), { name: "NotFoundError" });

interface ReadOptions extends Range {
  /** -1: no limit. */
  readonly limit?: number;
}

/**
 * One table's items, one index or the table list, in the shape that dynalite reads and writes.
 * Values are kept as JSON text, so that nothing is shared with a caller. Every call answers before
 * it returns: a whole write, its condition and its indexes included, is one step, and needs no lock.
 */
export class Documents {
  readonly #documents = new SortedMap<string>();
  #bytes = 0;
  awsRegion = "";
  awsAccountId = "";

  get count(): number {
    return this.#documents.size;
  }

  get byteLength(): number {
    return this.#bytes;
  }

  lock(_key: string, run: (release: <Done>(done: Done) => Done) => void): void {
    run((done) => done);
  }

  get(key: string, done: Callback<unknown>): void {
    const text = this.#documents.get(key);
    if (text === undefined) {
      done(MISSING);
      return;
    }
    done(null, JSON.parse(text));
  }

  put(key: string, value: unknown, done: Callback<void>): void {
    const text = JSON.stringify(value);
    this.#bytes += text.length - (this.#documents.get(key)?.length ?? 0);
    this.#documents.set(key, text);
    done(null);
  }

  del(key: string, done: Callback<void>): void {
    this.#bytes -= this.#documents.get(key)?.length ?? 0;
    this.#documents.delete(key);
    done(null);
  }

  text(key: string): string | undefined {
    return this.#documents.get(key);
  }

  clear(): void {
    this.#documents.clear();
    this.#bytes = 0;
  }

  /** Key and JSON text of what stands in the range. */
  texts(range: Range = {}): Generator<[string, string]> {
    return this.#documents.entries(range);
  }

  createKeyStream(options: ReadOptions = {}): Stream {
    return new Rows(() => this.#documents.keys(options), options.limit);
  }

  createValueStream(options: ReadOptions = {}): Stream {
    return new Rows(() => this.#values(options), options.limit);
  }

  *#values(options: ReadOptions): Generator {
    for (const [, text] of this.#documents.entries(options)) yield JSON.parse(text);
  }
}

/** Emits all its rows in one step once its listeners stand, until it is destroyed. */
class Rows extends Stream {
  #destroyed = false;

  constructor(rows: () => Iterable<unknown>, limit = -1) {
    super();
    queueMicrotask(() => {
      this.#emitAll(rows(), limit < 0 ? Infinity : limit);
    });
  }

  destroy(): void {
    this.#destroyed = true;
  }

  #emitAll(rows: Iterable<unknown>, limit: number): void {
    let left = limit;
    for (const row of rows) {
      if (this.#destroyed || left <= 0) break;
      left -= 1;
      this.emit("data", row);
    }
    this.emit("end");
  }
}
