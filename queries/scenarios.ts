import { queryAthena } from "./athena";
import type { Clients } from "./clients";
import { queryTable } from "./dynamodb";
import { queryRedshift } from "./redshift";
import { sensorQueries } from "./sensors";
import type { Answer } from "./table";
import { warehouseOf } from "./warehouse";

/** One of the labs' questions, put to the store that its scenario fills. */
export interface Question {
  readonly title: string;
  readonly ask: (clients: Clients) => Promise<Answer>;
}

/** What a person may choose about the standard questions. */
export interface Choices {
  /** A stack's name for a name of the `dev` stack. */
  readonly name: (base: string) => string;
  readonly path: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly symbol: string;
  readonly limit: number;
}

type Questions = (choices: Choices) => readonly Question[];

const httpRequests: Questions = ({ name, path, day, limit }) => [
  {
    title: `HttpRequests: requests for ${path} on ${day}`,
    ask: ({ dynamodb }) =>
      queryTable(dynamodb, {
        table: name("HttpRequests"),
        partition: ["pk", `path#${path}`],
        between: ["sk", `${day}T00:00:00.000Z`, `${day}T23:59:59.999Z~`],
        limit,
        columns: ["timestamp", "method", "status", "bytes", "ip"],
        only: true,
      }),
  },
];

const eventLogs: Questions = ({ name, day, limit }) => [
  {
    title: `EventLogs: events of ${day}, by the index byDay`,
    ask: ({ dynamodb }) =>
      queryTable(dynamodb, {
        table: name("EventLogs"),
        index: "byDay",
        partition: ["day", day],
        limit,
        columns: ["eventId", "timestamp", "data"],
        only: true,
      }),
  },
];

const transactions: Questions = ({ name, limit }) => [
  {
    title: "transactions: above 10,000, largest first",
    ask: async ({ redshift, redshiftData }) =>
      queryRedshift(
        redshiftData,
        await warehouseOf(redshift, name("transactions")),
        `SELECT transaction_id, amount, transaction_type, "timestamp" FROM transactions
         WHERE amount > 10000 ORDER BY amount DESC LIMIT ${limit}`,
      ),
  },
  {
    title: "transactions: count and sum by type",
    ask: async ({ redshift, redshiftData }) =>
      queryRedshift(
        redshiftData,
        await warehouseOf(redshift, name("transactions")),
        `SELECT transaction_type, COUNT(*) AS transactions, SUM(amount) AS total
         FROM transactions GROUP BY transaction_type ORDER BY total DESC`,
      ),
  },
];

const stockMarket: Questions = ({ name, symbol, limit }) => [
  {
    title: `StockMarketData: prices of ${symbol}, every digit as sent`,
    ask: ({ dynamodb }) =>
      queryTable(dynamodb, {
        table: name("StockMarketData"),
        partition: ["symbol", symbol],
        limit,
        columns: ["symbol", "timestamp", "price", "day"],
        only: true,
      }),
  },
];

const sensors: Questions = ({ name, limit }) =>
  sensorQueries(limit).map(({ title, sql }) => ({
    title: `sensor_data: ${title}`,
    ask: ({ athena }) => queryAthena(athena, lakeOf(name), sql),
  }));

/** Where Athena finds a stack's sensor data. */
export function lakeOf(name: (base: string) => string) {
  const database = name("sensors").toLowerCase().replace(/-/g, "_");
  return { workgroup: name("sensors"), database };
}

export const questions: Readonly<Record<string, Questions>> = {
  "http-requests": httpRequests,
  "event-logs": eventLogs,
  transactions,
  "stock-market": stockMarket,
  sensors,
};
