import { sparing } from "../aws/attempt";
import { openLedger } from "../alerting/ledger";
import { send } from "../alerting/send";
import { detect, type Latest, type Progress } from "../crossings/detect";
import { check, type CrossingsOptions } from "../checks/crossings";
import { LATEST_AT, LATEST_VALUE, type Reading, type ReadingItem } from "../crossings/reading";
import { batchGet } from "../dynamodb/batch-get";
import { putLatest } from "../dynamodb/latest";
import type { WriteContext, WriteFailure, WriterFactory } from "../types";

/**
 * Keeps the latest reading per key and alerts once per upward crossing of a threshold. Alerts go out
 * first, each known to the ledger by its record's place in the stream, and then the latest reading
 * is stored: whatever is delivered again, after a fault at any point, finds its alert in the ledger or
 * itself not newer than what is stored. Environment: TABLE_NAME, TOPIC_ARN, LEDGER_TABLE. Actions:
 * dynamodb:BatchGetItem and PutItem on the table; sns:Publish on the topic; dynamodb:PutItem, GetItem
 * and UpdateItem on the ledger.
 */
export const writer: WriterFactory<ReadingItem, Reading, CrossingsOptions> = (options, env) => {
  const { partitionKey } = options;
  const table = env("TABLE_NAME");
  const channel = { topicArn: env("TOPIC_ARN"), ledger: openLedger(env("LEDGER_TABLE")) };
  return {
    check: check(options),
    write: async (entries, context) => {
      const byKey = grouped(entries.map(({ item }) => item));
      const known = await latestOf(table, partitionKey, [...byKey.keys()], context);
      const progress = [...byKey].map(([key, sameKey]) =>
        detect(sameKey, known.get(key), String(options.threshold)),
      );
      const alerts = progress.flatMap(({ crossings }) => crossings.map(({ alert }) => alert));
      const unsent = await send(alerts, channel, sparing(context));
      const unstored = await store(table, progress, unsent, context);
      return [...unsent, ...unstored];
    },
  };
};

function grouped(readings: readonly Reading[]): Map<string, Reading[]> {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.key);
    if (group === undefined) groups.set(reading.key, [reading]);
    else group.push(reading);
  }
  return groups;
}

async function latestOf(
  table: string,
  partitionKey: string,
  keys: readonly string[],
  context: WriteContext,
): Promise<Map<string, Latest>> {
  const attributes = [LATEST_AT, LATEST_VALUE];
  const items = await batchGet({ table, partitionKey, attributes }, keys, context);
  const latest = new Map<string, Latest>();
  for (const [key, item] of items) {
    const order = item[LATEST_AT]?.S;
    const digits = item[LATEST_VALUE]?.N;
    if (order !== undefined && digits !== undefined) latest.set(key, { order, digits });
  }
  return latest;
}

/**
 * Stores each key's latest reading, up to an alert that could not be sent yet: had the reading been
 * stored, its redelivery would look late and the alert would never go out.
 */
async function store(
  table: string,
  progress: readonly Progress[],
  unsent: readonly WriteFailure[],
  context: WriteContext,
): Promise<WriteFailure[]> {
  const retried = new Map(
    unsent.filter(({ kind }) => kind === "transient").map((failure) => [failure.index, failure]),
  );
  const failures: WriteFailure[] = [];
  const rows = progress.flatMap(({ accepted }) => {
    const cut = accepted.findIndex(({ index }) => retried.has(index));
    const kept = cut < 0 ? accepted : accepted.slice(0, cut);
    const failure = retried.get(accepted[cut]?.index ?? -1);
    for (const { index } of accepted.slice(kept.length))
      if (failure) failures.push({ ...failure, index });
    const last = kept.at(-1);
    // All of a key's readings stand or fall with its last: without it, the next would cross again.
    return last === undefined ? [] : [{ ...last.row, indexes: kept.map(({ index }) => index) }];
  });
  return [...failures, ...(await putLatest(table, LATEST_AT, rows, context))];
}
