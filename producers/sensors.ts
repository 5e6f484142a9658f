import { parseSensorReading } from "../scenarios/sensors";
import { csvReader, jsonNumber } from "./formats/csv";
import { utcInstant } from "./formats/dates";
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
  const degrees = Number((((Number(fahrenheit) - 32) * 5) / 9).toFixed(4));
  if (!Number.isFinite(degrees)) throw new Error(`value ${fahrenheit} is no temperature`);
  return degrees;
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
  file: {
    description: "CSV: timestamp,value (°F, of one machine)",
    accepts: parseSensorReading,
    reader: (note) =>
      csvReader(
        ["timestamp", "value"],
        ({ timestamp, value }) => {
          const event = {
            sensor_id: "machine-1",
            temperature: celsius(jsonNumber("value", value)),
            timestamp: utcInstant(timestamp),
            location: "factory",
          };
          return { partitionKey: event.sensor_id, data: JSON.stringify(event) };
        },
        note,
      ),
  },
};
