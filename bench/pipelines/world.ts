import { setTimeout as sleep } from "node:timers/promises";
import { ownProgram } from "../../commands/program";
import { bringUp, type LocalStack } from "../../local/stack";

/** Runs a measurement on a stack of some scenarios, and takes the stack down again. */
export async function onStack<T>(
  scenarios: readonly string[],
  config: Readonly<Record<string, string>>,
  measure: (stack: LocalStack) => Promise<T>,
): Promise<T> {
  const stack = await bringUp({
    ...ownProgram,
    config: { ...config, scenarios: JSON.stringify(scenarios) },
  });
  try {
    return await measure(stack);
  } finally {
    await stack.stop();
  }
}

/** A scenario's outputs, as index.ts exports them. */
export function outputOf(stack: LocalStack, scenario: string, key: string): string {
  const outputs = stack.outputs[scenario] as Readonly<Record<string, string>>;
  const value = outputs[key];
  if (value === undefined) throw new Error(`${scenario} has no output ${key}`);
  return value;
}

/** Records that consumers have been through since the stack came up. */
export function delivered({ cloud }: LocalStack): number {
  return cloud.mappings.stats().reduce((sum, mapping) => sum + mapping.recordsDelivered, 0);
}

/**
 * Resolves with the time, in epoch milliseconds, when consumers have been through so many records
 * and nothing is left to deliver. Throws when nothing moves for 60 s.
 */
export async function processed(stack: LocalStack, deliveries: number): Promise<number> {
  const { mappings, firehose } = stack.cloud;
  let [before, moved] = [-1, Date.now()];
  for (;;) {
    const now = delivered(stack);
    if (now >= deliveries && mappings.idle() && firehose.idle()) return Date.now();
    if (now !== before) [before, moved] = [now, Date.now()];
    if (Date.now() - moved > 60_000) {
      const stats = JSON.stringify(mappings.stats(), undefined, 1);
      throw new Error(
        `${now} of ${deliveries} records were delivered, then none for 60 s: ${stats}`,
      );
    }
    await sleep(5);
  }
}
