import type { LosslessNumber } from "lossless-json";
import type { JsonFile } from "../components/sinks/objects";
import { readInstant } from "../runtime/instant";
import { timeKey } from "../runtime/keys";
import type { JsonValue, Position } from "../runtime/types";
import { decimal, object, text, timestamp } from "../runtime/validate";

export interface StockPrice {
  readonly symbol: string;
  /** With every digit sent. */
  readonly price: LosslessNumber;
  /** ISO 8601, as sent. */
  readonly timestamp: string;
  /** The timestamp's day in UTC, YYYY-MM-DD. */
  readonly day: string;
  /** The event as sent, other fields and all. */
  readonly sent: JsonValue;
}

/**
 * Throws an Error that names the field which is missing or wrong. With the record's position, a
 * timestamp from the future is wrong, too.
 */
export function parseStockPrice(value: JsonValue, at?: Position): StockPrice {
  const fields = object(value);
  const time = timestamp(fields, "timestamp", at);
  return {
    symbol: text(fields, "symbol"),
    price: decimal(fields, "price"),
    timestamp: time,
    day: readInstant(time).utc.slice(0, 10),
    sent: value,
  };
}

/** What is kept of a price: the lab's four fields. */
export function priceRecord({ symbol, timestamp, price, day }: StockPrice) {
  return { symbol, timestamp, price, day };
}

/**
 * The row of a price, under its symbol and a `timestamp` that is UTC and tells equal instants apart;
 * `sentTimestamp` is the event's own.
 */
export function priceRow(stock: StockPrice, at: Position) {
  const timestamp = timeKey(stock.timestamp, at);
  return { ...priceRecord(stock), timestamp, sentTimestamp: stock.timestamp };
}

/** What came, and what became of it. The sequence number keeps equal instants apart. */
export function priceFiles(stock: StockPrice, at: Position): readonly JsonFile[] {
  const name = `${stock.symbol}_${stock.timestamp}_${at.sequenceNumber}`;
  // A symbol must not lead into another folder.
  const file = `${name.replace(/[^\w.:+-]/g, "-")}.json`;
  return [
    { key: `raw/${file}`, value: stock.sent },
    { key: `processed/${file}`, value: priceRecord(stock) },
  ];
}
