import { putBatch } from "../s3/batch-layout";
import { filesOf, type Files } from "../s3/files";
import { putFiles } from "../s3/record-layout";
import type { WriterFactory } from "../types";

export interface ObjectsOptions {
  /** "record": an object for each file. "batch": one gzipped NDJSON object a batch and prefix. */
  readonly layout: "record" | "batch";
}

/**
 * Stores records as files in S3. Keys must derive from the event or its position, so that a
 * redelivery overwrites. Environment: BUCKET_NAME. Action: s3:PutObject.
 */
export const writer: WriterFactory<Files, ObjectsOptions> = ({ layout }, env) => {
  const bucket = env("BUCKET_NAME");
  return {
    wholeBatch: layout === "batch",
    write: async (entries, context) => {
      const { files, failures } = filesOf(entries);
      if (layout === "record") return [...failures, ...(await putFiles(bucket, files, context))];
      const refused = new Set(failures.map(({ index }) => index));
      const storable = entries.filter(({ index }) => !refused.has(index));
      return [...failures, ...(await putBatch(bucket, files, storable, context))];
    },
  };
};
