import { csvFields, jsonNumber } from "./csv";
import { decimalBetween, pick } from "./random";
import type { Source } from "./record";

const stations = [
  { sensor_id: "sensor-001", location: "warehouse-A" },
  { sensor_id: "sensor-002", location: "warehouse-A" },
  { sensor_id: "sensor-003", location: "warehouse-B" },
  { sensor_id: "sensor-004", location: "office-1" },
  { sensor_id: "sensor-005", location: "outdoor" },
] as const;

/** Celsius to four decimals: the file's Fahrenheit has more digits than the machine's sensor. */
function celsius(fahrenheit: string): number {
  return Number((((Number(fahrenheit) - 32) * 5) / 9).toFixed(4));
}

export const sensors: Source = {
  scenario: "sensors",
  stream: "sensor-stream",
  continuousRate: 1,
  generate: (random, now) => {
    const station = pick(random, stations);
    const event = {
      ...station,
      temperature: Number(decimalBetween(random, 15, 35, 1)),
      humidity: Number(decimalBetween(random, 30, 80, 1)),
      timestamp: now.toISOString(),
    };
    return { partitionKey: station.sensor_id, data: JSON.stringify(event) };
  },
  fileFormat: "CSV: timestamp,value (°F, of one machine)",
  parseLine: (line) => {
    const [timestamp = "", value] = csvFields(line, 2);
    if (timestamp === "timestamp") return undefined;
    const event = {
      sensor_id: "machine-1",
      temperature: celsius(jsonNumber(value)),
      timestamp: new Date(`${timestamp.replace(" ", "T")}Z`).toISOString(),
      location: "factory",
    };
    return { partitionKey: event.sensor_id, data: JSON.stringify(event) };
  },
};
