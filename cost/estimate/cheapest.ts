import type { PriceList } from "../../policies/pricing/price-list";
import type { Choice, Scenario } from "./design";
import type { Priced } from "./price";
import { price } from "./price";

const batchSizes = [10, 100, 1000, 10_000];
const windows = [1, 10, 60, 300];

function choicesOf(scenario: Scenario): readonly Choice[] {
  const modes = ["provisioned", "on-demand"] as const;
  return scenario.layouts.flatMap((layout) =>
    modes.flatMap((mode) =>
      windows
        .filter((windowSeconds) => windowSeconds <= scenario.longestWindow)
        .flatMap((windowSeconds) =>
          batchSizes.map((batchSize) => ({ mode, batchSize, windowSeconds, layout })),
        ),
    ),
  );
}

export interface Comparison {
  readonly scenario: Scenario;
  readonly eventsPerSecond: number;
  readonly ours: Priced;
  readonly seed: Priced;
}

/**
 * The cheapest choice for a scenario at a steady rate, and the lab's own design beside it. Of
 * choices within a cent the first wins, which has the shorter window and the smaller batch.
 */
export function compare(
  scenario: Scenario,
  eventsPerSecond: number,
  prices: PriceList,
): Comparison {
  const rate = { eventsPerSecond, bytes: scenario.bytes };
  const [first, ...others] = choicesOf(scenario).map((choice) =>
    price(prices, scenario.design(choice.layout), choice, rate),
  );
  if (first === undefined) throw new Error(`the scenario ${scenario.name} has no choices`);
  const ours = others.reduce((best, next) => (next.total < best.total - 0.01 ? next : best), first);
  const { design, choice } = scenario.seed;
  return { scenario, eventsPerSecond, ours, seed: price(prices, design, choice, rate) };
}
