import { KinesisClient } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../../commands/aws";
import { sendRecords } from "../../producers/send";
import { generatedRecords, sourceOf } from "../events";
import type { Burst, BurstSent } from "./sending";

async function send({ endpoint, scenarios, records }: Burst): Promise<BurstSent> {
  const client = new KinesisClient(clientSettings({ endpoint }));
  const batches = scenarios.map((scenario) => ({
    streamName: sourceOf(scenario).stream,
    // Keys of their own, so that shards get equal shares.
    records: generatedRecords(scenario, records, 1).map(({ data }, index) => ({
      partitionKey: `key-${index}`,
      data,
    })),
  }));
  const startedAt = Date.now();
  await Promise.all(
    batches.map(({ streamName, records }) => sendRecords(records, { client, streamName })),
  );
  client.destroy();
  return { startedAt, endedAt: Date.now() };
}

void send(JSON.parse(process.argv[2] ?? "{}") as Burst).then((sent) => {
  process.stdout.write(`${JSON.stringify(sent)}\n`);
});
