import type { PriceList } from "../../policies/pricing/price-list";
import type { Comparison } from "./cheapest";
import { compare } from "./cheapest";
import type { Priced } from "./price";
import { scenarios } from "./scenarios";

export const rates = [10, 1000, 100_000] as const;

/** Every scenario at every rate, by scenario. */
export function comparisons(prices: PriceList): readonly Comparison[] {
  return scenarios.flatMap((scenario) => rates.map((rate) => compare(scenario, rate, prices)));
}

export function dollars(usd: number): string {
  const sign = usd < 0 ? "−" : "";
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${sign}$${Math.abs(usd).toLocaleString("en", digits)}`;
}

const count = (value: number) => Math.round(value).toLocaleString("en");

function streamOf({ choice, shards }: Priced): string {
  if (choice.mode === "on-demand") return "on-demand";
  return shards === 1 ? "1 shard" : `${count(shards)} shards`;
}

function batchesOf({ choice, batch }: Priced): string {
  return `${count(batch)} (≤ ${count(choice.batchSize)}, ${choice.windowSeconds} s)`;
}

export const columns = [
  "events/s",
  "stream",
  "batch (limit, window)",
  "layout",
  "a month",
  "the lab's stream",
  "the lab's a month",
  "the lab costs more by",
];

/** One comparison as the cells of a table. */
export function cellsOf({ eventsPerSecond, ours, seed }: Comparison): readonly string[] {
  return [
    count(eventsPerSecond),
    streamOf(ours),
    batchesOf(ours),
    ours.choice.layout ?? "",
    dollars(ours.total),
    streamOf(seed),
    dollars(seed.total),
    dollars(seed.total - ours.total),
  ];
}

/** docs/cost.md, unformatted. */
export function costPage(prices: PriceList): string {
  const all = comparisons(prices);
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    "# What the scenarios cost",
    "",
    "Written by `npm run cost -- --estimate --write`; do not edit.",
    "",
    `List prices of ${prices.region}, checked ${prices.checked}, without free tiers: a steady rate`,
    "over a month of 730 hours. Each row is the cheapest choice of shards, batch and layout with",
    "which the consumers keep up, and beside it the lab's own design, which makes one call after the",
    "other and so needs a shard wherever its function falls behind. Alarms, dashboard and what is",
    "kept afterwards are left out on both sides. `npm run cost` prices the stack as it stands.",
    "",
    ...scenarios.flatMap((scenario) => [
      `## ${scenario.name}`,
      "",
      `Events of ${scenario.bytes} bytes. ${scenario.remark}`,
      "",
      row(columns),
      row(columns.map(() => "---")),
      ...all.filter((each) => each.scenario === scenario).map((each) => row(cellsOf(each))),
      "",
    ]),
  ].join("\n");
}
