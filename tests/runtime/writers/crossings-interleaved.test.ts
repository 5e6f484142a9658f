import { deepEqual, equal, ok } from "node:assert/strict";
import type { ReadingItem } from "../../../runtime/crossings/reading";
import type { Entry } from "../../../runtime/types";
import { openWriter } from "../support/container";
import { reading } from "../support/crossings";
import { Interleaving, type Faults } from "../support/interleaving";

const NONE: Faults = { failed: 0, lost: 0, killed: 0 };
const SOME: Faults = { failed: 0.05, lost: 0.05, killed: 0.05 };

/** A sensor's readings by the shards that they came through, each in the order of the stream. */
type Shards = readonly (readonly Entry<ReadingItem>[])[];

interface Course {
  /** Through how many shards the readings come. */
  readonly shards: number;
  /** By how many seconds a reading may be older than the one before it in its stream. */
  readonly disorder: number;
}

/** Readings at random: values about the threshold, times one apart and shaken, shards by chance. */
function course(world: Interleaving, { shards, disorder }: Course): Shards {
  const all = Array.from({ length: 3 + world.upTo(9) }, (_, i) => {
    const shard = world.upTo(shards - 1);
    const { item, ...place } = reading(25 + world.upTo(10), 100 + 2 * i - world.upTo(disorder), {
      sequence: i,
      shardId: `shardId-${shard}`,
      partitionKey: `key-${world.upTo(1)}`,
    });
    // Two readings may be of one second.
    return { ...place, item: { ...item, alert: { ...item.alert, id: `reading ${i}` } } };
  });
  return Array.from({ length: shards }, (_, shard) =>
    all.filter(({ at }) => at.shardId === `shardId-${shard}`),
  );
}

/** Delivers a shard as Lambda does: in batches, the rest of one again that failed, halves after a kill. */
async function deliver(
  world: Interleaving,
  shard: readonly Entry<ReadingItem>[],
  lateAlerts: boolean,
): Promise<void> {
  const writer = openWriter<ReadingItem>(
    "crossings",
    { partitionKey: "sensor_id", threshold: 30, scenario: "s", type: "t", lateAlerts },
    { TABLE_NAME: "latest", TOPIC_ARN: "arn:aws:sns:us-east-1:0:alerts", LEDGER_TABLE: "ledger" },
  );
  let size = 1 + world.upTo(shard.length);
  for (let done = 0; done < shard.length;) {
    const batch = shard.slice(done, done + size).map((entry, index) => ({ ...entry, index }));
    const failures = await world.invoke((context) => writer.write(batch, context));
    if (failures === undefined) size = Math.max(1, Math.floor(size / 2));
    else {
      const lowest = Math.min(batch.length, ...failures.map(({ index }) => index));
      // Once in a while the answer is lost, and all of the batch comes again.
      if (world.random() > 0.1) done += lowest;
      size = 1 + world.upTo(shard.length);
    }
  }
}

async function run(seed: number, faults: Faults, shape: Course, lateAlerts = false) {
  const world = new Interleaving(seed, faults);
  await world.createTable("latest", "sensor_id");
  await world.createTable("ledger", "id");
  const shards = course(world, shape);
  await world.play(shards.map((shard) => () => deliver(world, shard, lateAlerts)));
  const [row] = await world.rows("latest");
  const byTime = shards.flat().sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const above = byTime.map(({ item }) => Number(item.value) > 30);
  return {
    world,
    row,
    byTime,
    /** What somebody would count who sees all readings in the order of their times. */
    crossings: above.filter((isAbove, i) => isAbove && above[i - 1] !== true).length,
    ids: world.published.map(({ id }) => id),
  };
}

function orderOf({ item, at }: Entry<ReadingItem>): string {
  return `${item.timestamp}#${at.sequenceNumber.padStart(64, "0")}`;
}

/** Runs `check` under many seeds, MORE times as many if that is set; the one that fails is named. */
function always(runs: number, check: (seed: number) => Promise<void>): () => Promise<void> {
  return async () => {
    for (let seed = 1; seed <= runs * Number(process.env["MORE"] ?? 1); seed += 1) {
      try {
        await check(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  };
}

/** What holds in every run. */
function checkAlways({ world, row, byTime, crossings, ids }: Awaited<ReturnType<typeof run>>) {
  const inTime = new Set(world.published.filter(({ isLate }) => !isLate).map(({ id }) => id));
  ok(inTime.size <= crossings, `${inTime.size} alerts of ${crossings} crossings`);
  const doubles = ids.length - new Set(ids).size;
  ok(doubles <= world.doubling, `${doubles} doubles by ${world.doubling} faults`);
  deepEqual(row?.["latestAt"], { S: lastOf(byTime) });
  // Without a late reading nothing is hidden from the writer; a killed function counts nothing.
  if (world.late === 0 && world.kills === 0) equal(inTime.size, crossings);
}

function lastOf(byTime: readonly Entry<ReadingItem>[]): string {
  const last = byTime.at(-1);
  return last === undefined ? "" : orderOf(last).replace(".000Z", ".000000000Z");
}

describe("crossings, whatever the order of requests", function () {
  this.timeout(600_000);

  it(
    "alerts once a crossing when readings come in the order of their times, and counts none late",
    always(100, async (seed) => {
      const result = await run(seed, NONE, { shards: 1, disorder: 0 });
      deepEqual([result.ids.length, result.world.late], [result.crossings, 0]);
      checkAlways(result);
    }),
  );

  it(
    "alerts no oftener than the threshold is crossed when readings come through three shards at once",
    always(80, async (seed) => {
      const result = await run(seed, NONE, { shards: 3, disorder: 5 });
      checkAlways(result);
      equal(new Set(result.ids).size, result.ids.length);
    }),
  );

  it(
    "alerts of every crossing, and doubles none without a cause, through failures, lost answers and kills",
    always(80, async (seed) => {
      const result = await run(seed, SOME, { shards: 1, disorder: 0 });
      checkAlways(result);
      equal(new Set(result.ids).size, result.crossings);
    }),
  );

  it(
    "does so through three shards too, as far as no reading is late",
    always(120, async (seed) => {
      checkAlways(await run(seed, SOME, { shards: 3, disorder: 5 }));
    }),
  );

  it(
    "alerts of each late reading above the threshold when asked, through failures, lost answers and kills",
    always(80, async (seed) => {
      const asked = await run(seed, SOME, { shards: 3, disorder: 5 }, true);
      checkAlways(asked);
      const told = new Set(asked.ids);
      // A reading above that nobody was told of came in time, after another above.
      for (const [i, { item }] of asked.byTime.entries()) {
        if (Number(item.value) <= 30 || told.has(item.alert.id)) continue;
        const before = asked.byTime.slice(0, i).filter(({ item: { value } }) => Number(value) > 30);
        ok(before.length > 0, `${item.timestamp} is above and nobody was told`);
      }
    }),
  );
});
