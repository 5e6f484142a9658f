import assert from "node:assert/strict";
import { AwsError } from "../../local/gateway/service";
import { sources } from "../../producers";
import { seededRandom } from "../../producers/random";
import { queryTable } from "../../queries/dynamodb";
import { createWorld, killAsItGoes, withPoison, type World } from "./world";

const stream = "EventStream";
const table = "EventLogs";

function events(count: number) {
  const source = sources.find(({ scenario }) => scenario === "event-logs");
  assert(source);
  const random = seededRandom(11);
  return Array.from({ length: count }, () => source.generate(random, new Date()));
}

describe("event-logs, end to end", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld(["event-logs"]);
  });
  afterEach(() => world.stop());

  it("stores every good event once and quarantines every bad one, through throttles and killed workers", async () => {
    const { mixed, poison } = withPoison(events(2000), 100);
    const throttled = new AwsError("ThrottlingException", "slow down");
    world.stack.cloud.faults.add({ service: "dynamodb", rate: 0.2, error: throttled });
    const killer = killAsItGoes(world, "event-logs-consumer", 600);
    try {
      await world.send(stream, mixed);
      await world.settled();
    } finally {
      await killer.stop();
    }
    world.stack.cloud.faults.clear();
    assert(killer.killed() > 0);
    const rows = await world.rows(table);
    assert.equal(rows.length, 2000);
    const quarantined = await world.quarantined("event-logs");
    assert.deepEqual(
      quarantined.map(({ data }) => data.toString()).sort(),
      poison.map(({ data }) => data).sort(),
    );
  });

  it("keeps the whole value with its digits, under a UUID of version 5", async () => {
    const data =
      '{"sensor": "temperature", "value": 22.50, "big": 12345678901234567890, "deep": [1, {"a": null}]}';
    await world.send(stream, [{ partitionKey: "1", data }]);
    await world.settled();
    const [row] = await world.rows(table);
    assert.match(row?.eventId?.S ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    assert.deepEqual(row?.data?.M?.big, { N: "12345678901234567890" });
    assert.equal(Number(row.data.M.value?.N), 22.5);
    assert.deepEqual(row.data.M.deep, { L: [{ N: "1" }, { M: { a: { NULL: true } } }] });
  });

  it("finds a day's events by the index byDay", async () => {
    await world.send(stream, events(5));
    await world.settled();
    const answer = await queryTable(world.clients.dynamodb, {
      table,
      index: "byDay",
      partition: ["day", new Date().toISOString().slice(0, 10)],
      limit: 10,
    });
    assert.equal(answer.rows.length, 5);
  });
});
