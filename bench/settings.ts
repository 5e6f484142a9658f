/** What a run of the benchmarks was asked for. */
export interface Settings {
  /** A fraction of the records and runs: for trying out, not for quoting. */
  readonly quick: boolean;
  /** Tells, on standard error, what is being measured. */
  readonly say: (text: string) => void;
}
