import assert from "node:assert/strict";
import { AwsError } from "../../local/gateway/service";
import type { OutgoingRecord } from "../../producers/record";
import { queryAthena } from "../../queries/athena";
import { lakeOf } from "../../queries/scenarios";
import { createWorld, killAsItGoes, withPoison, type World } from "./world";

const stream = "sensor-stream";
const asNamed = (base: string) => base;

interface Reading {
  readonly sensor_id: string;
  readonly temperature: number;
  readonly humidity: number;
  readonly timestamp: string;
  readonly location: string;
}

const outgoing = (reading: Reading): OutgoingRecord => ({
  partitionKey: reading.sensor_id,
  data: JSON.stringify(reading),
});

/** A day of three sensors that warm up and cool down, each at its own pace. */
function day(count: number): Reading[] {
  return Array.from({ length: count }, (_, index) => ({
    sensor_id: `sensor-00${(index % 3) + 1}`,
    temperature: Number((25 + 8 * Math.sin(index / (20 + (index % 3) * 7))).toFixed(2)),
    humidity: Number((50 + 10 * Math.cos(index / 9)).toFixed(1)),
    timestamp: new Date(Date.UTC(2026, 0, 15, 0, 0, index)).toISOString(),
    location: "warehouse-A",
  }));
}

/** How often a sensor comes from 30 °C or less to more. */
function crossings(readings: readonly Reading[]): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const { sensor_id, temperature } of readings) {
    if (temperature > 30 && (last.get(sensor_id) ?? 0) <= 30) count += 1;
    last.set(sensor_id, temperature);
  }
  return count;
}

async function ask(world: World, sql: string): Promise<readonly (readonly string[])[]> {
  return (await queryAthena(world.clients.athena, lakeOf(asNamed), sql)).rows;
}

/** `unread`: the lake takes lines as they come, so that a broken one is a row of NULLs. */
async function compareAnswers(
  world: World,
  readings: readonly Reading[],
  unread: boolean,
): Promise<void> {
  const newest = [...readings].sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
  const latest = await ask(world, "SELECT * FROM sensor_data ORDER BY timestamp DESC LIMIT 10");
  assert.deepEqual(
    latest.map((row) => row.slice(0, 5)),
    newest
      .slice(0, 10)
      .map((r) => [r.sensor_id, r.temperature, r.humidity, r.timestamp, r.location].map(cell)),
  );
  const means = await ask(
    world,
    "SELECT sensor_id, AVG(temperature) as avg_temp FROM sensor_data GROUP BY sensor_id",
  );
  const named = means.filter(([sensor]) => sensor !== "");
  assert.equal(means.length - named.length, unread ? 1 : 0);
  for (const [sensor, mean] of named) {
    const own = readings.filter(({ sensor_id }) => sensor_id === sensor);
    const expected = own.reduce((sum, { temperature }) => sum + temperature, 0) / own.length;
    assert(Math.abs(Number(mean) - expected) < 1e-9, `${String(sensor)}: ${String(mean)}`);
  }
  assert.equal(named.length, new Set(readings.map(({ sensor_id }) => sensor_id)).size);
  const high = await ask(
    world,
    "SELECT sensor_id, temperature, timestamp FROM sensor_data WHERE temperature > 30.0 ORDER BY timestamp DESC",
  );
  assert.deepEqual(
    high,
    newest
      .filter(({ temperature }) => temperature > 30)
      .map((r) => [r.sensor_id, r.temperature, r.timestamp].map(cell)),
  );
}

/** A value as Athena prints it: doubles always with a decimal point. */
function cell(value: string | number): string {
  return typeof value === "number" && Number.isInteger(value) ? `${value}.0` : String(value);
}

for (const format of ["parquet", "json"]) {
  describe(`sensors, end to end, lake of ${format}`, () => {
    let world: World;

    beforeEach(async () => {
      world = await createWorld(["sensors"], { lakeFormat: format });
    });
    afterEach(() => world.stop());

    it("answers the lab's three queries as a plain computation does, and alerts once a crossing", async () => {
      const readings = day(900);
      const { mixed, poison } = withPoison(readings.map(outgoing), 100);
      const { cloud } = world.stack;
      const down = new AwsError("InternalError", "down", 500);
      cloud.faults.add({ service: "sns", times: 2, error: down });
      cloud.faults.add({ service: "s3", operation: "PutObject", times: 2, error: down });
      const killer = killAsItGoes(world, "sensors-realtime", 300);
      try {
        await world.send(stream, mixed);
        await world.settled();
      } finally {
        await killer.stop();
      }
      assert(killer.killed() > 0);
      // No invocation fails of itself, however busy the machine: only those that were killed.
      const failed = await world.failures("sensors-realtime");
      assert.ok(failed.length > 0 && failed.length <= killer.killed(), failed.join("\n"));
      for (const report of failed) assert.match(report, /Error Type: Runtime\.ExitError$/);
      await compareAnswers(world, readings, format === "json");
      const { topic } = world.outputs("sensors");
      const alerts = cloud.sns.outbox().filter(({ topicArn }) => topicArn === topic);
      assert.equal(alerts.length, crossings(readings));
      assert.equal((await world.quarantined("sensors")).length, poison.length);
      const latest = await world.rows("SensorReadings");
      assert.deepEqual(
        latest.map(({ timestamp }) => timestamp?.S).sort(),
        readings.slice(-3).map(({ timestamp }) => timestamp),
      );
    });
  });
}
