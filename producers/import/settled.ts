import type { Checkpoint } from "./checkpoint";

/** Lines of a file that make one item, by number, with the digest of the file up to the last. */
export interface Lines {
  readonly firstLine: number;
  readonly line: number;
  readonly digest: string;
}

/** Up to which line all is sent or left out, and what is so beyond it. */
export class Settled {
  #line: number;
  #digest: string;
  /** In the order of the file. */
  readonly #read = new Map<Lines, "open" | "settled">();

  /** First lines that are settled and were not read yet. */
  readonly #known: Set<number>;

  constructor(start: Pick<Checkpoint, "line" | "digest" | "beyond">) {
    this.#line = start.line;
    this.#digest = start.digest;
    this.#known = new Set(start.beyond);
  }

  /** Whether an earlier run has settled these lines, which are read now. */
  settledBefore(lines: Lines): boolean {
    if (!this.#known.delete(lines.firstLine)) return false;
    this.read(lines);
    this.settle(lines);
    return true;
  }

  /** Begins to wait for these lines. */
  read(lines: Lines): void {
    this.#read.set(lines, "open");
  }

  settle(lines: Lines): void {
    this.#read.set(lines, "settled");
    for (const [next, state] of this.#read) {
      if (state === "open") break;
      this.#read.delete(next);
      this.#line = next.line;
      this.#digest = next.digest;
    }
  }

  /** Whether nothing is waited for. */
  get complete(): boolean {
    return this.#read.size === 0;
  }

  get line(): number {
    return this.#line;
  }

  get digest(): string {
    return this.#digest;
  }

  /** The first line of each item that is settled though one before it is not. */
  get beyond(): number[] {
    const read = [...this.#read].filter(([, state]) => state === "settled");
    return [...read.map(([{ firstLine }]) => firstLine), ...this.#known];
  }
}
