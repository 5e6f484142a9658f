import type { LosslessNumber } from "lossless-json";
import type { SavedQuery } from "../components/lake/lake";
import type { ReadingItem } from "../runtime/crossings/reading";
import type { JsonValue } from "../runtime/types";
import { decimal, number, object, optional, text, timestamp } from "../runtime/validate";

export interface SensorReading {
  readonly sensor_id: string;
  /** Degrees Celsius. */
  readonly temperature: LosslessNumber;
  /** Per cent; absent where a sensor does not measure it. */
  readonly humidity?: LosslessNumber;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly location: string;
}

/** The lake's columns: the events' own fields. */
export const sensorColumns = {
  sensor_id: "string",
  temperature: "double",
  humidity: "double",
  timestamp: "string",
  location: "string",
} as const;

/** Throws an Error that names the field which is missing or wrong. */
export function parseSensorReading(value: JsonValue): SensorReading {
  const fields = object(value);
  // The lake holds doubles, and a number that is none could be compared with no threshold.
  number(fields, "temperature");
  optional(fields, "humidity", number);
  const humidity = optional(fields, "humidity", decimal);
  return {
    sensor_id: text(fields, "sensor_id"),
    temperature: decimal(fields, "temperature"),
    ...(humidity !== undefined && { humidity }),
    timestamp: timestamp(fields, "timestamp"),
    location: text(fields, "location"),
  };
}

/** What the crossings sink compares, keeps and, when the temperature crosses, sends. */
export function temperatureReading(reading: SensorReading, threshold: string): ReadingItem {
  const { sensor_id: sensor, temperature, location } = reading;
  return {
    key: sensor,
    value: temperature,
    timestamp: reading.timestamp,
    row: reading,
    alert: {
      id: `${sensor}#${reading.timestamp}`,
      subject: `${sensor} is above ${threshold} °C`,
      message: { alert: `${temperature.value} °C at ${location}`, ...reading },
      attributes: { sensor_id: sensor, temperature },
    },
  };
}

/** The lab's three questions. */
export function sensorQueries(threshold: string): readonly SavedQuery[] {
  return [
    {
      name: "latest-readings",
      description: "The ten latest readings",
      sql: "SELECT * FROM sensor_data\nORDER BY timestamp DESC\nLIMIT 10;",
    },
    {
      name: "average-temperature",
      description: "The average temperature per sensor",
      sql:
        "SELECT sensor_id, AVG(temperature) as avg_temp\nFROM sensor_data\n" +
        "GROUP BY sensor_id;",
    },
    {
      name: "high-temperatures",
      description: `Readings above ${threshold} °C`,
      sql:
        "SELECT sensor_id, temperature, timestamp\nFROM sensor_data\n" +
        `WHERE temperature > ${threshold}\nORDER BY timestamp DESC;`,
    },
  ];
}
