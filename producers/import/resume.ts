import path from "node:path";
import type { Checkpoint } from "./checkpoint";
import type { CheckpointLocation } from "./checkpoints";
import type { Encoding } from "./encoding";
import type { Input } from "./input";
import { digested } from "./items";
import { linesOf } from "./lines";

/** Where to begin in a file. */
export interface Start {
  readonly line: number;
  readonly digest: string;
  /** First lines of what is done beyond. */
  readonly beyond: readonly number[];
  readonly sent: number;
  readonly leftOut: number;
  /** The file that has the lines left out so far. */
  readonly rejects?: string;
}

export const beginning: Start = { line: 0, digest: "", beyond: [], sent: 0, leftOut: 0 };

export interface Wish {
  /** Go on where an earlier run stopped. */
  readonly resume: boolean;
  /** Send all of it, whatever was sent before. */
  readonly again: boolean;
}

/**
 * Where to begin, by what was sent of the file before, under this name or another in its folder.
 * Throws an Error, with the remedy, where what was sent would be sent again without a word, and where
 * it is not known any more what was.
 */
export async function startIn(
  input: Input,
  encoding: Encoding,
  location: CheckpointLocation,
  { resume, again }: Wish,
): Promise<Start> {
  if (again) return beginning;
  const known = await digestsOf(input, encoding, location.found);
  const fits = ({ line, digest }: Checkpoint) =>
    line === 0 || known.digests.get(line)?.has(digest) === true;
  // A whole file without an event doubles nothing when it is read in another way.
  const [own] = location.found.filter(
    (each) => location.isOwn(each) && !(each.finished && each.sent === 0),
  );
  if (own !== undefined && !fits(own)) throw new Error(changedText(input, own));
  const [latest] = location.found
    .filter((each) => fits(each) && (each === own || each.sent > 0))
    .sort((a, b) => b.line - a.line);
  if (latest !== undefined && !resume) {
    throw new Error(sentBeforeText(input, latest, latest === own, known.lastLine > latest.line));
  }
  if (latest === undefined && resume) {
    throw new Error(
      `no run is known that sent ${input.name} to this stream (there is no ${location.name}): leave ` +
        `--resume out to send it from its first line`,
    );
  }
  return latest ?? beginning;
}

/** The digests at the checkpoints' lines, and the last line, as far as that is of interest. */
async function digestsOf(input: Input, encoding: Encoding, found: readonly Checkpoint[]) {
  const digests = new Map<number, Set<string>>();
  for (const { line } of found) digests.set(line, new Set());
  const upTo = Math.max(0, ...digests.keys());
  let lastLine = 0;
  if (found.length === 0) return { digests, lastLine };
  for await (const { number, digest } of digested(linesOf(input.chunks(), encoding))) {
    // Pieces of an overlong line have one number.
    digests.get(number)?.add(digest);
    lastLine = number;
    if (number > upTo) break;
  }
  return { digests, lastLine };
}

function changedText({ name }: Input, { line, stream }: Checkpoint): string {
  return (
    `${name} is not as it was when its first ${line} lines were sent to ${stream.name}: ` +
    `one of them has changed. Send what is new as a file of its own, or all of it with --again`
  );
}

function sentBeforeText(
  { name }: Input,
  { file, line, sent, finished, stream }: Checkpoint,
  isOwn: boolean,
  more: boolean,
): string {
  const as = isOwn ? "" : ` as ${path.basename(file)}`;
  const upTo = `up to line ${line}`;
  const all = "--again sends all of it again";
  if (finished && !more) return `${name} was sent to ${stream.name}${as} already, ${upTo}: ${all}`;
  const what = finished
    ? `${sent} events of ${name} were sent to ${stream.name}${as} already`
    : `a run that did not end sent ${sent} events of ${name} to ${stream.name}${as}`;
  return `${what}, ${upTo}: --resume goes on after it, ${all}`;
}
