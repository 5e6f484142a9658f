import { rowIsDue } from "./due";
import { rowOf, type Row, type TableKey } from "../dynamodb/rows";
import type { CheckFactory } from "../types";

export interface TableOptions extends TableKey {
  /**
   * A string or number attribute: a row replaces the one under its key only if its attribute is
   * greater. One PutItem a row, where plain writes need one BatchWriteItem for 25.
   */
  readonly keepLatestBy?: string;
}

/** Makes the row, within DynamoDB's limits. */
export const check: CheckFactory<object | null, Row, TableOptions> =
  (options) =>
  ({ item, index }) => {
    if (item === null) return undefined;
    if (item === undefined) throw rowIsDue();
    const row = rowOf(item, options, [index]);
    const { keepLatestBy } = options;
    if (keepLatestBy !== undefined) {
      const value = row.attributes[keepLatestBy];
      if (value?.S === undefined && value?.N === undefined) {
        throw new Error(
          `${keepLatestBy} must be a string or a number, since the latest row is kept by it`,
        );
      }
    }
    return row;
  };
