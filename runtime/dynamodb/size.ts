import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes } from "./attributes";

/** The largest item, in bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

/**
 * An item's size in bytes: names and values in UTF-8, a byte for two digits of a number.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (size, [name, value]) => size + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return 1 + Math.ceil(value.N.replace(/\D/g, "").length / 2);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined) {
    return value.L.reduce((size, inner) => size + 1 + valueSize(inner), 3);
  }
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  return 1;
}
