import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Scenario } from "../../cost/estimate/design";
import { scenarios } from "../../cost/estimate/scenarios";
import { usEast1 } from "../../policies/pricing/us-east-1";
import { sources } from "../../producers";
import { readEvents } from "../../producers/file";
import type { OutgoingRecord } from "../../producers/record";
import type { KinesisEvent } from "../../runtime/invocation/event";
import { eventOf, generatedRecords, sourceOf } from "../events";
import { silenced } from "../quiet";
import type { Figure } from "../result";
import { seeds } from "../seeds";
import type { Settings } from "../settings";
import { startSlowSink } from "../slow-sink";
import { Bill, type Indexes } from "./bill";
import { deployedFunctions, withHandler, type Deployed } from "./functions";
import { passage } from "./passage";
import { services } from "./services";

const million = 1_000_000;

type Run = (event: KinesisEvent) => Promise<unknown>;

/** Real readings of one machine: how often they cross the threshold decides what alerts cost. */
async function readings(): Promise<OutgoingRecord[]> {
  const file = path.join(__dirname, "../../samples/machine_temperature.csv");
  const records: OutgoingRecord[] = [];
  for await (const record of readEvents(sourceOf("sensors"), file)) records.push(record);
  return records;
}

/** Runs a handler over records in batches, and returns what it called. */
async function bill(
  indexes: Indexes,
  records: readonly OutgoingRecord[],
  batchSize: number,
  use: (endpoint: string, work: (run: Run) => Promise<void>) => Promise<void>,
): Promise<Bill> {
  const total = new Bill(indexes);
  const answer = services();
  const sink = await startSlowSink(0, (call) => {
    total.add(call);
    return answer(call);
  });
  try {
    await use(sink.endpoint, async (run) => {
      for (let first = 0; first < records.length; first += batchSize) {
        await run(eventOf("bench", records.slice(first, first + batchSize), first));
      }
    });
    return total;
  } finally {
    await sink.close();
  }
}

interface Spent {
  readonly calls: number;
  readonly dollars: number;
}

async function ours(scenario: Scenario, deployed: Deployed, records: readonly OutgoingRecord[]) {
  const functions = deployed.functions.filter((each) => each.scenario === scenario.name);
  const spent = { calls: 0, dollars: 0 };
  for (const each of functions) {
    const total = await bill(deployed.indexes, records, each.batchSize, (endpoint, work) =>
      withHandler(each, endpoint, (handler) =>
        work((event) =>
          handler(event, { awsRequestId: "bench", getRemainingTimeInMillis: () => 60_000 }),
        ),
      ),
    );
    spent.calls += total.calls;
    spent.dollars += total.cost(usEast1);
  }
  return spent;
}

async function theirs(scenario: Scenario, indexes: Indexes, records: readonly OutgoingRecord[]) {
  const make = seeds.get(scenario.name);
  if (make === undefined) return { calls: 0, dollars: 0 };
  const { batchSize } = scenario.seed.choice;
  const total = await bill(indexes, records, batchSize, (endpoint, work) => work(make(endpoint)));
  return { calls: total.calls, dollars: total.cost(usEast1) };
}

function figures(scenario: Scenario, events: number, our: Spent, their: Spent): Figure[] {
  const baseline = seeds.has(scenario.name) ? "the lab's handler, ported" : "the lab's design";
  const common = { part: "f", baseline, smallerIsBetter: true };
  const perMillion = (value: number) => (value / events) * million;
  const through = passage(scenario, usEast1);
  return [
    {
      ...common,
      what: `${scenario.name}, per million events`,
      baselineValue: perMillion(their.calls),
      ours: perMillion(our.calls),
      unit: "calls",
    },
    {
      ...common,
      what: `${scenario.name}, per million events`,
      baselineValue: perMillion(their.dollars) + through.theirs,
      ours: perMillion(our.dollars) + through.ours,
      unit: "US dollars",
    },
  ];
}

async function measure(folder: string, count: number, say: Settings["say"]): Promise<Figure[]> {
  const deployed = await deployedFunctions(folder);
  const found: Figure[] = [];
  for (const { scenario: name } of sources) {
    say(`(f) AWS calls and dollars of ${name}`);
    const scenario = scenarios.find((each) => each.name === name);
    if (scenario === undefined) throw new Error(`there are no prices for ${name}`);
    const records = name === "sensors" ? await readings() : generatedRecords(name, count, 1);
    const [our, their] = await silenced(async () => [
      await ours(scenario, deployed, records),
      await theirs(scenario, deployed.indexes, records),
    ]);
    found.push(...figures(scenario, records.length, our, their));
  }
  return found;
}

/** (f) What each scenario calls and pays, as deployed and as in its lab. */
export async function benchEconomy({ quick, say }: Settings): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "bench-economy-"));
  try {
    return await measure(folder, quick ? 1_000 : 4_000, say);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
