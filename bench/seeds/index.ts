import { seedEventLogs } from "./event-logs";
import { seedHttpRequests } from "./http-requests";
import type { SeedHandler } from "./seed";
import { seedStockMarket } from "./stock-market";
import { seedTransactions } from "./transactions";

/** The labs' handlers by scenario. Lab 004 names a function for sensors and gives no code. */
export const seeds: ReadonlyMap<string, (endpoint: string) => SeedHandler> = new Map([
  ["http-requests", seedHttpRequests],
  ["event-logs", seedEventLogs],
  ["transactions", seedTransactions],
  ["stock-market", seedStockMarket],
]);
