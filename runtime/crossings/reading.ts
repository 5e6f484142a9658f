import type { LosslessNumber } from "lossless-json";
import { alertOf, type Alert, type AlertItem, type AlertKind } from "../alerting/alert";
import { digitsOf } from "../decimal";
import { rowOf, type Row } from "../dynamodb/rows";
import { sortableInstant } from "../instant";
import type { Entry } from "../types";

/** A measurement, the row to keep of it, and the alert to send should it cross the threshold. */
export interface ReadingItem {
  /** Whose measurement it is. All readings of a key must share a partition key of the stream. */
  readonly key: string;
  readonly value: number | LosslessNumber;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly row: object;
  readonly alert: AlertItem;
}

/** Attributes of the table in which the writer keeps what it compares the next reading with. */
export const LATEST_VALUE = "latestValue";
export const LATEST_AT = "latestAt";

/** A reading with all that could be refused of it already made. */
export interface Reading {
  readonly key: string;
  /** Sorts as the readings of a key do: by their time, then by their place in the stream. */
  readonly order: string;
  /** The value's decimal digits. */
  readonly digits: string;
  readonly row: Row;
  readonly alert: Alert;
  readonly index: number;
}

/** Throws an Error that says why the reading could never be stored, or its alert never be sent. */
export function readingOf(
  entry: Entry<ReadingItem>,
  partitionKey: string,
  { scenario, type }: AlertKind,
): Reading {
  const { item, at, index } = entry;
  const digits = digitsOf(item.value);
  if (digits === undefined) throw new Error("the reading's value must be a finite number");
  const instant = sortableInstant(item.timestamp);
  if (instant === undefined) {
    throw new Error("the reading's timestamp must be ISO 8601, like 2024-01-15T10:30:00Z");
  }
  const order = `${instant}#${at.sequenceNumber.padStart(64, "0")}`;
  const kept = { ...item.row, [partitionKey]: item.key };
  const state = { [LATEST_VALUE]: item.value, [LATEST_AT]: order };
  const row = rowOf({ ...kept, ...state }, { partitionKey }, [index]);
  const occasion = `${at.shardId}:${at.sequenceNumber}`;
  const alert = alertOf({ item: item.alert, index }, { scenario, type }, occasion);
  return { key: item.key, order, digits, row, alert, index };
}
