import { withoutValues } from "../watch/notices";

/** So many lines are told of one by one. */
const MAX_TOLD = 20;
/** So many reasons are counted apart. */
const MAX_REASONS = 10;

/** Tells of the lines that are left out: the first ones, and at the end how many for which reason. */
export class Rejections {
  #count = 0;
  readonly #held: string[] = [];
  #holding = true;
  readonly #reasons = new Map<string, number>();

  constructor(private readonly print: (line: string) => void) {}

  /** `where` is file:line. Lines are held until one is good: a wrong file deserves a single message. */
  add(where: string, reason: string): void {
    const shown = printable(reason);
    this.#count += 1;
    const kind = withoutValues(shown);
    const known = this.#reasons.has(kind) || this.#reasons.size < MAX_REASONS;
    const counted = known ? kind : "other reasons";
    this.#reasons.set(counted, (this.#reasons.get(counted) ?? 0) + 1);
    if (this.#count <= MAX_TOLD) this.#held.push(`${where}: ${shown}`);
    if (!this.#holding) this.release();
  }

  /** Prints what was held, and whatever comes as it comes. */
  release(): void {
    this.#holding = false;
    for (const line of this.#held.splice(0)) this.print(line);
  }

  /** The first one, if none was printed. */
  get first(): string | undefined {
    return this.#held[0];
  }

  end(): void {
    this.release();
    if (this.#count <= MAX_TOLD) return;
    this.print(`${this.#count} lines are left out:`);
    for (const [reason, count] of this.#reasons) this.print(`  ${count}: ${reason}`);
  }
}

/** On one line, without what a terminal would obey. */
export function printable(text: string): string {
  const shown = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
}
