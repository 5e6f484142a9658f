import { csvFields, jsonNumber } from "./csv";
import { decimalBetween, pick } from "./random";
import type { OutgoingRecord, Source } from "./record";

function outgoing(symbol: string, price: string, timestamp: string): OutgoingRecord {
  const data = `{"symbol": ${JSON.stringify(symbol)}, "price": ${price}, "timestamp": "${timestamp}"}`;
  return { partitionKey: symbol, data };
}

/** `Jan 1 2000` as the start of that day in UTC. */
function startOfDay(text: string): string {
  const date = new Date(`${text} UTC`);
  if (Number.isNaN(date.getTime())) throw new Error(`"${text}" is not a date such as Jan 1 2000`);
  return date.toISOString();
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
  fileFormat: "CSV: symbol,date,price",
  parseLine: (line) => {
    const [symbol = "", date = "", price] = csvFields(line, 3);
    return symbol === "symbol" ? undefined : outgoing(symbol, jsonNumber(price), startOfDay(date));
  },
};
