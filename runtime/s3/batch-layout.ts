import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { mapBounded } from "../aws/bounded";
import { putObject } from "../aws/s3";
import { failureOf } from "../faults";
import type { Entry, Failure, WriteContext, WriteFailure } from "../types";
import type { File } from "./files";

const zip = promisify(gzip);
const OBJECTS_AT_ONCE = 4;

/**
 * Puts a batch's files as one gzipped NDJSON object for each prefix (a key up to its first slash),
 * one line a file, in the stream's order. The object's key is
 * `<prefix>/<YYYY>/<MM>/<DD>/<shardId>-<sequence number of its first record>.ndjson.gz`.
 *
 * Which lines it can double: a batch's objects are put when all else of it is done (see `last` of
 * Writer), so its records come again only if the function ends before its answer arrives, or if one of
 * several objects fails. Cut as before, or into halves and parts, they replace what is there: the part
 * with an object's first record writes that object anew, and every other part one of its own. Only
 * when Lambda has given up the first records in between, for their age, does the rest get an object
 * beside the one that holds it; each line names its record, to tell such doubles by.
 */
export async function putBatch(
  bucket: string,
  files: readonly File[],
  entries: readonly Entry<unknown>[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const objects = [...byPrefix(files)].map(([prefix, lines]) => ({
    key: keyOf(prefix, lines, entries),
    lines,
  }));
  const failures = await mapBounded(objects, OBJECTS_AT_ONCE, ({ key, lines }) =>
    put(bucket, key, lines, context),
  );
  const failure = failures.find((found) => found !== undefined);
  // One object that failed has the batch delivered again, so none of its entries are done with.
  return failure === undefined ? [] : entries.map(({ index }) => ({ index, ...failure }));
}

function byPrefix(files: readonly File[]): Map<string, File[]> {
  const groups = new Map<string, File[]>();
  for (const file of files) {
    const slash = file.key.indexOf("/");
    const prefix = slash < 0 ? "" : file.key.slice(0, slash + 1);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [file]);
    else group.push(file);
  }
  return groups;
}

function keyOf(prefix: string, lines: readonly File[], entries: readonly Entry<unknown>[]): string {
  const first = entries.find(({ index }) => index === lines[0]?.index);
  if (first === undefined) throw new Error("Each file must come from one of the entries.");
  const { arrival, shardId, sequenceNumber } = first.at;
  const day = arrival.slice(0, 10).replaceAll("-", "/");
  return `${prefix}${day}/${shardId}-${sequenceNumber}.ndjson.gz`;
}

async function put(
  bucket: string,
  key: string,
  lines: readonly File[],
  context: WriteContext,
): Promise<Failure | undefined> {
  try {
    const body = await zip(lines.map(({ json }) => `${json}\n`).join(""));
    await putObject({ bucket, key, body, contentType: "application/gzip" }, context);
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    // What S3 says of the whole object is no record's fault.
    if (failure.kind === "invalid") throw error;
    return failure;
  }
}
