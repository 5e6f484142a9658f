import { check, type TableOptions } from "../checks/table";
import { batchWrite } from "../dynamodb/batch-write";
import { latestOf, putLatest } from "../dynamodb/latest";
import { collapse, type Row } from "../dynamodb/rows";
import type { WriterFactory } from "../types";

/**
 * Stores rows in a DynamoDB table, replacing what stands under the same key; of several with one key
 * in a batch the last stays. Environment: TABLE_NAME. Actions: dynamodb:BatchWriteItem, or
 * dynamodb:PutItem and GetItem with `keepLatestBy`.
 */
export const writer: WriterFactory<object | null, Row, TableOptions> = (options, env) => {
  const table = { ...options, name: env("TABLE_NAME") };
  const { keepLatestBy } = options;
  return {
    check: check(options),
    write: (entries, context) => {
      const rows = entries.map(({ item }) => item);
      if (keepLatestBy === undefined) {
        const unique = collapse(rows, (_earlier, later) => later);
        return batchWrite(table, unique, context);
      }
      const { latest, late } = latestOf(rows, keepLatestBy);
      context.countLate(late);
      return putLatest({ ...table, keepLatestBy }, latest, context);
    },
  };
};
