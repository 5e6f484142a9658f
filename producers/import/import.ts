import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { OutgoingRecord } from "../record";
import { sendRecords, type SendProgress } from "../send";
import type { Checkpoint } from "./checkpoint";
import type { Rejected } from "./items";
import { readItems, type Reading } from "./reading";
import type { RejectsFile } from "./rejects";
import { beginning, type Start } from "./resume";
import { Settled, type Lines } from "./settled";

export interface ImportOptions extends Reading {
  readonly client: Pick<KinesisClient, "send">;
  readonly streamName: string;
  readonly rate?: number;
  /** As `sendRecords` takes it. */
  readonly maxAttempts?: number;
  /** Ends after so many records. */
  readonly count?: number;
  /** Ends at the first line that is left out. */
  readonly strict: boolean;
  readonly rejects?: RejectsFile;
  /** Where an earlier run stopped. */
  readonly start: Start;
  /** Keeps what a later run goes on from; nothing where the input cannot be read again. */
  readonly keep?: (state: State) => Promise<void>;
  /** Told of each line that is left out. */
  readonly rejected: (line: number, reason: string) => void;
  readonly onProgress: (progress: SendProgress) => void;
}

/** What a checkpoint says of the lines. */
export type State = Pick<
  Checkpoint,
  "line" | "digest" | "beyond" | "sent" | "leftOut" | "finished"
>;

/** How far an import came. */
export interface Imported extends SendProgress {
  readonly leftOut: number;
  /** Of earlier runs. */
  readonly before: { readonly sent: number; readonly leftOut: number };
  /** Whether a checkpoint was kept: not where nothing was ever sent. */
  readonly resumable: boolean;
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
  readonly #settled: Settled;
  readonly #progress = { sent: 0, retried: 0 };
  #leftOut = 0;
  #lastLine: number;
  #kept: boolean;
  #end: Imported["end"] | undefined;
  #at: Imported["at"];

  constructor(private readonly options: ImportOptions) {
    const { start } = options;
    this.#settled = new Settled(start);
    this.#lastLine = start.line;
    this.#kept = start !== beginning;
  }

  /** The error that ended it, if one did. */
  async send(): Promise<{ readonly error: unknown } | undefined> {
    const { options } = this;
    try {
      await sendRecords<LinedRecord>(this.#records(), {
        ...options,
        // What was read of an input that cannot be read again is sent before the end.
        signal: options.input.rereadable ? options.signal : new AbortController().signal,
        sending: () => this.#keepFirst(),
        acknowledged: async (records) => {
          for (const { lines } of records) this.#settled.settle(lines);
          this.#progress.sent += records.length;
          await this.#keep(false);
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
    const end = this.#settled.complete ? (this.#end ?? "interrupted") : "interrupted";
    const unkept = await this.#close(end === "finished" && failure === undefined);
    const failed = failure ?? unkept;
    const { sent, leftOut } = this.options.start;
    return {
      ...this.#progress,
      leftOut: this.#leftOut,
      before: { sent, leftOut },
      resumable: this.#kept && this.options.keep !== undefined,
      line: end === "finished" ? this.#lastLine : this.#settled.line,
      end: failed ? "failed" : end,
      ...failed,
      ...(this.#at && { at: this.#at }),
    };
  }

  /** The error, if what was left out or how far it came cannot be kept. */
  async #close(finished: boolean): Promise<{ readonly error: unknown } | undefined> {
    try {
      if (this.#kept) await this.#keep(finished);
      await this.options.rejects?.close();
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  /** From the first request or rejected line on, also a killed run must be known. */
  async #keepFirst(): Promise<void> {
    if (!this.#kept) await this.#keep(false);
  }

  async #keep(finished: boolean): Promise<void> {
    const { start, keep } = this.options;
    const { line, digest, beyond } = this.#settled;
    await keep?.({
      ...{ line, digest, beyond, finished },
      sent: start.sent + this.#progress.sent,
      leftOut: start.leftOut + this.#leftOut,
    });
    this.#kept = true;
  }

  async *#records(): AsyncGenerator<LinedRecord> {
    let yielded = 0;
    for await (const item of readItems(this.options, this.options.start.line)) {
      if (this.options.signal.aborted && this.options.input.rereadable) return;
      const { firstLine, line, digest, record, rejected } = item;
      const lines: Lines = { firstLine, line, digest };
      if (this.#settled.settledBefore(lines)) continue;
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
    if (this.options.rejects) {
      await this.#keepFirst();
      await this.options.rejects.add(bytes);
    }
    if (!further) this.#leftOut += 1;
    return false;
  }
}
