import { sources } from "../../producers";
import type { LocalStack } from "../../local/stack";
import { emulator, emulatorValues } from "../emulator";
import { percentile, type Figure } from "../result";
import type { Settings } from "../settings";
import { burst } from "./burst";
import { trickle, type Consumer } from "./trickle";
import { onStack, outputOf } from "./world";

const scenarios = sources.map(({ scenario }) => scenario);

/** The consumers that gather nothing: the warehouse's and the lake's wait for a window to end. */
const prompt: Readonly<Record<string, string>> = {
  "http-requests": "function",
  "event-logs": "function",
  transactions: "alertFunction",
  "stock-market": "function",
  sensors: "realtimeFunction",
};

async function latencies(stack: LocalStack, seconds: number): Promise<Figure[]> {
  const consumers: Consumer[] = Object.entries(prompt).map(([scenario, output]) => ({
    scenario,
    functionName: outputOf(stack, scenario, output),
  }));
  const deliveries = stack.cloud.mappings.stats().length;
  const samples = await trickle(stack, consumers, { seconds, perSecond: 10, deliveries });
  const figure = (what: string, share: number, of: readonly number[]): Figure => ({
    part: "e",
    what: `five at once, put to stored, ${what}`,
    baseline: emulator,
    baselineValue: emulatorValues.five.p50Ms,
    ours: percentile(of, share),
    unit: "ms",
    smallerIsBetter: true,
  });
  const each = [...samples].map(([scenario, times]) => figure(`${scenario}, p50`, 0.5, times));
  const all = [...samples.values()].flat();
  const p99 = { ...figure("all, p99", 0.99, all), baseline: "", baselineValue: 0 };
  return [...each, figure("all, p50", 0.5, all), p99];
}

async function throughput(stack: LocalStack, records: number): Promise<Figure> {
  const streams = sources.map(({ stream }) => stream);
  await burst(stack, scenarios, streams, 500);
  return {
    part: "e",
    what: "five at once, end to end, every sink",
    baseline: emulator,
    baselineValue: emulatorValues.five.endToEnd,
    ours: await burst(stack, scenarios, streams, records),
    unit: "records/s",
    smallerIsBetter: false,
  };
}

/** (e) All five pipelines in one local cloud, each with its own sinks. */
export async function benchFivePipelines({ quick, say }: Settings): Promise<Figure[]> {
  say("(e) five pipelines at once: a trickle of 10 records a second in each");
  const times = await onStack(scenarios, {}, (stack) => latencies(stack, quick ? 5 : 20));
  say("(e) five pipelines at once: as much as goes through");
  const rate = await onStack(scenarios, {}, (stack) => throughput(stack, quick ? 1_000 : 5_000));
  return [...times, rate];
}
