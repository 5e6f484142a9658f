import { parseStockPrice } from "../scenarios/stock-market";
import { csvReader, jsonNumber, nameText } from "./formats/csv";
import { utcInstant } from "./formats/dates";
import { decimalBetween, pick } from "./random";
import type { OutgoingRecord, Source } from "./record";

function outgoing(symbol: string, price: string, timestamp: string): OutgoingRecord {
  const data = `{"symbol": ${JSON.stringify(symbol)}, "price": ${price}, "timestamp": "${timestamp}"}`;
  return { partitionKey: symbol, data };
}

export const stockMarket: Source = {
  scenario: "stock-market",
  stream: "stock-market-stream",
  continuousRate: 10,
  generate: (random, now) =>
    outgoing(
      pick(random, ["MSFT", "AMZN", "IBM", "GOOG", "AAPL"]),
      decimalBetween(random, 20, 700, 4),
      now.toISOString(),
    ),
  file: {
    description: "CSV: symbol,date,price",
    accepts: parseStockPrice,
    reader: (note) =>
      csvReader(
        ["symbol", "date", "price"],
        ({ symbol, date, price }) =>
          outgoing(nameText("symbol", symbol), jsonNumber("price", price), utcInstant(date)),
        note,
      ),
  },
};
