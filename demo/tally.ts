import type { Clients } from "../queries/clients";
import { countItems } from "../queries/dynamodb";
import { queryAthena } from "../queries/athena";
import { queryRedshift } from "../queries/redshift";
import { listKeys } from "../queries/s3";
import { warehouseOf } from "../queries/warehouse";
import { lakeOf } from "../queries/scenarios";

/** A stack's outputs of one scenario, as index.ts exports them. */
export type Outputs = Readonly<Record<string, string>>;

/** One store of a scenario and what is in it. */
export interface Stored {
  readonly sink: string;
  readonly count: number;
  /** Holds one entry for every event, so that a missing one is a lost one. */
  readonly everyEvent: boolean;
}

type Tally = (clients: Clients, outputs: Outputs) => Promise<Stored[]>;

const asNamed = (base: string) => base;

function output(outputs: Outputs, key: string): string {
  const value = outputs[key];
  if (value === undefined) throw new Error(`the stack has no output ${key}`);
  return value;
}

const rows = async (clients: Clients, table: string): Promise<Stored> => ({
  sink: `${table} (DynamoDB)`,
  count: await countItems(clients.dynamodb, table),
  everyEvent: true,
});

const files = async (clients: Clients, bucket: string, prefix: string): Promise<Stored> => ({
  sink: `${prefix} (S3)`,
  count: (await listKeys(clients.s3, bucket, prefix)).length,
  everyEvent: true,
});

const warehouseRows: Tally = async ({ redshift, redshiftData }) => {
  const target = await warehouseOf(redshift, "transactions");
  const sql = "SELECT COUNT(*) FROM transactions";
  const answer = await queryRedshift(redshiftData, target, sql);
  const count = Number(answer.rows[0]?.[0]);
  return [{ sink: "transactions (Redshift)", count, everyEvent: true }];
};

const lakeRows: Tally = async ({ athena }) => {
  const answer = await queryAthena(athena, lakeOf(asNamed), "SELECT COUNT(*) FROM sensor_data");
  return [{ sink: "sensor_data (Athena)", count: Number(answer.rows[0]?.[0]), everyEvent: true }];
};

const tallies: Readonly<Record<string, Tally>> = {
  "http-requests": async (clients, outputs) => [await rows(clients, output(outputs, "table"))],
  "event-logs": async (clients, outputs) => [await rows(clients, output(outputs, "table"))],
  transactions: warehouseRows,
  "stock-market": async (clients, outputs) => [
    await rows(clients, output(outputs, "table")),
    await files(clients, output(outputs, "bucket"), "raw/"),
    await files(clients, output(outputs, "bucket"), "processed/"),
  ],
  sensors: async (clients, outputs) => [
    ...(await lakeRows(clients, outputs)),
    { ...(await rows(clients, output(outputs, "table"))), everyEvent: false },
  ],
};

/** Counts what a scenario's sinks hold, through their public APIs. */
export async function tally(
  scenario: string,
  clients: Clients,
  outputs: Outputs,
): Promise<Stored[]> {
  const count = tallies[scenario];
  if (count === undefined) throw new Error(`there is no scenario ${scenario}`);
  return count(clients, outputs);
}
