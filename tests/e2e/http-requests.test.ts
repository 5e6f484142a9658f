import assert from "node:assert/strict";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../local/gateway/service";
import type { OutgoingRecord } from "../../producers/record";
import { createWorld, dataFile, eventsOf, killAsItGoes, withPoison, type World } from "./world";

const stream = "http-requests";
const table = "HttpRequests";
const consumer = "http-requests-consumer";

const throttled = new AwsError("ProvisionedThroughputExceededException", "slow down");
const down = new AwsError("InternalServerError", "the table is down", 500);

function request(path: string, timestamp: string, id: number): OutgoingRecord {
  const event = { path, timestamp, method: "GET", status: 200, id };
  return { partitionKey: `path#${path}`, data: JSON.stringify(event) };
}

describe("http-requests, end to end", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld(["http-requests"]);
  });
  afterEach(() => world.stop());

  it("gives 8,000 rows for 8,000 real requests, through poison, throttles and killed workers", async function () {
    const file = dataFile("apache_access.log");
    if (file === undefined) this.skip();
    const { mixed, poison } = withPoison(await eventsOf("http-requests", file), 100);
    const { cloud } = world.stack;
    cloud.faults.add({
      service: "dynamodb",
      operation: "BatchWriteItem",
      rate: 0.2,
      error: throttled,
    });
    const killer = killAsItGoes(world, consumer, 500);
    try {
      await world.send(stream, mixed);
      await world.settled();
    } finally {
      await killer.stop();
    }
    const rows = await world.rows(table);
    assert.equal(rows.length, 8000);
    assert(killer.killed() >= 3, `only ${killer.killed()} workers were killed`);
    const quarantined = await world.quarantined("http-requests");
    const bytes = (texts: readonly string[]) => [...texts].sort();
    assert.deepEqual(
      bytes(quarantined.map(({ data }) => data.toString("base64"))),
      bytes(poison.map(({ data }) => Buffer.from(data).toString("base64"))),
    );
  });

  it("keeps both of two requests for one path in the same millisecond", async () => {
    const moment = "2025-09-20T10:00:00.000Z";
    await world.send(stream, [request("/a", moment, 1), request("/a", moment, 2)]);
    await world.settled();
    const rows = await world.rows(table);
    assert.deepEqual(rows.map(({ id }) => id?.N).sort(), ["1", "2"]);
  });

  it("answers the lab's query for a path and a day", async () => {
    await world.send(stream, [
      request("/static/logo.png", "2025-09-19T23:59:59.999Z", 1),
      request("/static/logo.png", "2025-09-20T00:00:00.000Z", 2),
      request("/static/logo.png", "2025-09-20T12:30:00.500Z", 3),
      request("/static/logo.png", "2025-09-21T00:00:00.000Z", 4),
      request("/other", "2025-09-20T12:00:00.000Z", 5),
    ]);
    await world.settled();
    const { Items } = await world.clients.dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b",
        ExpressionAttributeValues: {
          ":p": { S: "path#/static/logo.png" },
          ":a": { S: "2025-09-20T00:00:00.000Z" },
          ":b": { S: "2025-09-20T23:59:59.999Z" },
        },
      }),
    );
    assert.deepEqual(
      Items?.map(({ id }) => id?.N),
      ["2", "3"],
    );
  });

  it("loses and doubles nothing while the table is down for 30 seconds", async () => {
    const records = Array.from({ length: 300 }, (_, id) =>
      request(`/page/${id % 7}`, "2025-09-20T10:00:00.000Z", id),
    );
    world.stack.cloud.faults.add({
      service: "dynamodb",
      untilMs: Date.now() + 30_000,
      error: down,
    });
    await world.send(stream, records);
    await world.settled();
    const rows = await world.rows(table);
    assert.equal(rows.length, 300);
    assert.equal(new Set(rows.map(({ id }) => id?.N)).size, 300);
    assert.deepEqual(await world.quarantined("http-requests"), []);
  });

  it("keeps what it must give up: a batch that no retry saves is in the failure bucket, whole", async () => {
    const denied = new AwsError("AccessDeniedException", "not allowed");
    const remove = world.stack.cloud.faults.add({ service: "dynamodb", error: denied });
    await world.stack.cloud.client.call("lambda", "UpdateEventSourceMapping", {
      UUID: await mappingId(world),
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: false,
    });
    const records = [1, 2, 3].map((id) => request("/a", "2025-09-20T10:00:00.000Z", id));
    await world.send(stream, records);
    await world.settled();
    remove();
    const kept = await world.objects(String(world.stack.outputs.failureBucket), "aws/lambda/");
    const sent = [...kept.values()].flatMap((text) => {
      const { payload } = JSON.parse(text) as { payload: string };
      const { Records } = JSON.parse(payload) as { Records: { kinesis: { data: string } }[] };
      return Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
    });
    assert.deepEqual(sent.sort(), records.map(({ data }) => data).sort());
  });
});

async function mappingId(world: World): Promise<string> {
  const { EventSourceMappings = [] } = await world.stack.cloud.client.call(
    "lambda",
    "ListEventSourceMappings",
    { FunctionName: consumer },
  );
  const [mapping] = EventSourceMappings;
  assert(mapping?.UUID);
  return mapping.UUID;
}
