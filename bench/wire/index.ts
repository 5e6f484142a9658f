import path from "node:path";
import { createCloud, type Cloud } from "../../local/cloud";
import { runScript } from "../child";
import { emulator, emulatorValues } from "../emulator";
import type { Figure } from "../result";
import type { Settings } from "../settings";
import type { Load, Rate } from "./load";

const operations = [
  { operation: "PutRecords", recorded: emulatorValues.recordsIn },
  { operation: "GetRecords", recorded: emulatorValues.recordsOut },
] as const;

async function measure(
  cloud: Cloud,
  how: Pick<Load, "protocol" | "clients" | "seconds">,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const stream = `bench-${how.protocol.replace(/\W/g, "-")}-${how.clients}`;
  await cloud.client.call("kinesis", "CreateStream", { StreamName: stream, ShardCount: 1 });
  for (const { operation, recorded } of operations) {
    const load: Load = { ...how, endpoint: cloud.endpoint, stream, operation };
    const file = path.join(__dirname, "clients.ts");
    const { recordsPerSecond } = await runScript<Rate>(file, [JSON.stringify(load)]);
    figures.push({
      part: "c",
      what: `${operation}, ${how.protocol}, ${how.clients} client${how.clients === 1 ? "" : "s"}`,
      baseline: emulator,
      baselineValue: recorded,
      ours: recordsPerSecond,
      unit: "records/s",
      smallerIsBetter: false,
    });
  }
  await cloud.client.call("kinesis", "DeleteStream", { StreamName: stream });
  return figures;
}

/**
 * (c) Records of 1 KB in and out of one shard of the local Kinesis, the gateway in this process and
 * all clients together in another.
 */
export async function benchWire({ quick, say }: Settings): Promise<Figure[]> {
  const cloud = await createCloud();
  const figures: Figure[] = [];
  try {
    for (const protocol of ["HTTP/2", "HTTP/1.1"] as const) {
      for (const clients of [1, 8]) {
        say(`(c) the wire: ${protocol}, ${clients} of the SDK's clients`);
        figures.push(...(await measure(cloud, { protocol, clients, seconds: quick ? 1 : 3 })));
      }
    }
    return figures;
  } finally {
    await cloud.stop();
  }
}
