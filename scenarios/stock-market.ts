import type { LosslessNumber } from "lossless-json";
import type { JsonFile } from "../components/sinks/objects";
import { instantOf } from "../runtime/instant";
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
    day: instantOf(time)?.utc.slice(0, 10) ?? time.slice(0, 10),
    sent: value,
  };
}

/**
 * The row under symbol and timestamp. Two prices of one symbol in the same instant share a row, and
 * the later in the stream stays; both are kept as files.
 */
export function priceRow({ symbol, timestamp, price, day }: StockPrice): object {
  return { symbol, timestamp, price, day };
}

/** What came, and what became of it. The sequence number keeps equal instants apart. */
export function priceFiles(stock: StockPrice, at: Position): readonly JsonFile[] {
  const name = `${stock.symbol}_${stock.timestamp}_${at.sequenceNumber}`;
  // A symbol must not lead into another folder.
  const file = `${name.replace(/[^\w.:+-]/g, "-")}.json`;
  return [
    { key: `raw/${file}`, value: stock.sent },
    { key: `processed/${file}`, value: priceRow(stock) },
  ];
}
