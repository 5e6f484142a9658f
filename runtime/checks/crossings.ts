import {
  readingOf,
  type CrossingsOptions,
  type Reading,
  type ReadingItem,
} from "../crossings/reading";
import type { CheckFactory } from "../types";

/** Makes the reading, its row and its alert, within the limits of DynamoDB and SNS. */
export const check: CheckFactory<ReadingItem, Reading, CrossingsOptions> =
  (options) =>
  ({ item, ...place }) =>
    item && readingOf({ item, ...place }, options);
