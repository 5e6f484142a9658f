import { batchWrite } from "../dynamodb/batch-write";
import { newer, putLatest } from "../dynamodb/latest";
import { collapse, rowsOf, type Row, type TableKey } from "../dynamodb/rows";
import type { WriteFailure, WriterFactory } from "../types";

export interface TableOptions extends TableKey {
  /**
   * A string or number attribute: a row replaces the one under its key only if its attribute is
   * greater. One PutItem a row, where plain writes need one BatchWriteItem for 25.
   */
  readonly keepLatestBy?: string;
}

/**
 * Stores rows in a DynamoDB table, replacing what stands under the same key; of several with one key
 * in a batch the last stays. Environment: TABLE_NAME. Actions: dynamodb:BatchWriteItem, or
 * dynamodb:PutItem with `keepLatestBy`.
 */
export const writer: WriterFactory<object, TableOptions> = (options, env) => {
  const table = { ...options, name: env("TABLE_NAME") };
  const { keepLatestBy } = options;
  return {
    write: async (entries, context) => {
      const { rows, failures } = rowsOf(entries, options);
      if (keepLatestBy === undefined) {
        const unique = collapse(rows, (_earlier, later) => later);
        return [...failures, ...(await batchWrite(table, unique, context))];
      }
      const [comparable, refused] = ordered(rows, keepLatestBy);
      const latest = collapse(comparable, newer(keepLatestBy));
      const unwritten = await putLatest(table.name, keepLatestBy, latest, context);
      return [...failures, ...refused, ...unwritten];
    },
  };
};

function ordered(rows: readonly Row[], attribute: string): [Row[], WriteFailure[]] {
  const comparable: Row[] = [];
  const refused: WriteFailure[] = [];
  const reason = `${attribute} must be a string or a number, since the latest row is kept by it`;
  for (const row of rows) {
    const value = row.attributes[attribute];
    if (value?.S !== undefined || value?.N !== undefined) comparable.push(row);
    else refused.push(...row.indexes.map((index) => ({ index, kind: "invalid" as const, reason })));
  }
  return [comparable, refused];
}
