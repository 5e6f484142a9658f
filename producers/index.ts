import { eventLogs } from "./event-logs";
import { httpRequests } from "./http-requests";
import type { Source } from "./record";
import { sensors } from "./sensors";
import { stockMarket } from "./stock-market";
import { transactions } from "./transactions";

export const sources: readonly Source[] = [
  httpRequests,
  eventLogs,
  transactions,
  stockMarket,
  sensors,
];
