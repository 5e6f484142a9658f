import { check, type ObjectsOptions } from "../checks/objects";
import { putBatch } from "../s3/batch-layout";
import type { File, Files } from "../s3/files";
import { putFiles } from "../s3/record-layout";
import type { WriterFactory } from "../types";

/**
 * Stores records as files in S3. Keys must derive from the event or its position, so that a
 * redelivery overwrites. Environment: BUCKET_NAME. Action: s3:PutObject.
 */
export const writer: WriterFactory<Files, readonly File[], ObjectsOptions> = (options, env) => {
  const { layout } = options;
  const bucket = env("BUCKET_NAME");
  return {
    check: check(options),
    last: layout === "batch",
    write: (entries, context) => {
      const files = entries.flatMap(({ item }) => item);
      return layout === "record"
        ? putFiles(bucket, files, context)
        : putBatch(bucket, files, entries, context);
    },
  };
};
