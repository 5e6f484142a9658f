/** One record to put: `data` is the event's JSON text, digits as written. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: string;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** A scenario's events: generated from a seed, or read from a file. */
export interface Source {
  readonly scenario: string;
  /** The stream's name in the `dev` stack; other stacks add `-<stack>`. */
  readonly stream: string;
  /** Events per second of `--continuous` without `--rate`. */
  readonly continuousRate: number;
  generate(random: Random, now: Date): OutgoingRecord;
  /** What `--file` reads, for the usage text; absent where there is no such format. */
  readonly fileFormat?: string;
  /** One line of the file; undefined for lines that carry no event (a header). Throws on others. */
  readonly parseLine?: (line: string, lineNumber: number) => OutgoingRecord | undefined;
}
