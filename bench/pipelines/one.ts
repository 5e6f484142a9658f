import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "../../commands/aws";
import type { LocalStack } from "../../local/stack";
import { countItems } from "../../queries/dynamodb";
import { emulator, emulatorValues } from "../emulator";
import { startSlowSink } from "../slow-sink";
import { percentile, type Figure } from "../result";
import type { Settings } from "../settings";
import { burst } from "./burst";
import { trickle } from "./trickle";
import { onStack, outputOf } from "./world";

const scenario = "http-requests";
const stream = "http-requests";

const rate = (what: string, ours: number): Figure => ({
  part: "c",
  what: `end to end, ${what}`,
  baseline: emulator,
  baselineValue: emulatorValues.endToEnd,
  ours,
  unit: "records/s",
  smallerIsBetter: false,
});

async function scale(stack: LocalStack, TargetShardCount: number): Promise<void> {
  await stack.cloud.client.call("kinesis", "UpdateShardCount", {
    StreamName: stream,
    TargetShardCount,
    ScalingType: "UNIFORM_SCALING",
  });
}

/** Lets the function's DynamoDB client talk to another endpoint, or again to the local cloud. */
async function redirect(stack: LocalStack, endpoint: string | undefined): Promise<void> {
  const FunctionName = outputOf(stack, scenario, "function");
  const { client } = stack.cloud;
  const { Environment } = await client.call("lambda", "GetFunctionConfiguration", { FunctionName });
  const Variables = { ...Environment?.Variables };
  delete Variables.AWS_ENDPOINT_URL_DYNAMODB;
  if (endpoint !== undefined) Variables.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  await client.call("lambda", "UpdateFunctionConfiguration", {
    FunctionName,
    Environment: { Variables },
  });
}

async function checkRows(stack: LocalStack, expected: number): Promise<void> {
  const client = new DynamoDBClient(clientSettings(stack.cloud.client));
  const rows = await countItems(client, outputOf(stack, scenario, "table"));
  client.destroy();
  if (rows !== expected) throw new Error(`${rows} rows are stored of ${expected} records`);
}

/** What a function's new instances, and new shards, are warmed up with. */
const warmUp = 2_000;

async function warmBurst(stack: LocalStack, records: number): Promise<number> {
  await burst(stack, [scenario], [stream], warmUp);
  return burst(stack, [scenario], [stream], records);
}

/** Into the local DynamoDB, then into a sink that answers at once, with 1, 2 and 4 shards. */
async function throughput(stack: LocalStack, records: number, say: Settings["say"]) {
  const figures: Figure[] = [];
  const sink = await startSlowSink(0);
  try {
    for (const [index, shards] of [1, 2, 4].entries()) {
      if (shards > 1) await scale(stack, shards);
      const label = `${shards} shard${shards === 1 ? "" : "s"}`;
      say(`(c) one pipeline end to end: ${label}`);
      await redirect(stack, undefined);
      figures.push(rate(`${label}, local DynamoDB`, await warmBurst(stack, records)));
      await checkRows(stack, (index + 1) * (warmUp + records));
      await redirect(stack, sink.endpoint);
      figures.push(rate(`${label}, sink that answers at once`, await warmBurst(stack, records)));
    }
    if (sink.calls() === 0) throw new Error("the function did not use the sink");
    return figures;
  } finally {
    await sink.close();
  }
}

async function latency(stack: LocalStack, seconds: number): Promise<Figure[]> {
  const consumers = [{ scenario, functionName: outputOf(stack, scenario, "function") }];
  const options = { seconds, perSecond: 10, deliveries: 1 };
  const samples = (await trickle(stack, consumers, options)).get(scenario) ?? [];
  const figure = (what: string, baselineValue: number, ours: number): Figure => ({
    part: "c",
    what: `put to stored at 10 records/s, ${what}`,
    baseline: emulator,
    baselineValue,
    ours,
    unit: "ms",
    smallerIsBetter: true,
  });
  return [
    figure("p50", emulatorValues.p50Ms, percentile(samples, 0.5)),
    figure("p99", emulatorValues.p99Ms, percentile(samples, 0.99)),
  ];
}

/** (c) The whole http-requests pipeline: how much goes through, and how soon. */
export async function benchOnePipeline({ quick, say }: Settings): Promise<Figure[]> {
  const rates = await onStack([scenario], {}, (stack) =>
    throughput(stack, quick ? 3_000 : 15_000, say),
  );
  say("(c) one pipeline: a trickle of 10 records a second");
  const latencies = await onStack([scenario], {}, (stack) => latency(stack, quick ? 5 : 20));
  return [...rates, ...latencies];
}
