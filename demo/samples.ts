import path from "node:path";
import { sources } from "../producers";
import { readEvents } from "../producers/file";
import { seededRandom } from "../producers/random";
import type { OutgoingRecord, Source } from "../producers/record";

/** What is played through a pipeline: real samples, and one record that no pipeline can process. */
export interface Sample {
  readonly scenario: string;
  readonly stream: string;
  readonly records: readonly OutgoingRecord[];
  /** How many of the records are to be quarantined. */
  readonly poison: number;
}

const folder = path.join(__dirname, "../samples");

const files: Readonly<Record<string, string>> = {
  "http-requests": "access.log",
  transactions: "payment_orders.csv",
  "stock-market": "stocks.csv",
  sensors: "machine_temperature.csv",
};

const generatedEvents = 200;

/** Cut off in the middle, as by a producer that ended while it wrote. */
const truncated: OutgoingRecord = { partitionKey: "truncated", data: '{"timestamp": "2026-01-' };

async function eventsOf(source: Source): Promise<OutgoingRecord[]> {
  const file = files[source.scenario];
  if (file === undefined) {
    const random = seededRandom(1);
    const now = new Date();
    return Array.from({ length: generatedEvents }, () => source.generate(random, now));
  }
  const records: OutgoingRecord[] = [];
  for await (const record of readEvents(source, path.join(folder, file))) records.push(record);
  return records;
}

/** The samples of the scenarios named, the poison record in the middle of each. */
export async function loadSamples(scenarios: readonly string[]): Promise<Sample[]> {
  const chosen = sources.filter(({ scenario }) => scenarios.includes(scenario));
  return Promise.all(
    chosen.map(async (source) => {
      const events = await eventsOf(source);
      const middle = Math.floor(events.length / 2);
      const records = [...events.slice(0, middle), truncated, ...events.slice(middle)];
      return { scenario: source.scenario, stream: source.stream, records, poison: 1 };
    }),
  );
}
