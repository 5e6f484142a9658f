import type { PriceList } from "../../policies/pricing/price-list";
import { hoursPerMonth } from "../../policies/pricing/price-list";
import { assumptions } from "../assumptions";
import * as meters from "../meters";
import type { Choice, Design, Load, Reader } from "./design";

export const millionsPerMonth = (eventsPerSecond: number) =>
  (eventsPerSecond * 3600 * hoursPerMonth) / 1_000_000;

/** What the lab's queries cost, per million events, when they scan a share of a month's JSON. */
export function monthOfQueries(prices: PriceList, load: Load, share: number): number {
  const events = millionsPerMonth(load.eventsPerSecond);
  const scanned = events * 1_000_000 * load.bytes * share;
  return meters.queries(prices, assumptions.queriesPerMonth, scanned) / events;
}

/** What a design costs at a rate, in US dollars a month. */
export interface Priced {
  readonly choice: Choice;
  readonly shards: number;
  readonly parallelization: number;
  /** Records of an average batch. */
  readonly batch: number;
  readonly stream: number;
  readonly compute: number;
  readonly sinks: number;
  readonly total: number;
}

interface Rate {
  readonly eventsPerSecond: number;
  readonly bytes: number;
}

function batchOf(choice: Choice, { eventsPerSecond, bytes }: Rate, pollers: number): number {
  const window = Math.max(choice.windowSeconds, 1 / assumptions.pollsPerSecond);
  const arriving = (eventsPerSecond / pollers) * window;
  return Math.max(1, Math.min(choice.batchSize, arriving, 4_000_000 / bytes));
}

/** Batches of a shard that must be worked on at once for a reader to keep up; may exceed 10. */
function pollersNeeded(reader: Reader, choice: Choice, rate: Rate, shards: number): number {
  const perShard = rate.eventsPerSecond / shards;
  const batch = batchOf({ ...choice, ...reader.own }, rate, shards);
  const seconds = (reader.batchMs / batch + reader.recordMs) / 1000;
  return Math.max(1, Math.ceil((perShard * seconds) / assumptions.busy));
}

/**
 * Shards and parallelization with which all readers keep up: what arrives decides first, and where
 * a reader would still fall behind at its highest parallelization, more shards.
 */
function sizeOf(design: Design, choice: Choice, rate: Rate) {
  let shards = meters.shardsFor(rate.eventsPerSecond, rate.bytes);
  let parallelization = 1;
  for (const reader of design.readers) {
    const needed = pollersNeeded(reader, choice, rate, shards);
    parallelization = Math.max(parallelization, Math.min(needed, reader.maxParallelization));
    shards = Math.ceil(shards * Math.max(1, needed / reader.maxParallelization));
  }
  return { shards, parallelization };
}

function streamUsd(prices: PriceList, choice: Choice, rate: Rate, shards: number, readers: number) {
  const events = millionsPerMonth(rate.eventsPerSecond);
  const { kinesis } = prices;
  if (choice.mode === "on-demand") {
    const use = meters.onDemandStream(prices, rate.bytes, readers);
    return kinesis.onDemandStreamHour * hoursPerMonth + events * use;
  }
  return shards * kinesis.shardHour * hoursPerMonth + events * meters.putUnits(prices, rate.bytes);
}

function readerUsd(prices: PriceList, reader: Reader, choice: Choice, rate: Rate, pollers: number) {
  const batch = batchOf({ ...choice, ...reader.own }, rate, pollers);
  const use = meters.invocations(prices, {
    batch,
    milliseconds: reader.batchMs + batch * reader.recordMs,
    memoryMb: reader.memoryMb,
    arm: reader.arm,
    logBytes: reader.logBytesPerBatch + batch * reader.logBytesPerRecord,
  });
  const metrics = meters.customMetrics(prices, reader.customMetrics, rate.eventsPerSecond);
  return millionsPerMonth(rate.eventsPerSecond) * (use + metrics);
}

/** What a design costs in a month at a steady rate. */
export function price(prices: PriceList, design: Design, choice: Choice, rate: Rate): Priced {
  const { shards, parallelization } = sizeOf(design, choice, rate);
  const batch = batchOf(choice, rate, shards * parallelization);
  const readers = design.readers.length + design.otherReaders;
  const stream = streamUsd(prices, choice, rate, shards, readers);
  const compute = design.readers
    .map((reader) => readerUsd(prices, reader, choice, rate, shards * parallelization))
    .reduce((sum, usd) => sum + usd, 0);
  const perMillion = design.sinks(prices, { ...rate, batch, choice });
  const sinks = millionsPerMonth(rate.eventsPerSecond) * perMillion + design.fixed(prices, choice);
  const total = stream + compute + sinks;
  return { choice, shards, parallelization, batch, stream, compute, sinks, total };
}
