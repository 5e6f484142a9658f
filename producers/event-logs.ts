import { parseLoggedEvent } from "../scenarios/event-logs";
import { decimalBetween, pick } from "./random";
import type { Source } from "./record";

const measures = [
  { sensor: "temperature", low: 15, high: 35 },
  { sensor: "humidity", low: 20, high: 90 },
  { sensor: "pressure", low: 980, high: 1040 },
] as const;

export const eventLogs: Source = {
  scenario: "event-logs",
  stream: "EventStream",
  continuousRate: 10,
  generate: (random) => {
    const { sensor, low, high } = pick(random, measures);
    const value = decimalBetween(random, low, high, 1);
    return { partitionKey: sensor, data: `{"sensor": "${sensor}", "value": ${value}}` };
  },
  file: {
    description: "one JSON event a line",
    accepts: parseLoggedEvent,
    reader: () => (line, lineNumber) => ({ partitionKey: String(lineNumber), data: line }),
  },
};
