import type { Parse } from "../runtime/types";

/** One record to put: `data` is the event's JSON text, digits as written. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: string;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * Reads the lines of one file, in order, each without its end. Undefined for a line that carries no
 * event (a header). Throws an Error that says what is wrong with the line; `UnfinishedRecord` and
 * `BadHeader` mean more than that.
 */
export type ParseLine = (line: string, lineNumber: number) => OutgoingRecord | undefined;

/** The line begins a record that goes on in the next one. Its message holds when there is none. */
export class UnfinishedRecord extends Error {
  override readonly name = "UnfinishedRecord";
}

/** The line, by its delimiters, is no record of the format at all. */
export class MalformedRecord extends Error {
  override readonly name = "MalformedRecord";
}

/** No line after this one can be read either. */
export class BadHeader extends Error {
  override readonly name = "BadHeader";
}

/** What `--file` takes. */
export interface FileFormat {
  /** For the usage text. */
  readonly description: string;
  /** The pipeline's own check: what it would quarantine is refused at its line. */
  readonly accepts: Parse<unknown>;
  /** For each file anew, since a header holds for its file. `note` is told of what it leaves out. */
  reader(note: (text: string) => void): ParseLine;
}

/** A scenario's events: generated from a seed, or read from a file. */
export interface Source {
  readonly scenario: string;
  /** The stream's name in the `dev` stack; other stacks add `-<stack>`. */
  readonly stream: string;
  /** Events per second of `--continuous` without `--rate`. */
  readonly continuousRate: number;
  generate(random: Random, now: Date): OutgoingRecord;
  readonly file: FileFormat;
}
