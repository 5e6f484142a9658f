import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createCloud, type Cloud } from "../local/cloud";
import type { Figure } from "./result";

const seconds = 3;
const recordBytes = 1024;
const batchRecords = 500;

type Protocol = "HTTP/2" | "HTTP/1.1";

function client(cloud: Cloud, protocol: Protocol): KinesisClient {
  return new KinesisClient({
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    ...(protocol === "HTTP/1.1" ? { requestHandler: new NodeHttpHandler() } : {}),
  });
}

/** Repeats a step on every client at once for some seconds; returns what the steps counted. */
async function perSecond(
  clients: readonly KinesisClient[],
  step: (client: KinesisClient, index: number) => Promise<number>,
): Promise<number> {
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let count = 0;
  await Promise.all(
    clients.map(async (each, index) => {
      while (performance.now() < deadline) count += await step(each, index);
    }),
  );
  return count / ((performance.now() - started) / 1000);
}

async function put(clients: readonly KinesisClient[], stream: string): Promise<number> {
  const Data = Buffer.alloc(recordBytes, "x");
  const Records = Array.from({ length: batchRecords }, (_, i) => ({ Data, PartitionKey: `k${i}` }));
  return perSecond(clients, async (each) => {
    await each.send(new PutRecordsCommand({ StreamName: stream, Records }));
    return batchRecords;
  });
}

/** Reads the stream from its beginning, again and again, each client on its own. */
async function get(clients: readonly KinesisClient[], stream: string): Promise<number> {
  const iterators = new Map<number, string | undefined>();
  const begin = async (each: KinesisClient) => {
    const input = {
      StreamName: stream,
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON" as const,
    };
    return (await each.send(new GetShardIteratorCommand(input))).ShardIterator;
  };
  return perSecond(clients, async (each, index) => {
    const ShardIterator = iterators.get(index) ?? (await begin(each));
    const answer = await each.send(new GetRecordsCommand({ ShardIterator, Limit: 2000 }));
    const more = (answer.MillisBehindLatest ?? 0) > 0;
    iterators.set(index, more ? answer.NextShardIterator : undefined);
    return answer.Records?.length ?? 0;
  });
}

/** What the best emulator reached on such a machine, over HTTP/1.1. */
const emulator = { put: 22_000, get: 36_000 };

async function measure(protocol: Protocol, count: number): Promise<Figure[]> {
  const cloud = await createCloud();
  const clients = Array.from({ length: count }, () => client(cloud, protocol));
  try {
    await clients[0]?.send(new CreateStreamCommand({ StreamName: "bench", ShardCount: 1 }));
    const label = `${protocol}, ${count} client${count === 1 ? "" : "s"}`;
    const common = { part: "c", unit: "records/s", smallerIsBetter: false } as const;
    const baseline = "best Python emulator, HTTP/1.1 (recorded)";
    return [
      {
        ...common,
        what: `PutRecords, ${label}`,
        baseline,
        baselineValue: emulator.put,
        ours: await put(clients, "bench"),
      },
      {
        ...common,
        what: `GetRecords, ${label}`,
        baseline,
        baselineValue: emulator.get,
        ours: await get(clients, "bench"),
      },
    ];
  } finally {
    for (const each of clients) each.destroy();
    await cloud.stop();
  }
}

/** (c) 1 KB records in and out of the local Kinesis, client and server in one process. */
export async function benchWire(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const protocol of ["HTTP/2", "HTTP/1.1"] as const) {
    for (const clients of [1, 8]) figures.push(...(await measure(protocol, clients)));
  }
  return figures;
}
