import path from "node:path";
import type { LocalStack } from "../../local/stack";
import { runScript } from "../child";
import type { Burst, BurstSent } from "./sending";
import { delivered, processed } from "./world";

/** Consumers of each stream: transactions has two. */
const consumersOf = (stack: LocalStack, stream: string) =>
  stack.cloud.mappings.stats().filter(({ eventSourceArn }) => eventSourceArn.endsWith(`/${stream}`))
    .length;

/**
 * Sends records to every scenario at once, as fast as its stream takes them, and waits until all
 * sinks have them. Returns records a second, from the first put to the last one stored.
 */
export async function burst(
  stack: LocalStack,
  scenarios: readonly string[],
  streams: readonly string[],
  records: number,
): Promise<number> {
  const before = delivered(stack);
  const asked: Burst = { endpoint: stack.cloud.endpoint, scenarios, records };
  const file = path.join(__dirname, "burst-sender.ts");
  const deliveries = streams.reduce((sum, each) => sum + consumersOf(stack, each) * records, 0);
  const stored = processed(stack, before + deliveries);
  const [endedAt, { startedAt }] = await Promise.all([
    stored,
    runScript<BurstSent>(file, [JSON.stringify(asked)]),
  ]);
  return (records * scenarios.length) / ((endedAt - startedAt) / 1000);
}
