import { fileOf, type File, type Files } from "../s3/files";
import type { CheckFactory } from "../types";

/** Makes the files, within S3's limits; one that S3 could never hold refuses all of its record's. */
export const check: CheckFactory<Files, readonly File[], object> =
  () =>
  ({ item, index }) =>
    item.files.map((file) => fileOf(file, index));
