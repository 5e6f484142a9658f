import type { Source } from "../record";
import type { Encoding } from "./encoding";
import type { Input } from "./input";
import { digested, itemsOf, type Item } from "./items";
import { linesOf, type Line } from "./lines";

export interface Reading {
  readonly source: Source;
  readonly input: Input;
  readonly encoding: Encoding;
  readonly maxRecordBytes: number;
  readonly signal: AbortSignal;
  /** Told of what a file has and no event takes, such as further columns. */
  readonly note: (text: string) => void;
}

/** The items of a file after a line. Ends early, at the end of a line, when the signal aborts. */
export function readItems(reading: Reading, after: number): AsyncIterable<Item> {
  const { input, encoding, source, signal, maxRecordBytes, note } = reading;
  const lines = linesOf(untilAborted(input.chunks(), signal), encoding);
  return itemsOf(digested(unlessCut(lines, signal)), {
    encoding,
    format: source.file,
    maxRecordBytes,
    note,
    after,
  });
}

async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(undefined);
    });
  });
  while (!signal.aborted) {
    const next = iterator.next();
    const result = await Promise.race([next, aborted]);
    if (result === undefined) {
      // Nobody waits for it any more.
      next.catch(() => undefined);
      return;
    }
    if (result.done === true) return;
    yield result.value;
  }
}

/** Without the line that an interruption cut in two. */
async function* unlessCut(lines: AsyncIterable<Line>, signal: AbortSignal): AsyncGenerator<Line> {
  for await (const line of lines) {
    if (signal.aborted && line.end.length === 0) return;
    yield line;
  }
}
