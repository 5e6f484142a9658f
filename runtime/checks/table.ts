import { rowIsDue } from "./due";
import { timeOf } from "../dynamodb/order";
import { rowOf, type Row, type TableKey } from "../dynamodb/rows";
import { refuseFuture } from "../future";
import type { CheckFactory } from "../types";

export interface TableOptions extends TableKey {
  /**
   * A string or number attribute: a row replaces the one under its key only if its attribute is
   * greater. One PutItem a row, where plain writes need one BatchWriteItem for 25.
   */
  readonly keepLatestBy?: string;
  /** What a number in `keepLatestBy` counts since 1970; without it a number is no time. */
  readonly latestUnit?: "seconds" | "milliseconds";
  /** A row whose time lies further after its arrival is refused; 600 if not given. */
  readonly maxFutureSeconds?: number;
}

/** Makes the row, within DynamoDB's limits. */
export const check: CheckFactory<object | null, Row, TableOptions> =
  (options) =>
  ({ item, at, index }) => {
    if (item === null) return undefined;
    if (item === undefined) throw rowIsDue();
    const row = rowOf(item, options, [index]);
    const { keepLatestBy, maxFutureSeconds } = options;
    if (keepLatestBy !== undefined) {
      const value = row.attributes[keepLatestBy];
      if (value?.S === undefined && value?.N === undefined) {
        throw new Error(
          `${keepLatestBy} must be a string or a number, since the latest row is kept by it`,
        );
      }
      const time = timeOf(value, options.latestUnit);
      if (time !== undefined) refuseFuture(keepLatestBy, time, at.arrival, maxFutureSeconds);
    }
    return row;
  };
