import { fileOf, identified, type File, type Files } from "../s3/files";
import type { CheckFactory } from "../types";

export interface ObjectsOptions {
  /** "record": an object for each file. "batch": one gzipped NDJSON object a batch and prefix. */
  readonly layout: "record" | "batch";
}

/**
 * Makes the files, within S3's limits; one that S3 could never hold refuses all of its record's. With
 * layout "batch" each says which record it comes from.
 */
export const check: CheckFactory<Files, readonly File[], ObjectsOptions> =
  ({ layout }) =>
  ({ item, at, index }) => {
    if (item === undefined) return undefined;
    const files: unknown = item.files;
    if (!Array.isArray(files)) throw new Error("toFiles must return an array of files");
    return item.files.map((file) =>
      fileOf(layout === "batch" ? identified(file, at) : file, index),
    );
  };
