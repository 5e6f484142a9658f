import { rowIsDue } from "./due";
import { targetOf, type WarehouseOptions } from "../redshift/target";
import { tupleOf, type Tuple, type WarehouseRow } from "../redshift/statements";
import type { CheckFactory } from "../types";

/** Makes the row's SQL; a value that its column cannot hold exactly is refused. */
export const check: CheckFactory<WarehouseRow | null, Tuple, WarehouseOptions> = (options) => {
  const target = targetOf(options);
  return ({ item, index }) => {
    if (item === null) return undefined;
    if (item === undefined) throw rowIsDue();
    return tupleOf(target, item, index);
  };
};
