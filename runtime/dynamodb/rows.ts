import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { canonical } from "../decimal";
import type { WriteFailure } from "../types";
import { attributesOf, type Attributes } from "./attributes";
import { MAX_ITEM_BYTES, sizeOf } from "./size";

/** A table's key, by the names of its attributes. */
export interface TableKey {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** An item ready to be stored, and the entries that it stands for. */
export interface Row {
  readonly attributes: Attributes;
  /** The same text for the same key, however a number in it is written. */
  readonly identity: string;
  readonly indexes: readonly number[];
}

const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;

/** Throws an Error that says which limit of DynamoDB the item breaks. */
export function rowOf(item: object, key: TableKey, indexes: readonly number[]): Row {
  const attributes = attributesOf(item);
  const identity = identityOf(attributes, key);
  const size = sizeOf(attributes);
  if (size > MAX_ITEM_BYTES) {
    throw new Error(`the item must be at most ${MAX_ITEM_BYTES} bytes; it has ${size}`);
  }
  return { attributes, identity, indexes };
}

/** The key's values as one text. Throws when a key attribute is missing, empty or too long. */
export function identityOf(attributes: Attributes, { partitionKey, sortKey }: TableKey): string {
  const parts = [keyPart(attributes, partitionKey, MAX_PARTITION_KEY_BYTES)];
  if (sortKey !== undefined) parts.push(keyPart(attributes, sortKey, MAX_SORT_KEY_BYTES));
  return JSON.stringify(parts);
}

function keyPart(attributes: Attributes, name: string, maxBytes: number): string {
  const value = attributes[name];
  if (value?.N !== undefined) return `N${canonical(value.N)}`;
  const bytes = bytesOf(value);
  if (bytes === undefined || bytes.length === 0) {
    throw new Error(`the key attribute ${name} must be a string that is not empty, or a number`);
  }
  if (bytes.length > maxBytes) {
    throw new Error(`the key attribute ${name} must be at most ${maxBytes} bytes long`);
  }
  return value?.S === undefined ? `B${bytes.toString("base64")}` : `S${value.S}`;
}

function bytesOf(value: AttributeValue | undefined): Buffer | undefined {
  if (value?.S !== undefined) return Buffer.from(value.S);
  return value?.B === undefined ? undefined : Buffer.from(value.B);
}

/**
 * One row per key, since BatchWriteItem refuses two: `keep` says which of an earlier and a later one
 * stays, and that one then stands for the entries of both.
 */
export function collapse(rows: readonly Row[], keep: (earlier: Row, later: Row) => Row): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const earlier = byKey.get(row.identity);
    const kept = earlier === undefined ? row : keep(earlier, row);
    const indexes = [...(earlier?.indexes ?? []), ...row.indexes];
    byKey.set(row.identity, earlier === undefined ? row : { ...kept, indexes });
  }
  return [...byKey.values()];
}

/** A row's failure, for each of the entries that it stands for. */
export function spread(row: Row, failure: Omit<WriteFailure, "index">): WriteFailure[] {
  return row.indexes.map((index) => ({ index, ...failure }));
}
