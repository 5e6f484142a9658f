import { Clock, type Time } from "../../clock";
import type { CloudClient, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { taggedOf } from "../tags";
import { createEngine } from "./engine";
import { startExpiry } from "./expiry";
import type { Expiry } from "./expiry";
import { extraOperations } from "./extras";
import { itemOperations } from "./items";
import { keptTables } from "./kept";
import { rules } from "./rules";
import { createSettings } from "./settings";
import { tableOperations } from "./tables";
import { transactionOperations } from "./transactions";

export interface DynamodbOptions {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => Pick<CloudClient, "endpoint">;
  /** Decides what has expired. */
  readonly time?: Time;
}

export type Dynamodb = Service & TagSource & Pick<Expiry, "sweep">;

/**
 * DynamoDB in memory: dynalite's actions for items and expressions, over tables of our own, with
 * time to live, tags, protection, backups' settings, indexes on a standing table and transactions
 * beside them. Streams, PartiQL, global tables and restores are not there.
 */
export function createDynamodb(options: DynamodbOptions): Dynamodb {
  const { region, accountId, time = new Clock() } = options;
  const engine = createEngine(region, accountId);
  const settings = createSettings(engine, region, accountId);
  const onItems = { ...itemOperations(engine), ...transactionOperations(engine) };
  const expiry = startExpiry(engine, settings, time);
  return {
    name: "dynamodb",
    targetPrefix: "DynamoDB_20120810",
    checksum: true,
    rawBlobs: new Set(Object.keys(onItems)),
    rules,
    operations: {
      ...onItems,
      ...tableOperations(engine, settings),
      ...extraOperations(engine, settings, () => new URL(options.cloud().endpoint).host),
    },
    state: keptTables(engine, settings),
    sweep: () => expiry.sweep(),
    tagged: () =>
      taggedOf(
        Array.from(settings.tables(), ([table, { tags }]) => ({
          arn: `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
          tags,
        })),
      ),
    stop: () => {
      expiry.stop();
      return Promise.resolve();
    },
  };
}
