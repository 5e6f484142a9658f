import type { OutputOf } from "../../local/gateway/model/apis";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../../commands/aws";
import { ownProgram } from "../../commands/program";
import { bringUp, type LocalStack } from "../../local/stack";
import { sources } from "../../producers";
import { readEvents } from "../../producers/file";
import type { OutgoingRecord } from "../../producers/record";
import { sendRecords } from "../../producers/send";
import { createClients, type Clients } from "../../queries/clients";
import { listKeys } from "../../queries/s3";
import { eventually } from "../eventually";

/** A quarantined record, its data as the producer sent it. */
export interface Quarantined {
  readonly key: string;
  readonly reason: string;
  readonly data: Buffer;
}

/** A stack of some scenarios in a local cloud, with clients. */
export interface World {
  readonly stack: LocalStack;
  readonly clients: Clients;
  readonly kinesis: KinesisClient;
  outputs(scenario: string): Record<string, string>;
  send(streamName: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** Resolves when every consumer and Firehose has processed what came. */
  settled(): Promise<void>;
  rows(table: string): Promise<Record<string, AttributeValue>[]>;
  quarantined(scenario: string): Promise<Quarantined[]>;
  objects(bucket: string, prefix: string): Promise<Map<string, string>>;
  /** Lambda's REPORT of each of a function's invocations that failed. */
  failures(functionName: string): Promise<string[]>;
  stop(): Promise<void>;
}

export async function createWorld(
  scenarios: readonly string[],
  config: Readonly<Record<string, string>> = {},
): Promise<World> {
  const stack = await bringUp({
    ...ownProgram,
    config: { ...config, scenarios: JSON.stringify(scenarios) },
  });
  const settings = clientSettings(stack.cloud.client);
  const clients = createClients(settings);
  const kinesis = new KinesisClient(settings);
  const objects = async (bucket: string, prefix: string) => {
    const found = new Map<string, string>();
    for (const Key of await listKeys(clients.s3, bucket, prefix)) {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      found.set(Key, (await Body?.transformToString()) ?? "");
    }
    return found;
  };
  return {
    stack,
    clients,
    kinesis,
    outputs: (scenario) => stack.outputs[scenario] as Record<string, string>,
    async send(streamName, records) {
      const { sent } = await sendRecords(records, { client: kinesis, streamName });
      assert.equal(sent, records.length);
    },
    settled: () => settle(stack),
    rows: (table) => scan(clients, table),
    async quarantined(scenario) {
      const bucket = String(stack.outputs.failureBucket);
      const found = await objects(bucket, `quarantine/${scenario}/`);
      return [...found].map(([key, text]) => {
        const { reason, data } = JSON.parse(text) as { reason: string; data: string };
        return { key, reason, data: Buffer.from(data, "base64") };
      });
    },
    objects,
    failures: (functionName) => failures(stack, functionName),
    async stop() {
      kinesis.destroy();
      clients.destroy();
      await stack.stop();
    },
  };
}

async function settle({ cloud }: LocalStack): Promise<void> {
  try {
    await eventually(() => cloud.mappings.idle() && cloud.firehose.idle(), { within: 500_000 });
  } catch (cause) {
    const stats = JSON.stringify(cloud.mappings.stats(), undefined, 1);
    throw new Error(`not processed in time: ${stats}`, { cause });
  }
}

async function failures({ cloud }: LocalStack, functionName: string): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: OutputOf<"logs", "FilterLogEvents"> = await cloud.client.call(
      "logs",
      "FilterLogEvents",
      {
        logGroupName: `/aws/lambda/${functionName}`,
        ...(nextToken !== undefined && { nextToken }),
      },
    );
    const messages = (page.events ?? []).map(({ message = "" }) => message.trim());
    found.push(...messages.filter((message) => /^REPORT .*\tStatus: (?!success)/.test(message)));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

async function scan({ dynamodb }: Clients, table: string) {
  const items: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(new ScanCommand({ TableName: table, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** A file of the shared data; undefined where it is absent, which CI does not accept. */
export function dataFile(name: string): string | undefined {
  const file = path.join(__dirname, "../../../shared/data", name);
  if (existsSync(file)) return file;
  if (process.env.CI !== undefined) assert.fail(`CI needs ${file}`);
  return undefined;
}

/** Every event of a file, as its producer sends it. */
export async function eventsOf(scenario: string, file: string): Promise<OutgoingRecord[]> {
  const source = sources.find((candidate) => candidate.scenario === scenario);
  assert(source, scenario);
  const records: OutgoingRecord[] = [];
  for await (const record of readEvents(source, file)) records.push(record);
  return records;
}

/** Good records with a bad one after every `every`th; the bad ones differ from each other. */
export function withPoison(records: readonly OutgoingRecord[], every: number) {
  const poison: OutgoingRecord[] = [];
  const mixed = records.flatMap((record, index) => {
    if (index % every !== every - 1) return [record];
    const bad = { partitionKey: record.partitionKey, data: `{"broken": ${index}, "é` };
    poison.push(bad);
    return [record, bad];
  });
  return { mixed, poison };
}

/**
 * Ends a function's workers, mid-batch as a rule, whenever `every` more records have been delivered:
 * often, but never so often that nothing moves.
 */
export function killAsItGoes({ stack: { cloud } }: World, functionName: string, every: number) {
  const ended = new AbortController();
  let killed = 0;
  let next = every;
  const delivered = () =>
    cloud.mappings
      .stats()
      .filter(({ functionArn }) => functionArn.endsWith(`:${functionName}`))
      .reduce((sum, { recordsDelivered }) => sum + recordsDelivered, 0);
  const loop = (async () => {
    while (!ended.signal.aborted) {
      await sleep(5);
      if (delivered() < next) continue;
      const workers = cloud.lambda.killWorkers(functionName);
      killed += workers;
      if (workers > 0) next = delivered() + every;
    }
  })();
  return {
    killed: () => killed,
    stop: () => {
      ended.abort();
      return loop;
    },
  };
}
