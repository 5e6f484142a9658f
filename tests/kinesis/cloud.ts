import { KinesisClient } from "@aws-sdk/client-kinesis";
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-kinesis";
import type { GetRecordsCommandOutput, ShardIteratorType, _Record } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { PartSettings } from "../../local/parts";
import type { Kinesis } from "../../local/services/kinesis";
import { createCloud, settingsOf, type Cloud } from "../cloud";

export const FIRST_SHARD = "shardId-000000000000";

/** Kinesis alone, with a client for each protocol. */
export interface KinesisCloud extends Pick<Cloud, "client" | "endpoint" | "stop"> {
  readonly kinesis: Kinesis;
  /** The SDK's default handler: HTTP/2 with prior knowledge. */
  readonly http2: KinesisClient;
  readonly http1: KinesisClient;
  /** The service's clock, in milliseconds ahead of the real one. */
  advance(millis: number): void;
}

export async function startKinesis(settings: PartSettings = {}): Promise<KinesisCloud> {
  let ahead = 0;
  const clock = (): number => Date.now() + ahead;
  const cloud = await createCloud({ services: ["kinesis"], clock, ...settings });
  const { client, endpoint, kinesis } = cloud;
  const options = { ...settingsOf(cloud), maxAttempts: 1 };
  const http2 = new KinesisClient(options);
  const http1 = new KinesisClient({ ...options, requestHandler: new NodeHttpHandler() });
  return {
    client,
    endpoint,
    kinesis,
    http2,
    http1,
    advance(millis) {
      ahead += millis;
    },
    async stop() {
      await cloud.stop();
      http2.destroy();
      http1.destroy();
    },
  };
}

export async function createStream(
  client: KinesisClient,
  StreamName: string,
  ShardCount = 1,
): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
}

export interface From {
  readonly type?: ShardIteratorType;
  readonly sequenceNumber?: string | undefined;
  readonly timestamp?: Date;
}

export async function iterator(
  client: KinesisClient,
  StreamName: string,
  ShardId = FIRST_SHARD,
  { type = "TRIM_HORIZON", sequenceNumber, timestamp }: From = {},
): Promise<string> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId,
      ShardIteratorType: type,
      StartingSequenceNumber: sequenceNumber,
      Timestamp: timestamp,
    }),
  );
  if (ShardIterator === undefined) throw new Error("no iterator");
  return ShardIterator;
}

/** Everything from a position to the tip or the end of the shard. */
export async function readAll(
  client: KinesisClient,
  streamName: string,
  shardId = FIRST_SHARD,
  from: From = {},
): Promise<_Record[]> {
  const records: _Record[] = [];
  let next: string | undefined = await iterator(client, streamName, shardId, from);
  while (next !== undefined) {
    const command = new GetRecordsCommand({ ShardIterator: next });
    const answer: GetRecordsCommandOutput = await client.send(command);
    records.push(...(answer.Records ?? []));
    next = answer.MillisBehindLatest === 0 ? undefined : answer.NextShardIterator;
  }
  return records;
}

export function texts(records: readonly _Record[]): string[] {
  return records.map(({ Data }) => Buffer.from(Data ?? []).toString());
}
