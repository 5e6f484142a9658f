import { bytesOf, MAX_RECORDS, REQUEST_BYTES } from "./limits";
import type { OutgoingRecord } from "./record";

/** A record waits so long for others to go with: what is followed live goes out nearly at once. */
const MAX_WAIT_MS = 500;

/**
 * Groups records into requests of PutRecords; with a rate, in records per second, into tenths of a
 * second. Where the records end with an error, those before it come first.
 */
export async function* batchesOf<R extends OutgoingRecord>(
  records: AsyncIterable<R> | Iterable<R>,
  rate = Infinity,
): AsyncGenerator<R[]> {
  const limit = Math.min(MAX_RECORDS, Math.ceil(rate / 10));
  const source = new Source(records);
  let batch: R[] = [];
  let bytes = 0;
  let due = Infinity;
  try {
    for (;;) {
      const next = await source.next(batch.length === 0 ? Infinity : due - Date.now());
      const size = typeof next === "object" ? bytesOf(next) : Infinity;
      if (batch.length >= limit || bytes + size > REQUEST_BYTES) {
        if (batch.length > 0) yield batch;
        batch = [];
        bytes = 0;
      }
      if (next === "end") break;
      if (next === "late") continue;
      if (batch.length === 0) due = Date.now() + MAX_WAIT_MS;
      batch.push(next);
      bytes += size;
    }
    source.rethrow();
  } finally {
    source.close();
  }
}

/** Records one by one, with patience for each. */
class Source<R> {
  readonly #iterator: AsyncIterator<R> | Iterator<R>;
  #pending: Promise<IteratorResult<R>> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(records: AsyncIterable<R> | Iterable<R>) {
    this.#iterator =
      Symbol.asyncIterator in records
        ? records[Symbol.asyncIterator]()
        : records[Symbol.iterator]();
  }

  /** The next record; "late" when there is none yet, "end" after the last one or an error. */
  async next(patienceMs: number): Promise<R | "late" | "end"> {
    this.#pending ??= Promise.resolve(this.#iterator.next());
    try {
      const result = await within(this.#pending, patienceMs);
      if (result === undefined) return "late";
      this.#pending = undefined;
      return result.done === true ? "end" : result.value;
    } catch (error) {
      this.#pending = undefined;
      this.#failure = { error };
      return "end";
    }
  }

  rethrow(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for nothing: a source that is idle would hold up the end. */
  close(): void {
    const ignored = () => undefined;
    this.#pending?.catch(ignored);
    void Promise.resolve(this.#iterator.return?.()).catch(ignored);
  }
}

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  if (milliseconds === Infinity) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, milliseconds), undefined);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
