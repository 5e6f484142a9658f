import type { AlertKind } from "../alerting/alert";
import { readingOf, type Reading, type ReadingItem } from "../crossings/reading";
import type { CheckFactory } from "../types";

export interface CrossingsOptions extends AlertKind {
  /** The table's key attribute, a string. */
  readonly partitionKey: string;
  /** An alert is sent when a value above it follows one that is not, or none. */
  readonly threshold: number;
}

/** Makes the reading, its row and its alert, within the limits of DynamoDB and SNS. */
export const check: CheckFactory<ReadingItem, Reading, CrossingsOptions> =
  (options) =>
  ({ item, ...place }) =>
    item && readingOf({ item, ...place }, options.partitionKey, options);
