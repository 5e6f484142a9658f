import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { OutgoingRecord, Source } from "../record";
import { sendRecords, type SendProgress } from "../send";
import type { Encoding } from "./encoding";
import type { Input } from "./input";
import { digested, itemsOf, type Item, type Rejected } from "./items";
import { linesOf, type Line } from "./lines";
import type { RejectsFile } from "./rejects";
import { Settled, type Lines } from "./settled";

export interface ImportOptions {
  readonly source: Source;
  readonly input: Input;
  readonly encoding: Encoding;
  readonly client: Pick<KinesisClient, "send">;
  readonly streamName: string;
  readonly maxRecordBytes: number;
  readonly rate?: number;
  /** Ends after so many records. */
  readonly count?: number;
  /** Ends at the first line that is left out. */
  readonly strict: boolean;
  readonly rejects?: RejectsFile;
  readonly signal: AbortSignal;
  /** Told of what a file has and no event takes, such as further columns. */
  readonly note: (text: string) => void;
  /** Told of each line that is left out. */
  readonly rejected: (line: number, reason: string) => void;
  readonly onProgress: (progress: SendProgress) => void;
}

/** How far an import came. */
export interface Imported extends SendProgress {
  readonly leftOut: number;
  /** Up to here all is sent or left out. */
  readonly line: number;
  readonly end: "finished" | "count" | "interrupted" | "strict" | "failed";
  /** Why it failed. */
  readonly error?: unknown;
  /** The line that `strict` ended it at. */
  readonly at?: { readonly line: number; readonly reason: string };
}

type LinedRecord = OutgoingRecord & { readonly lines: Lines };

/** Sends the events of a file; a line that is none is left out. Never throws: the end says why. */
export async function importFile(options: ImportOptions): Promise<Imported> {
  const run = new Import(options);
  return run.finish(await run.send());
}

class Import {
  readonly #settled = new Settled({ line: 0, digest: "" });
  readonly #progress = { sent: 0, retried: 0 };
  #leftOut = 0;
  #lastLine = 0;
  #end: Imported["end"] | undefined;
  #at: Imported["at"];

  constructor(private readonly options: ImportOptions) {}

  /** The error that ended it, if one did. */
  async send(): Promise<{ readonly error: unknown } | undefined> {
    const { options } = this;
    try {
      await sendRecords<LinedRecord>(this.#records(), {
        ...options,
        // What was read of an input that cannot be read again is sent before the end.
        signal: options.input.rereadable ? options.signal : new AbortController().signal,
        acknowledged: (records) => {
          for (const { lines } of records) this.#settled.settle(lines);
          this.#progress.sent += records.length;
          return Promise.resolve();
        },
        onProgress: ({ retried }) => {
          this.#progress.retried = retried;
          options.onProgress({ ...this.#progress });
        },
      });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async finish(failure: { readonly error: unknown } | undefined): Promise<Imported> {
    await this.options.rejects?.close();
    const end = this.#settled.complete ? this.#end : undefined;
    return {
      ...this.#progress,
      leftOut: this.#leftOut,
      line: end === "finished" ? this.#lastLine : this.#settled.line,
      end: failure ? "failed" : (end ?? "interrupted"),
      ...failure,
      ...(this.#at && { at: this.#at }),
    };
  }

  async *#records(): AsyncGenerator<LinedRecord> {
    let yielded = 0;
    for await (const item of this.#items()) {
      const { firstLine, line, digest, record, rejected } = item;
      const lines: Lines = { firstLine, line, digest };
      if (rejected !== undefined) {
        const ends = await this.#reject(firstLine, rejected);
        if (ends) return;
      }
      this.#lastLine = line;
      // A line that may still be written is read again when the import is resumed.
      if (rejected?.open) continue;
      this.#settled.read(lines);
      if (record === undefined) {
        this.#settled.settle(lines);
        continue;
      }
      yield { ...record, lines };
      yielded += 1;
      if (yielded === this.options.count) {
        this.#end = "count";
        return;
      }
    }
    this.#end = this.options.signal.aborted ? "interrupted" : "finished";
  }

  /** Whether the import ends with it. */
  async #reject(line: number, { reason, bytes, further }: Rejected): Promise<boolean> {
    if (this.options.strict) {
      this.#end = "strict";
      this.#at = { line, reason };
      return true;
    }
    if (!further) this.options.rejected(line, reason);
    await this.options.rejects?.add(bytes);
    if (!further) this.#leftOut += 1;
    return false;
  }

  #items(): AsyncIterable<Item> {
    const { input, encoding, source, signal, maxRecordBytes, note } = this.options;
    const lines = linesOf(untilAborted(input.chunks(), signal), encoding);
    return itemsOf(digested(unlessCut(lines, signal)), {
      encoding,
      format: source.file,
      maxRecordBytes,
      note,
    });
  }
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
