import path from "node:path";
import { createHandler } from "../runtime/handler";
import type { InvocationContext, KinesisEvent } from "../runtime/invocation/event";
import { writer } from "../runtime/writers/table";
import { sources } from "../producers";
import { seededRandom } from "../producers/random";
import { parseHttpRequest, type HttpRequest } from "../scenarios/http-requests";
import type { Figure } from "./result";
import { seedHandler } from "./seed-handler";
import { startSlowSink } from "./slow-sink";

const latencyMs = 5;
const batchSize = 500;
const streamArn = "arn:aws:kinesis:us-east-1:000000000000:stream/http-requests";

/** A batch of generated requests as Lambda delivers it. */
function batch(first: number, size: number): KinesisEvent {
  const source = sources.find(({ scenario }) => scenario === "http-requests");
  if (source === undefined) throw new Error("there is no producer of http-requests");
  const random = seededRandom(first + 1);
  return {
    Records: Array.from({ length: size }, (_, index) => {
      const { partitionKey, data } = source.generate(random, new Date(first + index));
      const sequenceNumber = String(49_600_000_000_000_000_000_000n + BigInt(first + index));
      return {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey,
          sequenceNumber,
          data: Buffer.from(data).toString("base64"),
          approximateArrivalTimestamp: 1_750_000_000 + index / 1000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: "arn:aws:iam::000000000000:role/bench",
        awsRegion: "us-east-1",
        eventSourceARN: streamArn,
      };
    }),
  };
}

function ours() {
  return createHandler<HttpRequest>({
    pipeline: "http-requests",
    consumer: "bench",
    parse: parseHttpRequest,
    sinks: [
      {
        name: "HttpRequests",
        map: (request, at) => ({
          ...request,
          pk: `path#${request.path}`,
          sk: `${request.timestamp}#${at.sequenceNumber}`,
        }),
        writer,
        options: { partitionKey: "pk", sortKey: "sk" },
        environmentPrefix: "SINK_",
      },
    ],
  });
}

interface Measured {
  readonly recordsPerSecond: number;
  readonly callsPer10000: number;
}

async function measure(
  run: (event: KinesisEvent) => Promise<unknown>,
  records: number,
  calls: () => number,
): Promise<Measured> {
  await run(batch(0, 100));
  const before = calls();
  const started = performance.now();
  for (let first = 0; first < records; first += batchSize) await run(batch(first, batchSize));
  const seconds = (performance.now() - started) / 1000;
  return {
    recordsPerSecond: records / seconds,
    callsPer10000: ((calls() - before) / records) * 10_000,
  };
}

/** (b) The handler against a faithful port of the lab's, both over a sink of 5 ms. */
export async function benchHandler(): Promise<Figure[]> {
  const sink = await startSlowSink(latencyMs);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sink.endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    SINK_TABLE_NAME: "HttpRequests",
    QUARANTINE_BUCKET: "failures",
    QUARANTINE_PREFIX: `quarantine/${path.basename(__dirname)}/`,
  });
  const context = {
    awsRequestId: "bench",
    functionName: "bench",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:bench",
    getRemainingTimeInMillis: () => 60_000,
  } as InvocationContext;
  const log = console.log;
  console.log = () => undefined;
  try {
    const handler = ours();
    const now = await measure((event) => handler(event, context), 20_000, sink.calls);
    const seed = await measure(seedHandler(sink.endpoint, "HttpRequests"), 2_000, sink.calls);
    const baseline = "the lab's handler, ported";
    return [
      {
        part: "b",
        what: `handler, sink of ${latencyMs} ms`,
        baseline,
        baselineValue: seed.recordsPerSecond,
        ours: now.recordsPerSecond,
        unit: "records/s",
        smallerIsBetter: false,
      },
      {
        part: "b",
        what: "AWS calls per 10,000 records",
        baseline,
        baselineValue: seed.callsPer10000,
        ours: now.callsPer10000,
        unit: "calls",
        smallerIsBetter: true,
      },
    ];
  } finally {
    console.log = log;
    delete process.env.AWS_ENDPOINT_URL;
    await sink.close();
  }
}
