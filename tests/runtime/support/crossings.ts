import type { ReadingItem } from "../../../runtime/crossings/reading";
import type { Entry, Position, Writer } from "../../../runtime/types";
import { openWriter } from "./container";
import { position, writing } from "./factories";
import { suiteCloud } from "./suite";
import { serveTopic, type Published } from "./topic";

interface Place extends Partial<Position> {
  readonly key?: string;
  readonly index?: number;
  /** The record's place in its stream; the second if not given. */
  readonly sequence?: number;
}

/** A reading of a sensor, so many seconds after 10:00. */
export function reading(value: number, second: number, place: Place = {}): Entry<ReadingItem> {
  const { key = "s1", index = 0, sequence = second, ...at } = place;
  const timestamp = new Date(Date.UTC(2024, 0, 15, 10, 0, second)).toISOString();
  const item = {
    key,
    value,
    timestamp,
    row: { sensor_id: key, temperature: value, timestamp },
    alert: { id: `${key}#${timestamp}`, subject: `${key} at ${value}`, message: { value } },
  };
  return { item, index, at: position(sequence, { partitionKey: key, ...at }) };
}

/** Readings of a sensor, one a second; `values[i]` at second `from + i`, and so in the stream. */
export function readings(
  values: readonly number[],
  from = 0,
  place: Place = {},
): Entry<ReadingItem>[] {
  return values.map((value, i) => reading(value, from + i, { ...place, index: i }));
}

/** The crossings writer above 30 °C in a cloud of the suite's own, with fresh tables for each test. */
export function suiteCrossings() {
  const cloud = suiteCloud();
  let run = 0;
  const names = { table: "", ledger: "" };
  let published: Published[] = [];
  beforeEach(async () => {
    run += 1;
    Object.assign(names, { table: `latest-${run}`, ledger: `crossings-${run}` });
    await cloud.createTable(names.table, "sensor_id");
    await cloud.createTable(names.ledger, "id");
    cloud.reset();
    published = serveTopic(cloud);
  });

  const open = (options: object = {}): Writer<ReadingItem> =>
    openWriter(
      "crossings",
      {
        partitionKey: "sensor_id",
        threshold: 30,
        scenario: "sensors",
        type: "temperature",
        ...options,
      },
      {
        TABLE_NAME: names.table,
        TOPIC_ARN: "arn:aws:sns:us-east-1:0:alerts",
        LEDGER_TABLE: names.ledger,
      },
    );
  return {
    cloud,
    names,
    open,
    write: (entries: Entry<ReadingItem>[], remainingMs?: number) =>
      open().write(entries, writing(remainingMs)),
    /** Serves the topic anew; `refuse` as there. */
    serve: (refuse?: Parameters<typeof serveTopic>[1]) => (published = serveTopic(cloud, refuse)),
    published: () => published,
    subjects: () => published.map(({ Subject }) => Subject),
    row: async () => (await cloud.rows(names.table))[0] ?? {},
    latest: async () => (await cloud.rows(names.table))[0]?.["temperature"]?.["N"],
    /** Positions of readings whose alerts are noted as due. */
    due: async () => {
      const [row] = await cloud.rows(names.table);
      const state = row?.["readingState"] as { M: { due: { M: object } } };
      return Object.keys(state.M.due.M);
    },
    endLeases: async () => {
      for (const row of await cloud.rows(names.ledger)) {
        if (row["lease"] === undefined) continue;
        const Item = { ...row, lease: { N: "1" } };
        await cloud.table("PutItem", { TableName: names.ledger, Item });
      }
    },
  };
}
