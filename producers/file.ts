import { encodings } from "./import/encoding";
import { openInput } from "./import/input";
import { digested, itemsOf } from "./import/items";
import { linesOf } from "./import/lines";
import { DEFAULT_RECORD_BYTES } from "./limits";
import type { OutgoingRecord, Source } from "./record";

/**
 * Reads the events of a file in UTF-8 one by one. Throws an Error that names file and line at the
 * first line that is none of the format's.
 */
export async function* readEvents(source: Source, path: string): AsyncGenerator<OutgoingRecord> {
  const encoding = encodings.utf8;
  const input = await openInput(path, encoding);
  const items = itemsOf(digested(linesOf(input.chunks(), encoding)), {
    encoding,
    format: source.file,
    maxRecordBytes: DEFAULT_RECORD_BYTES,
    note: () => undefined,
  });
  for await (const { record, rejected, firstLine } of items) {
    if (rejected !== undefined) throw new Error(`${path}:${firstLine}: ${rejected.reason}`);
    if (record !== undefined) yield record;
  }
}
