import { setTimeout as sleep } from "node:timers/promises";
import { AwsError, type CloudClient } from "../local/gateway/service";

/** Makes each mapping anew, from its stream's beginning: what is remembered of a record is read then. */
export async function deliverAgain(cloud: CloudClient): Promise<void> {
  const { EventSourceMappings = [] } = await cloud.call("lambda", "ListEventSourceMappings", {});
  for (const { UUID = "", EventSourceArn, FunctionArn = "", ...settings } of EventSourceMappings) {
    await cloud.call("lambda", "DeleteEventSourceMapping", { UUID });
    await untilGone(cloud, UUID);
    await cloud.call("lambda", "CreateEventSourceMapping", {
      EventSourceArn,
      FunctionName: FunctionArn,
      StartingPosition: "TRIM_HORIZON",
      BatchSize: settings.BatchSize,
      MaximumBatchingWindowInSeconds: Math.max(1, settings.MaximumBatchingWindowInSeconds ?? 0),
      MaximumRetryAttempts: settings.MaximumRetryAttempts,
      FunctionResponseTypes: settings.FunctionResponseTypes,
      DestinationConfig: settings.DestinationConfig,
    });
  }
}

/**
 * Empties the tables that keep what was stored, and leaves the ledgers of what was sent: what is delivered
 * again is stored anew, and found sent already.
 */
export async function forgetStored(cloud: CloudClient): Promise<void> {
  const { TableNames = [] } = await cloud.call("dynamodb", "ListTables", {});
  for (const TableName of TableNames.filter((name) => !name.includes("-ledger"))) {
    const { Table } = await cloud.call("dynamodb", "DescribeTable", { TableName });
    const names = (Table?.KeySchema ?? []).flatMap(({ AttributeName = "" }) => AttributeName);
    const { Items = [] } = await cloud.call("dynamodb", "Scan", { TableName });
    for (const item of Items) {
      const Key = Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
      await cloud.call("dynamodb", "DeleteItem", { TableName, Key });
    }
  }
}

async function untilGone(cloud: CloudClient, UUID: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      await cloud.call("lambda", "GetEventSourceMapping", { UUID });
    } catch (error) {
      if (error instanceof AwsError && error.code === "ResourceNotFoundException") return;
      throw error;
    }
    await sleep(50);
  }
  throw new Error(`the mapping ${UUID} did not go within 30 s`);
}
