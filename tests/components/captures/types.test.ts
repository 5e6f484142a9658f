import { rejects } from "node:assert/strict";
import { StreamPipeline } from "../../../components/pipeline";
import { toAlerts, toCrossings, toObjects, toTable, toWarehouse } from "../../../components/sinks";
import type { Foundation } from "../../../components/stack";
import { parseOrder, type Order } from "../orders";
import { register } from "../program";

/**
 * Pipelines that do not compile, as the type check shows, and that are refused all the same where
 * nobody checks types.
 */
const pipelines: Record<string, (foundation: Foundation) => unknown> = {
  parse: (foundation) =>
    new StreamPipeline("orders", {
      foundation,
      stream: { name: "orders" },
      // @ts-expect-error -- it gives a promise
      parse: async (value) => Promise.resolve(parseOrder(value)),
      sinks: [toTable({ table: "Orders", partitionKey: "id", toRow: () => ({ id: "1" }) })],
    }),
  "toRow of the sink Orders": (foundation) =>
    withSink(
      foundation,
      toTable<Order>({
        table: "Orders",
        partitionKey: "id",
        // @ts-expect-error -- it gives a promise
        toRow: async (order) => Promise.resolve(order),
      }),
    ),
  "toRow of the sink orders": (foundation) =>
    withSink(
      foundation,
      toWarehouse<Order>({
        database: "shop",
        table: "orders",
        columns: { id: { type: "varchar(20)" }, placed: { type: "timestamp" } },
        mergeOn: "id",
        sortKey: "placed",
        // @ts-expect-error -- it gives a promise
        toRow: async (order) => Promise.resolve(order),
      }),
    ),
  "toFiles of the sink files": (foundation) =>
    withSink(
      foundation,
      toObjects<Order>({
        name: "files",
        prefixes: ["raw/"],
        // @ts-expect-error -- it gives a promise
        toFiles: async ({ id }) => Promise.resolve([{ key: `raw/${id}`, value: id }]),
      }),
    ),
  "toAlert of the sink alerts": (foundation) =>
    withSink(
      foundation,
      toAlerts<Order>({
        topic: "alerts",
        type: "a",
        // @ts-expect-error -- it gives a promise
        toAlert: async () => Promise.resolve(undefined),
      }),
    ),
  "toReading of the sink Readings": (foundation) =>
    withSink(
      foundation,
      toCrossings<Order>({
        table: "Readings",
        partitionKey: "id",
        topic: "alerts",
        type: "a",
        threshold: 1,
        // @ts-expect-error -- it gives a promise
        toReading: async () => Promise.resolve(undefined),
      }),
    ),
};

function withSink(foundation: Foundation, sink: ReturnType<typeof toTable<Order>>) {
  const stream = { name: "orders" };
  return new StreamPipeline<Order>("orders", {
    foundation,
    stream,
    parse: parseOrder,
    sinks: [sink],
  });
}

describe("a callback that gives a promise", () => {
  for (const [name, pipeline] of Object.entries(pipelines))
    it(`is refused by the types and by preview: ${name}`, async () => {
      const expected = new RegExp(`^Error: orders: ${name}, in consumer consumer, is async; `);
      await rejects(register(pipeline), expected);
    });
});
