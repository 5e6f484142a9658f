import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { OutgoingRecord, Source } from "./record";

/**
 * Reads a file's events one by one. Throws an Error that names file and line at the first line that
 * is none of the format's.
 */
export async function* readEvents(source: Source, path: string): AsyncGenerator<OutgoingRecord> {
  if (source.parseLine === undefined) throw new Error(`${source.scenario} has no file format`);
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    const record = parse(source.parseLine, line, `${path}:${lineNumber}`, lineNumber);
    if (record !== undefined) yield record;
  }
}

function parse(
  parseLine: NonNullable<Source["parseLine"]>,
  line: string,
  place: string,
  lineNumber: number,
): OutgoingRecord | undefined {
  try {
    return parseLine(line, lineNumber);
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
