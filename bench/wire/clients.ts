import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Load, Rate } from "./load";

const recordBytes = 1024;
const recordsPerPut = 500;
const recordsPerGet = 2000;

/** What a client does over and over; returns how many records went through. */
type Step = (client: KinesisClient, index: number) => Promise<number>;

function clientOf({ endpoint, protocol }: Load): KinesisClient {
  return new KinesisClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    // The SDK's own choice for Kinesis is HTTP/2.
    ...(protocol === "HTTP/1.1" ? { requestHandler: new NodeHttpHandler() } : {}),
  });
}

function putting(StreamName: string): Step {
  const Data = Buffer.alloc(recordBytes, "x");
  const Records = Array.from({ length: recordsPerPut }, (_, index) => ({
    Data,
    PartitionKey: `key-${index}`,
  }));
  return async (client) => {
    const { FailedRecordCount = 0 } = await client.send(
      new PutRecordsCommand({ StreamName, Records }),
    );
    if (FailedRecordCount > 0) throw new Error(`${FailedRecordCount} records were refused`);
    return recordsPerPut;
  };
}

/** Reads the stream from its beginning, again and again, each client on its own. */
function getting(StreamName: string): Step {
  const iterators = new Map<number, string | undefined>();
  const begin = async (client: KinesisClient) => {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: "shardId-000000000000",
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    return ShardIterator;
  };
  return async (client, index) => {
    const ShardIterator = iterators.get(index) ?? (await begin(client));
    const answer = await client.send(
      new GetRecordsCommand({ ShardIterator, Limit: recordsPerGet }),
    );
    const more = (answer.MillisBehindLatest ?? 0) > 0;
    iterators.set(index, more ? answer.NextShardIterator : undefined);
    return answer.Records?.length ?? 0;
  };
}

async function repeat(load: Load): Promise<Rate> {
  const clients = Array.from({ length: load.clients }, () => clientOf(load));
  const step = load.operation === "PutRecords" ? putting(load.stream) : getting(load.stream);
  // Connections and code that has run before.
  await Promise.all(clients.map((client, index) => step(client, index)));
  const started = performance.now();
  const deadline = started + load.seconds * 1000;
  let records = 0;
  await Promise.all(
    clients.map(async (client, index) => {
      while (performance.now() < deadline) {
        const count = await step(client, index);
        records += count;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const client of clients) client.destroy();
  return { recordsPerSecond: records / seconds };
}

void repeat(JSON.parse(process.argv[2] ?? "{}") as Load).then((rate) => {
  process.stdout.write(`${JSON.stringify(rate)}\n`);
});
