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

  constructor(start: { readonly line: number; readonly digest: string }) {
    this.#line = start.line;
    this.#digest = start.digest;
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
    return [...this.#read].flatMap(([{ firstLine }, state]) =>
      state === "settled" ? [firstLine] : [],
    );
  }
}
