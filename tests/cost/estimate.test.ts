import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { priceListOf } from "../../policies/pricing/price-list";
import { compare } from "../../cost/estimate/cheapest";
import { comparisons, costPage, rates } from "../../cost/estimate/page";
import { price } from "../../cost/estimate/price";
import { scenarios } from "../../cost/estimate/scenarios";

const prices = priceListOf("us-east-1");

function estimate(name: string, eventsPerSecond: number) {
  const scenario = scenarios.find((each) => each.name === name);
  assert.ok(scenario);
  return compare(scenario, eventsPerSecond, prices);
}

const cents = (usd: number) => Math.round(usd * 100) / 100;

describe("the estimate of each scenario at its cheapest", () => {
  it("is that of http-requests at 10/s, to the cent, by hand", () => {
    const { ours } = estimate("http-requests", 10);
    const events = 26.28; // millions in 730 hours
    const stream = 0.015 * 730 + events * 0.014;
    const invocations = events * 10_000; // batches of 100
    const requests = (invocations / 1e6) * 0.2;
    const compute = invocations * 0.05 * 0.25 * 0.0000133334;
    const logs = ((invocations * 1200) / 1024 ** 3) * 0.5;
    const metrics = 5 * 0.3;
    const rows = events * 0.625;
    assert.equal(cents(ours.total), cents(stream + requests + compute + logs + metrics + rows));
    assert.equal(cents(ours.total), 29.49);
    assert.deepEqual([ours.shards, ours.choice.batchSize, ours.choice.windowSeconds], [1, 100, 10]);
  });

  for (const [rate, shards] of [
    [10, 1],
    [1000, 1],
    [100_000, 100],
  ] as const) {
    it(`has ${shards} shard(s) for ${rate} events/s, and consumers that keep up`, () => {
      for (const { name } of scenarios) {
        const { ours } = estimate(name, rate);
        assert.equal(ours.shards, shards, name);
        assert.ok(ours.parallelization <= 10, name);
      }
    });
  }

  it("never finds a choice cheaper than the one it names", () => {
    for (const { scenario, eventsPerSecond, ours } of comparisons(prices)) {
      const rate = { eventsPerSecond, bytes: scenario.bytes };
      for (const layout of scenario.layouts) {
        for (const mode of ["provisioned", "on-demand"] as const) {
          const choice = { mode, batchSize: 1000, windowSeconds: 10, layout };
          const other = price(prices, scenario.design(layout), choice, rate);
          assert.ok(other.total >= ours.total - 0.011, `${scenario.name} ${eventsPerSecond}`);
        }
      }
    }
  });

  it("gathers files into batches, which the lab's PUTs cost 17 times", () => {
    const { ours, seed } = estimate("stock-market", 1000);
    assert.equal(ours.choice.layout, "batch");
    assert.ok(seed.total / ours.total > 17, String(seed.total / ours.total));
  });

  it("rests the warehouse between batches at 10/s, and lets one node run at 1,000/s", () => {
    assert.equal(estimate("transactions", 10).ours.choice.layout, "serverless");
    assert.equal(estimate("transactions", 1000).ours.choice.layout, "provisioned");
  });

  it("needs nine shards at 1,000/s where the lab invokes a function for every request", () => {
    const { seed } = estimate("http-requests", 1000);
    // 7 ms a record, one after the other, at 80 % of the time: 8.75 shards.
    assert.equal(seed.shards, 9);
    const invocations = 2628 * (0.2 + 0.007 * 0.125 * 1e6 * 0.0000166667);
    const logs = ((2628e6 * 300) / 1024 ** 3) * 0.5;
    assert.equal(cents(seed.compute), cents(invocations + logs));
  });

  it("costs less than the lab's design in every scenario at every rate", () => {
    const all = comparisons(prices);
    assert.equal(all.length, scenarios.length * rates.length);
    for (const { scenario, eventsPerSecond, ours, seed } of all) {
      assert.ok(seed.total > ours.total, `${scenario.name} at ${eventsPerSecond}`);
    }
  });

  it("is what docs/cost.md says (npm run cost -- --estimate --write writes it)", async () => {
    const page = await format(costPage(prices), { parser: "markdown", printWidth: 100 });
    const file = path.resolve(__dirname, "../../docs/cost.md");
    assert.equal(readFileSync(file, "utf8"), page);
  });
});
