import { StreamPipeline, type StreamPipelineArgs } from "../../components/pipeline";
import { toTable } from "../../components/sinks";
import type { SinkDefinition } from "../../components/sinks/sink";
import type { Foundation } from "../../components/stack";
import type { JsonValue } from "../../runtime/types";
import { object, text } from "../../runtime/validate";

/** The event of the pipelines that tests build. */
export interface Order {
  readonly id: string;
}

export function parseOrder(value: JsonValue): Order {
  return { id: text(object(value), "id") };
}

export function ordersTable(table = "Orders"): SinkDefinition<Order> {
  return toTable({ table, partitionKey: "id", toRow: (order) => order });
}

/** A pipeline `orders` with one table, changed by `args`. */
export function orders(
  foundation: Foundation,
  args: Partial<StreamPipelineArgs<Order>> = {},
): StreamPipeline<Order> {
  const sinks = "consumers" in args ? {} : { sinks: [ordersTable()] };
  return new StreamPipeline<Order>("orders", {
    foundation,
    stream: { name: "orders" },
    parse: parseOrder,
    ...sinks,
    ...args,
  } as StreamPipelineArgs<Order>);
}
