import { assumptions } from "../../cost/assumptions";
import type { Design, Scenario } from "../../cost/estimate/design";
import * as meters from "../../cost/meters";
import type { PriceList } from "../../policies/pricing/price-list";

/** A rate at which one shard is full. */
const eventsPerSecond = 1000;

/** What an invocation takes at most where the mapping says nothing. */
const usualBatch = 100;

/** Writing to the stream, invocations, their logs and metrics. */
function through(prices: PriceList, design: Design, bytes: number, batch: number): number {
  const functions = design.readers.map((reader) => {
    const records = reader.own?.batchSize ?? batch;
    const use = meters.invocations(prices, {
      batch: records,
      milliseconds: reader.batchMs + records * reader.recordMs,
      memoryMb: reader.memoryMb,
      arm: reader.arm,
      logBytes: reader.logBytesPerBatch + records * reader.logBytesPerRecord,
    });
    return use + meters.customMetrics(prices, reader.customMetrics, eventsPerSecond);
  });
  return functions.reduce((sum, usd) => sum + usd, meters.putUnits(prices, bytes));
}

/** Firehose's part of the sensors. */
function lake(prices: PriceList, { name, bytes }: Scenario, converted: boolean): number {
  if (name !== "sensors") return 0;
  const bufferMegabytes = converted ? 128 : 5;
  return meters.delivery(prices, {
    bytes,
    eventsPerSecond,
    bufferSeconds: 60,
    bufferMegabytes,
    converted,
  });
}

/** The lab's alerts come from an application of their own, of two KPU. */
function alerts(prices: PriceList): number {
  const hoursPerMillion = 1_000_000 / eventsPerSecond / 3600;
  const running = 2 * prices.flink.kpuHour * hoursPerMillion;
  return running + meters.publishes(prices, assumptions.alertsPerEvent);
}

/**
 * What a million events cost on their way to the sinks, in US dollars, with the durations that
 * docs/cost.md assumes. What stands there idle is not in it.
 */
export function passage(scenario: Scenario, prices: PriceList) {
  const { bytes, seed } = scenario;
  const batch = scenario.name === "transactions" ? usualBatch * 10 : usualBatch;
  const design = scenario.design(scenario.layouts[0]);
  const alerting = scenario.name === "transactions";
  return {
    ours: through(prices, design, bytes, batch) + lake(prices, scenario, true),
    theirs:
      through(prices, seed.design, bytes, seed.choice.batchSize) +
      lake(prices, scenario, false) +
      (alerting ? alerts(prices) : 0),
  };
}
