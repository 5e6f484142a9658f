import { createCloud } from "../local/cloud";
import { readerOf } from "../local/gateway/model/read";
import { openEngine } from "../local/services/sql/duckdb";
import { prepare } from "./prepared";

/** A stop is told of when the thread neither ran a timer nor waited for so long, in milliseconds. */
const LONGEST_STOP_MS = 100;
const TICK_MS = 20;

/** What the process that holds the cloud tells its parent. */
export type Told =
  | { readonly kind: "ready"; readonly endpoint: string; readonly known: Record<string, string[]> }
  | { readonly kind: "stop"; readonly ms: number }
  | { readonly kind: "memory"; readonly mib: number };

/** The parent may have gone by then, as it does at the end. */
function tell(told: Told): void {
  if (process.connected) process.send?.(told);
}

/**
 * Watches this thread. On a busy machine it also waits for its turn, so that a stop is one in which it
 * used the processor for as long.
 */
function watch(): void {
  let at = performance.now();
  let used = process.cpuUsage();
  setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    const ms = Math.min(now - at - TICK_MS, (user + system) / 1000);
    if (ms > LONGEST_STOP_MS) tell({ kind: "stop", ms: Math.round(ms) });
    at = now;
    used = process.cpuUsage();
  }, TICK_MS).unref();
  setInterval(() => {
    tell({ kind: "memory", mib: Math.round(process.memoryUsage.rss() / 2 ** 20) });
  }, 1000).unref();
}

async function main(): Promise<void> {
  const cloud = await createCloud();
  process.once("disconnect", () => {
    void cloud.stop().finally(() => process.exit());
  });
  const known = await prepare(cloud.client);
  // DuckDB and a service's client are loaded at their first use, once: no input makes that take longer.
  (await openEngine()).close();
  for (const { service, operation } of cloud.operations) {
    for (const notation of ["typed", "text", "rest"] as const)
      readerOf({ name: service }, operation, notation);
  }
  tell({ kind: "ready", endpoint: cloud.endpoint, known });
  watch();
}

void main();
