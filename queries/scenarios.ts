import { queryAthena } from "./athena";
import type { Clients } from "./clients";
import { boundsOf, commonest } from "./days";
import { queryTable, sampleOf, type TableQuery } from "./dynamodb";
import { queryRedshift } from "./redshift";
import { sensorQueries } from "./sensors";
import { limited, type Answer } from "./table";
import { transactionQueries } from "./transactions";
import { warehouseOf } from "./warehouse";

/** What was asked in the end, and what the store said. */
export interface Answered {
  readonly title: string;
  readonly answer: Answer;
}

/** One of the labs' questions, put to the store that its scenario fills. */
export type Question = (clients: Clients) => Promise<Answered>;

/** What a person may choose about the standard questions; where nothing is, they ask for what is there. */
export interface Choices {
  /** A stack's name for a name of the `dev` stack. */
  readonly name: (base: string) => string;
  readonly path?: string;
  /** YYYY-MM-DD. */
  readonly day?: string;
  readonly symbol?: string;
  readonly limit: number;
}

type Questions = (choices: Choices) => readonly Question[];

const httpRequests: Questions = ({ name, path, day, limit }) => [
  async ({ dynamodb }) => {
    const table = name("HttpRequests");
    const partition = path === undefined ? await somePartition(dynamodb, table, "pk") : undefined;
    const asked = path ?? partition?.replace(/^path#/, "") ?? "/";
    return onDay(dynamodb, `requests for ${asked}`, day, {
      table,
      partition: ["pk", `path#${asked}`],
      sortKey: "sk",
      limit,
      columns: ["timestamp", "method", "status", "bytes", "ip"],
      only: true,
    });
  },
];

const eventLogs: Questions = ({ name, day, limit }) => [
  async ({ dynamodb }) => {
    const table = name("EventLogs");
    const today = new Date().toISOString().slice(0, 10);
    const query = { table, index: "byDay", limit, columns: ["eventId", "timestamp", "data"] };
    const on = (date: string) =>
      queryTable(dynamodb, { ...query, partition: ["day", date], only: true });
    let asked = day ?? today;
    let answer = await on(asked);
    if (day === undefined && answer.rows.length === 0) {
      asked = (await sampleOf(dynamodb, table, "day")).sort().at(-1) ?? today;
      if (asked !== today) answer = await on(asked);
    }
    return { title: `EventLogs: events of ${asked}, by the index byDay`, answer };
  },
];

const transactions: Questions = ({ name, limit }) =>
  transactionQueries(limit).map(({ title, sql }) => async ({ redshift, redshiftData }) => {
    const target = await warehouseOf(redshift, name("transactions"));
    const answer = limited(await queryRedshift(redshiftData, target, sql), limit);
    return { title: `transactions: ${title}`, answer };
  });

const stockMarket: Questions = ({ name, symbol, day, limit }) => [
  async ({ dynamodb }) => {
    const table = name("StockMarketData");
    const asked = symbol ?? (await somePartition(dynamodb, table, "symbol")) ?? "AAPL";
    const what = `prices of ${asked}, every digit as sent`;
    const query = {
      table,
      partition: ["symbol", asked],
      sortKey: "timestamp",
      limit,
      columns: ["symbol", "sentTimestamp", "price", "day"],
      only: true,
    } as const;
    if (day !== undefined) return onDay(dynamodb, what, day, query);
    return { title: `${table}: ${what}`, answer: await queryTable(dynamodb, query) };
  },
];

const sensors: Questions = ({ name, limit }) =>
  sensorQueries(limit).map(({ title, sql }) => async ({ athena }) => {
    const answer = limited(await queryAthena(athena, lakeOf(name), sql), limit);
    return { title: `sensor_data: ${title}`, answer };
  });

/** The partition with the most rows among some that the table holds. */
async function somePartition(client: Clients["dynamodb"], table: string, key: string) {
  return commonest(await sampleOf(client, table, key));
}

/** Asks for a partition's rows of one day; without one, for those of its latest day. */
async function onDay(
  client: Clients["dynamodb"],
  what: string,
  day: string | undefined,
  query: TableQuery & { readonly sortKey: string },
): Promise<Answered> {
  const { table, sortKey, partition } = query;
  const last = { table, partition, limit: 1, descending: true, columns: [sortKey], only: true };
  const found = day ?? (await queryTable(client, last)).rows[0]?.[0]?.slice(0, 10);
  if (found === undefined) {
    return { title: `${table}: ${what}`, answer: { columns: query.columns ?? [], rows: [] } };
  }
  const between = [sortKey, ...boundsOf(found)] as const;
  return {
    title: `${table}: ${what} on ${found}${day === undefined ? ", their latest day" : ""}`,
    answer: await queryTable(client, { ...query, between }),
  };
}

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
