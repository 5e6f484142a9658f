import { mapBounded } from "../aws/bounded";
import { PUTS_AT_ONCE, putObject } from "../aws/s3";
import { failureOf } from "../faults";
import type { WriteContext, WriteFailure } from "../types";
import type { File } from "./files";

/**
 * Puts each file as an object of its own, all at once within a bound. Of files with one key the last
 * is put, and its fate is that of the others.
 */
export async function putFiles(
  bucket: string,
  files: readonly File[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const byKey = new Map<string, File[]>();
  for (const file of files) byKey.set(file.key, [...(byKey.get(file.key) ?? []), file]);
  const failures = await mapBounded([...byKey.values()], PUTS_AT_ONCE, (same) =>
    putLast(bucket, same, context),
  );
  return failures.flat();
}

async function putLast(
  bucket: string,
  same: readonly File[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const last = same.at(-1);
  if (last === undefined) return [];
  const object = { bucket, key: last.key, body: last.json, contentType: "application/json" };
  try {
    await putObject(object, context);
    return [];
  } catch (error) {
    const failure = failureOf(error);
    return same.map(({ index }) => ({ index, ...failure }));
  }
}
