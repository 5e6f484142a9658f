import { createHandler } from "../../runtime/handler";
import type { InvocationContext, KinesisEvent } from "../../runtime/invocation/event";
import { writer } from "../../runtime/writers/table";
import { eventOf, generatedRecords } from "../events";
import { httpRequests, httpRequestsEnvironment } from "../http-requests";
import { silenced } from "../quiet";
import type { Figure } from "../result";
import { seedHttpRequests } from "../seeds/http-requests";
import type { Settings } from "../settings";
import { startSlowSink } from "../slow-sink";

const latencyMs = 5;
const batchSize = 500;

const context: InvocationContext = {
  awsRequestId: "bench",
  getRemainingTimeInMillis: () => 60_000,
};

interface Measured {
  readonly recordsPerSecond: number;
  readonly callsPer10000: number;
}

async function measure(
  run: (event: KinesisEvent) => Promise<unknown>,
  records: number,
  calls: () => number,
): Promise<Measured> {
  const batches = Array.from({ length: records / batchSize }, (_, batch) =>
    eventOf("http-requests", generatedRecords("http-requests", batchSize, batch), batch),
  );
  await run(eventOf("http-requests", generatedRecords("http-requests", 100, 0), 0));
  const before = calls();
  const started = performance.now();
  for (const batch of batches) await run(batch);
  const seconds = (performance.now() - started) / 1000;
  return {
    recordsPerSecond: records / seconds,
    callsPer10000: ((calls() - before) / records) * 10_000,
  };
}

async function compare(endpoint: string, calls: () => number, records: number) {
  const { pipeline, consumer, parse, sink } = httpRequests;
  const handler = createHandler({ pipeline, consumer, parse, sinks: [{ ...sink, writer }] });
  const ours = await measure((event) => handler(event, context), records, calls);
  const seed = await measure(seedHttpRequests(endpoint), records / 10, calls);
  return { ours, seed };
}

/** (b) The handler against a faithful port of the lab's, both over a sink of 5 ms. */
export async function benchHandler({ quick, say }: Settings): Promise<Figure[]> {
  say("(b) the handler, and the lab's, over a sink of 5 ms");
  const sink = await startSlowSink(latencyMs);
  const variables = { ...httpRequestsEnvironment, AWS_ENDPOINT_URL: sink.endpoint };
  Object.assign(process.env, variables);
  try {
    const calls = () => sink.calls();
    const records = quick ? 5_000 : 20_000;
    const { ours, seed } = await silenced(() => compare(sink.endpoint, calls, records));
    const common = { part: "b", baseline: "the lab's handler, ported" };
    return [
      {
        ...common,
        what: `handler, sink of ${latencyMs} ms`,
        baselineValue: seed.recordsPerSecond,
        ours: ours.recordsPerSecond,
        unit: "records/s",
        smallerIsBetter: false,
      },
      {
        ...common,
        what: "AWS calls per 10,000 records",
        baselineValue: seed.callsPer10000,
        ours: ours.callsPer10000,
        unit: "calls",
        smallerIsBetter: true,
      },
    ];
  } finally {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
    await sink.close();
  }
}
