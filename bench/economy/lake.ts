import path from "node:path";
import { clientSettings } from "../../commands/aws";
import type { LocalStack } from "../../local/stack";
import { queryAthena } from "../../queries/athena";
import { createClients } from "../../queries/clients";
import { sensorQueries } from "../../scenarios/sensors";
import { runScript } from "../child";
import { generatedRecords } from "../events";
import { onStack, outputOf } from "../pipelines/world";
import type { Burst, BurstSent } from "../pipelines/sending";
import type { Figure } from "../result";
import type { Settings } from "../settings";

const scenario = "sensors";
const queries = sensorQueries("30");

/** Only the lake is asked: the real-time consumer would alert of every crossing. */
async function pauseConsumer(stack: LocalStack): Promise<void> {
  for (const { uuid: UUID } of stack.cloud.mappings.stats()) {
    await stack.cloud.client.call("lambda", "UpdateEventSourceMapping", { UUID, Enabled: false });
  }
}

/** Bytes that each query scans, of readings delivered in one object. */
async function scanned(stack: LocalStack, records: number): Promise<number[]> {
  await pauseConsumer(stack);
  const { endpoint } = stack.cloud;
  const asked: Burst = { endpoint, scenarios: [scenario], records };
  const sender = path.join(__dirname, "../pipelines/burst-sender.ts");
  await runScript<BurstSent>(sender, [JSON.stringify(asked)]);
  await stack.cloud.firehose.flush(outputOf(stack, scenario, "delivery"), 60_000);
  const clients = createClients(clientSettings({ endpoint }));
  const target = {
    workgroup: outputOf(stack, scenario, "lakeWorkgroup"),
    database: outputOf(stack, scenario, "lakeDatabase"),
  };
  const bytes: number[] = [];
  try {
    for (const { sql } of queries) {
      const { bytesScanned } = await queryAthena(clients.athena, target, sql);
      bytes.push(bytesScanned);
    }
  } finally {
    clients.destroy();
  }
  return bytes;
}

/** (f) Bytes that the lab's three queries scan of Parquet, of gzipped JSON, and of JSON as sent. */
export async function benchLake({ quick, say }: Settings): Promise<Figure[]> {
  const records = quick ? 5_000 : 50_000;
  say(`(f) bytes that Athena scans of ${records} readings, as Parquet and as JSON`);
  const scan = (lakeFormat: string) =>
    onStack([scenario], { lakeFormat, lakeBufferSeconds: "60" }, (stack) =>
      scanned(stack, records),
    );
  const [parquet, gzip] = [await scan("parquet"), await scan("json")];
  const plain = generatedRecords(scenario, records, 1).reduce(
    (sum, { data }) => sum + Buffer.byteLength(data) + 1,
    0,
  );
  const figure = (index: number, baseline: string, baselineValue: number): Figure => ({
    part: "f",
    what: `Athena, ${queries[index]?.name ?? ""}`,
    baseline,
    baselineValue,
    ours: parquet[index] ?? NaN,
    unit: "bytes scanned",
    smallerIsBetter: true,
  });
  return queries.flatMap((_, index) => [
    figure(index, "JSON, gzipped", gzip[index] ?? NaN),
    figure(index, "JSON as the lab stores it", plain),
  ]);
}
