import { setTimeout as sleep } from "node:timers/promises";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../../commands/aws";
import { seededRandom } from "../../producers/random";
import type { OutgoingRecord } from "../../producers/record";
import { sourceOf } from "../events";
import type { Put, Trickle } from "./sending";

const now = () => performance.timeOrigin + performance.now();

/** Every transaction is one that raises an alert: the others would be stored by the warehouse only. */
function demanding(scenario: string, record: OutgoingRecord): OutgoingRecord {
  if (scenario !== "transactions") return record;
  return { ...record, data: record.data.replace(/"amount": [\d.]+/, '"amount": 12000.00') };
}

async function trickle(client: KinesisClient, scenario: string, asked: Trickle, offsetMs: number) {
  const source = sourceOf(scenario);
  const random = seededRandom(1);
  const puts: Put[] = [];
  const startedAt = now() + offsetMs;
  for (let index = 0; index < asked.seconds * asked.perSecond; index++) {
    await sleep(Math.max(0, startedAt + (index / asked.perSecond) * 1000 - now()));
    const { partitionKey, data } = demanding(scenario, source.generate(random, new Date()));
    const at = now();
    const { ShardId = "", SequenceNumber = "" } = await client.send(
      new PutRecordCommand({
        StreamName: source.stream,
        PartitionKey: partitionKey,
        Data: Buffer.from(data),
      }),
    );
    puts.push({ scenario, at, shardId: ShardId, sequenceNumber: SequenceNumber });
  }
  return puts;
}

async function send(asked: Trickle): Promise<Put[]> {
  const client = new KinesisClient(clientSettings({ endpoint: asked.endpoint }));
  const gapMs = 1000 / asked.perSecond / asked.scenarios.length;
  const puts = await Promise.all(
    asked.scenarios.map((scenario, index) => trickle(client, scenario, asked, index * gapMs)),
  );
  client.destroy();
  return puts.flat();
}

void send(JSON.parse(process.argv[2] ?? "{}") as Trickle).then((puts) => {
  process.stdout.write(`${JSON.stringify(puts)}\n`);
});
