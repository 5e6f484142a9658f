import { rejects } from "node:assert/strict";
import { toAlerts, toCrossings, toObjects, toTable, toWarehouse } from "../../../components/sinks";
import type { SinkDefinition } from "../../../components/sinks/sink";
import { orders, type Order } from "../orders";
import { register } from "../program";

const asynchronous: [string, () => unknown][] = [
  ["is async", async () => Promise.resolve({})],
  ["is a generator", function* () {}],
  ["is an async generator", async function* () {}],
  ["is async", (async () => Promise.resolve({})).bind(null)],
];

describe("a callback that gives no result at once", function () {
  const sinksOf = (callback: () => never): Record<string, SinkDefinition<Order>> => ({
    "toRow of the sink Orders": toTable<Order>({
      table: "Orders",
      partitionKey: "id",
      toRow: callback,
    }),
    "toRow of the sink orders": toWarehouse<Order>({
      database: "shop",
      table: "orders",
      columns: { id: { type: "varchar(20)" }, placed: { type: "timestamp" } },
      mergeOn: "id",
      sortKey: "placed",
      toRow: callback,
    }),
    "toFiles of the sink files": toObjects<Order>({
      name: "files",
      prefixes: ["raw/"],
      toFiles: callback,
    }),
    "toAlert of the sink alerts": toAlerts<Order>({
      topic: "alerts",
      type: "a",
      toAlert: callback,
    }),
    "toReading of the sink Readings": toCrossings<Order>({
      table: "Readings",
      partitionKey: "id",
      topic: "alerts",
      type: "a",
      threshold: 1,
      toReading: callback,
    }),
  });

  for (const [flaw, callback] of asynchronous) {
    for (const name of Object.keys(sinksOf(callback as () => never)))
      it(`is refused in preview: ${name} ${flaw}`, async () => {
        const sink = sinksOf(callback as () => never)[name] as SinkDefinition<Order>;
        const consumers = { store: { sinks: [sink] } };
        const program = register((foundation) => orders(foundation, { consumers }));
        await rejects(program, new RegExp(`^Error: orders: ${name}, in consumer store, ${flaw}; `));
      });

    it(`is refused in preview: parse ${flaw}`, async () => {
      const parse = callback as () => never;
      const program = register((foundation) => orders(foundation, { parse }));
      await rejects(program, new RegExp(`^Error: orders: parse, in consumer consumer, ${flaw}; `));
    });
  }
});
