import { hash } from "node:crypto";
import { decode } from "../../runtime/invocation/decode";
import { checkRecord } from "../limits";
import {
  BadHeader,
  MalformedRecord,
  UnfinishedRecord,
  type FileFormat,
  type OutgoingRecord,
  type ParseLine,
} from "../record";
import type { Encoding } from "./encoding";
import type { Line } from "./lines";

/** What a line, or several that make one record, turned out to be; nothing of both when no event. */
export interface Item {
  /** The first of its lines. */
  readonly firstLine: number;
  /** The last of its lines. */
  readonly line: number;
  /** Of all lines up to the last, without their ends: says whether a file begins as it did. */
  readonly digest: string;
  readonly record?: OutgoingRecord;
  readonly rejected?: Rejected;
}

export interface Rejected {
  readonly reason: string;
  /** The lines as they stand in the file. */
  readonly bytes: Buffer;
  /** The file's last line, which nothing ended yet: it may still be written. */
  readonly open: boolean;
  /** A further piece of a line that was rejected before. */
  readonly further: boolean;
}

export interface ItemOptions {
  readonly encoding: Encoding;
  readonly format: FileFormat;
  readonly maxRecordBytes: number;
  /** Begin after this line. */
  readonly after?: number;
  readonly note: (text: string) => void;
}

/** A record may have so many lines: a quote that is never closed must not swallow the file. */
const MAX_RECORD_LINES = 100;

/** A line with the digest of the file up to it. */
export type Digested = Line & { readonly digest: string };

/** Chains each line's bytes to what came before. */
export async function* digested(lines: AsyncIterable<Line>): AsyncGenerator<Digested> {
  let digest = Buffer.alloc(0);
  for await (const line of lines) {
    digest = hash("sha256", Buffer.concat([digest, line.content]), "buffer");
    yield { ...line, digest: digest.toString("base64url") };
  }
}

/**
 * What the lines of a file hold. A line that is none of the format's, or whose event the stream or
 * the pipeline would refuse, is an item with the reason. Throws an Error only for a header without
 * which no line can be read.
 */
export async function* itemsOf(
  lines: AsyncIterable<Digested>,
  options: ItemOptions,
): AsyncGenerator<Item> {
  const reader = new Reader(options);
  const after = options.after ?? 0;
  let headed = false;
  let begun = after === 0;
  for await (const line of lines) {
    if (line.number <= after) {
      // The header holds for the lines to come, though it is behind.
      if (!headed) headed = [...reader.push(line)].length > 0 && !blank(line, options.encoding);
      continue;
    }
    if (!begun) reader.forget();
    begun = true;
    yield* reader.push(line);
  }
  if (begun) yield* reader.end();
}

class Reader {
  readonly #parse: ParseLine;
  #pending: Digested[] = [];
  /** How many of the pending lines are known to be an unfinished record. */
  #unfinished = 0;

  constructor(private readonly options: ItemOptions) {
    this.#parse = options.format.reader(options.note);
  }

  push(line: Digested): Iterable<Item> {
    this.#pending.push(line);
    return this.#settle(false);
  }

  /** Leaves out what was pushed and is unfinished. */
  forget(): void {
    this.#pending = [];
    this.#unfinished = 0;
  }

  end(): Iterable<Item> {
    return this.#settle(true);
  }

  *#settle(ended: boolean): Generator<Item> {
    let count = this.#unfinished + 1;
    while (count <= this.#pending.length || (ended && this.#pending.length > 0)) {
      const lines = this.#pending.slice(0, count);
      const outcome = this.#read(lines);
      const fault = outcome instanceof Error ? outcome : undefined;
      const more = fault instanceof UnfinishedRecord && count < MAX_RECORD_LINES;
      if (more && (count < this.#pending.length || !ended)) {
        count += 1;
        continue;
      }
      // What follows a stray quote may be records again: only the line that has it is left out.
      const broken = fault instanceof UnfinishedRecord || fault instanceof MalformedRecord;
      const used = broken ? lines.slice(0, 1) : lines;
      this.#pending.splice(0, used.length);
      count = 1;
      yield itemOf(used, outcome);
    }
    this.#unfinished = count - 1;
  }

  /** The record, nothing, or what is wrong. */
  #read(lines: readonly Digested[]): OutgoingRecord | Error | undefined {
    const [first] = lines;
    if (first === undefined || (lines.length === 1 && blank(first, this.options.encoding)))
      return undefined;
    const { encoding, format, maxRecordBytes } = this.options;
    try {
      if (lines.some(({ piece }) => piece !== undefined)) throw new Error("the line is too long");
      const record = this.#parse(encoding.decode(textBytes(lines)), first.number);
      if (record === undefined) return undefined;
      checkRecord(record, maxRecordBytes);
      const value = decode(Buffer.from(record.data).toString("base64"));
      format.accepts(value, {
        stream: "",
        shardId: "",
        sequenceNumber: "",
        partitionKey: record.partitionKey,
        arrival: new Date().toISOString(),
      });
      return record;
    } catch (error) {
      if (error instanceof BadHeader) throw new BadHeader(`line ${first.number}: ${error.message}`);
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

function itemOf(lines: readonly Digested[], outcome: OutgoingRecord | Error | undefined): Item {
  const first = lines[0] as Digested;
  const last = lines.at(-1) as Digested;
  const place = { firstLine: first.number, line: last.number, digest: last.digest };
  if (!(outcome instanceof Error)) return outcome ? { ...place, record: outcome } : place;
  const rejected = {
    reason: outcome.message,
    bytes: Buffer.concat(lines.flatMap(({ content, end }) => [content, end])),
    open: last.end.length === 0 && last.piece === undefined,
    further: first.piece === "further",
  };
  return { ...place, rejected };
}

/** The lines with the ends between them, without the last one's. */
function textBytes(lines: readonly Line[]): Buffer {
  const parts = lines.flatMap(({ content, end }) => [content, end]);
  return Buffer.concat(parts.slice(0, -1));
}

/** Nothing but blanks, and perhaps a byte order mark. */
function blank({ content }: Line, { unit }: Encoding): boolean {
  if (content.length > 64) return false;
  const bytes = content.toString("latin1");
  return unit === 1
    ? /^(?:\xef\xbb\xbf)?[ \t\r]*$/.test(bytes)
    : /^(?:\xff\xfe)?(?:[ \t\r]\0)*$/.test(bytes);
}
