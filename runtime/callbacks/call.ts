import { flawOf, isThenable } from "./plain";
import type { Origin, Strays } from "./strays";
import { wordsOf } from "./thrown";

/**
 * Runs a callback of the pipeline's author for one record. It throws what the callback throws, and an
 * Error that names the callback when that gives a promise: what it stands for comes too late.
 */
export function call<T>(strays: Strays, origin: Origin, callback: () => T): T {
  const value = strays.run(origin, callback);
  if (!isThenable(value)) return value;
  silence(value);
  throw new Error(`${origin.callback} returned a promise: callbacks must be synchronous`);
}

/** Runs a map, whose item must be plain data; see `flawOf`. Throws an Error that names the map. */
export function callMap<T>(strays: Strays, origin: Origin, callback: () => T): T {
  const item = call(strays, origin, () => {
    try {
      return callback();
    } catch (thrown) {
      throw new Error(`${origin.callback}: ${wordsOf(thrown)}`, { cause: thrown });
    }
  });
  if (item === undefined || item === null) return item;
  if (typeof item !== "object" || Array.isArray(item)) {
    const found = Array.isArray(item)
      ? "an array"
      : typeof item === "number"
        ? String(item)
        : `a ${typeof item}`;
    throw new Error(`${origin.callback} returned ${found}, where an object is due`);
  }
  const flaw = flawOf(item);
  if (flaw === undefined) return item;
  silenceWithin(item);
  throw new Error(`${origin.callback} returned what is not plain data: ${flaw}`);
}

/** The promise's own rejection would be another fault of the same callback. */
function silence(promise: PromiseLike<unknown>): void {
  Promise.resolve(promise).catch(() => undefined);
}

function silenceWithin(item: unknown): void {
  if (typeof item !== "object" || item === null) return;
  for (const inner of Object.values(item)) {
    if (isThenable(inner)) silence(inner);
  }
}
