import type { LosslessNumber } from "lossless-json";
import { alertOf, type Alert, type AlertItem, type AlertKind } from "../alerting/alert";
import { digitsOf } from "../decimal";
import type { Attributes } from "../dynamodb/attributes";
import { rowOf } from "../dynamodb/rows";
import { MAX_ITEM_BYTES, sizeOf } from "../dynamodb/size";
import { refuseFuture } from "../future";
import { sortableInstant } from "../instant";
import type { Entry } from "../types";
import { LATEST_AT, LATEST_VALUE, MAX_STATE_BYTES, STATE } from "./state";

/** A measurement, the row to keep of it, and the alert to send should it cross the threshold. */
export interface ReadingItem {
  /** Whose measurement it is. */
  readonly key: string;
  readonly value: number | LosslessNumber;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly row: object;
  readonly alert: AlertItem;
}

export interface CrossingsOptions extends AlertKind {
  /** The table's key attribute, a string. */
  readonly partitionKey: string;
  /** An alert is sent when a value above it follows one that is not, or none. */
  readonly threshold: number;
  /** A reading further after its arrival is refused; 600 if not given. */
  readonly maxFutureSeconds?: number;
  /** Whether a late reading above the threshold alerts too. */
  readonly lateAlerts?: boolean;
}

/** A reading with all that could be refused of it already made. */
export interface Reading {
  readonly key: string;
  /** Sorts as the readings of a key do: by their time, then by their place in the stream. */
  readonly order: string;
  /** The value's decimal digits. */
  readonly digits: string;
  /** The row to store, without the state. */
  readonly row: Attributes;
  readonly alert: Alert;
  /** The alert to send if the reading turns out to be late; none unless it was asked for. */
  readonly lateAlert?: Alert;
  /** `<shardId>:<sequence number>`: the reading's own name. */
  readonly position: string;
  /** Shard and partition key, within which records come in order. */
  readonly source: string;
  readonly sequenceNumber: string;
  readonly index: number;
}

/** Throws an Error that says why the reading could never be stored, or its alert never be sent. */
export function readingOf(entry: Entry<ReadingItem>, options: CrossingsOptions): Reading {
  const { item, at, index } = entry;
  const { partitionKey, scenario, type } = options;
  const digits = digitsOf(item.value);
  if (digits === undefined) throw new Error("the reading's value must be a finite number");
  const instant = sortableInstant(item.timestamp);
  if (instant === undefined) {
    throw new Error("the reading's timestamp must be ISO 8601, like 2024-01-15T10:30:00Z");
  }
  refuseFuture("the reading's timestamp", item.timestamp, at.arrival, options.maxFutureSeconds);
  const order = `${instant}#${at.sequenceNumber.padStart(64, "0")}`;
  const position = `${at.shardId}:${at.sequenceNumber}`;
  const alert = (attributes: AlertItem["attributes"]) =>
    alertOf({ item: { ...item.alert, attributes }, index }, { scenario, type }, position);
  return {
    key: item.key,
    order,
    digits,
    row: rowFor(item, order, partitionKey),
    alert: alert(item.alert.attributes),
    ...(options.lateAlerts === true && {
      lateAlert: alert({ ...item.alert.attributes, late: "true" }),
    }),
    position,
    source: `${at.shardId}/${at.partitionKey}`,
    sequenceNumber: at.sequenceNumber,
    index,
  };
}

function rowFor(item: ReadingItem, order: string, partitionKey: string): Attributes {
  const own = { [LATEST_VALUE]: item.value, [LATEST_AT]: order };
  const taken = [LATEST_VALUE, LATEST_AT, STATE].find((name) => name in item.row);
  if (taken !== undefined) {
    throw new Error(`the row must have no attribute ${taken}, which the sink keeps for itself`);
  }
  const key: unknown = (item.row as Record<string, unknown>)[partitionKey];
  if (key !== undefined && key !== item.key) {
    throw new Error(`the row's ${partitionKey} must be the reading's key`);
  }
  const row = { ...item.row, [partitionKey]: item.key, ...own };
  const { attributes } = rowOf(row, { partitionKey }, []);
  if (sizeOf(attributes) + MAX_STATE_BYTES > MAX_ITEM_BYTES) {
    throw new Error(`the row must be at most ${MAX_ITEM_BYTES - MAX_STATE_BYTES} bytes`);
  }
  return attributes;
}
