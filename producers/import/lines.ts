/** A line of a file, as its bytes. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly content: Buffer;
  /** LF, CR LF, or nothing at the end of the file. */
  readonly end: Buffer;
  /** Set on each piece of a line longer than the bound; all of them have that line's number. */
  readonly piece?: "first" | "further";
}

/** A record of 10 MiB, the most that any stream takes, in two bytes a character. */
export const MAX_LINE_BYTES = 20 * 1024 * 1024;

export interface LineOptions {
  /** Bytes of a line feed: 2 in UTF-16LE. */
  readonly unit: 1 | 2;
  /** Longer lines come in pieces of this size; a multiple of `unit`. Default `MAX_LINE_BYTES`. */
  readonly maxBytes?: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits bytes into lines that end at LF or CR LF and nowhere else: a lone CR, U+0085, U+2028 and
 * U+2029 are part of a line, on every Node.js. Holds at most one line, or one piece, in memory.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  options: LineOptions,
): AsyncGenerator<Line> {
  const splitter = new Splitter(options.unit, options.maxBytes ?? MAX_LINE_BYTES);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

class Splitter {
  #number = 1;
  #held: Buffer[] = [];
  #bytes = 0;
  #inPieces = false;
  /** A first half of a character of two bytes. */
  #half = Buffer.alloc(0);

  constructor(
    private readonly unit: 1 | 2,
    private readonly maxBytes: number,
  ) {}

  *push(chunk: Buffer): Generator<Line> {
    const joined = this.#half.length === 0 ? chunk : Buffer.concat([this.#half, chunk]);
    const usable = joined.length - (joined.length % this.unit);
    this.#half = Buffer.from(joined.subarray(usable));
    let rest = joined.subarray(0, usable);
    while (rest.length > 0) {
      const feed = lineFeed(rest, this.unit);
      const upTo = feed < 0 ? rest.length : feed + this.unit;
      const taken = Math.min(upTo, this.maxBytes - this.#bytes);
      this.#held.push(rest.subarray(0, taken));
      this.#bytes += taken;
      rest = rest.subarray(taken);
      if (taken === upTo && feed >= 0) yield this.#line();
      else if (this.#bytes === this.maxBytes) yield this.#piece();
    }
  }

  *end(): Generator<Line> {
    if (this.#half.length > 0) this.#held.push(this.#half);
    if (this.#held.length > 0) yield this.#line();
  }

  #line(): Line {
    const whole = this.#take();
    const content = whole.subarray(0, whole.length - endLength(whole, this.unit));
    const end = whole.subarray(content.length);
    const piece = this.#inPieces ? ({ piece: "further" } as const) : {};
    this.#inPieces = false;
    return { number: this.#number++, content, end, ...piece };
  }

  #piece(): Line {
    const piece = this.#inPieces ? "further" : "first";
    this.#inPieces = true;
    return { number: this.#number, content: this.#take(), end: Buffer.alloc(0), piece };
  }

  #take(): Buffer {
    const [only, ...others] = this.#held;
    const whole = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    return whole;
  }
}

/** Where the first line feed begins; -1 when there is none. */
function lineFeed(bytes: Buffer, unit: 1 | 2): number {
  let at = bytes.indexOf(LF);
  while (unit === 2 && at >= 0 && (at % 2 !== 0 || bytes[at + 1] !== 0)) {
    at = bytes.indexOf(LF, at + 1);
  }
  return at;
}

/** How many bytes at the end are LF or CR LF. */
function endLength(line: Buffer, unit: 1 | 2): number {
  const code = (fromEnd: number) =>
    line.length < fromEnd * unit
      ? -1
      : unit === 1
        ? (line[line.length - fromEnd] ?? -1)
        : line.readUInt16LE(line.length - fromEnd * 2);
  if (code(1) !== LF) return 0;
  return code(2) === CR ? 2 * unit : unit;
}
