import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { PutItemCommand, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { sources } from "../../producers";
import { seededRandom } from "../../producers/random";
import type { OutgoingRecord } from "../../producers/record";
import { tally } from "../../demo/tally";
import { questions, type Choices } from "../../queries/scenarios";
import { createWorld, eventsOf, type World } from "./world";

const root = path.join(__dirname, "../..");

/** Sent in this order; the third and fourth are of another day where they were written. */
const written = [
  "2026-01-05T23:59:59Z",
  "2026-01-05 11:00:00",
  "2026-01-05T23:30:00-05:00",
  "2026-01-06T02:00:00+05:30",
];

function request(fields: object): OutgoingRecord {
  return { partitionKey: "1", data: JSON.stringify(fields) };
}

function price(timestamp: string): OutgoingRecord {
  return {
    partitionKey: "TIME",
    data: `{"symbol": "TIME", "price": 1.50, "timestamp": "${timestamp}"}`,
  };
}

/** The `aws dynamodb query` of a README, as the CLI would read it. */
function readmeQuery(file: string): QueryCommandInput {
  const text = readFileSync(path.join(root, file), "utf8").replaceAll("\\\n", " ");
  const line = text.split("\n").find((each) => each.startsWith("aws dynamodb query ")) ?? "";
  const option = (name: string) =>
    new RegExp(`--${name} +(?:'([^']*)'|"([^"]*)"|(\\S+))`).exec(line)?.slice(1).find(Boolean) ??
    assert.fail(`${file} has no aws dynamodb query with --${name}`);
  return {
    TableName: option("table-name"),
    KeyConditionExpression: option("key-condition-expression"),
    ExpressionAttributeValues: JSON.parse(
      option("expression-attribute-values"),
    ) as QueryCommandInput["ExpressionAttributeValues"],
  };
}

describe("days and keys, end to end", function () {
  let world: World;

  const ask = async (scenario: string, choices: Partial<Choices>) => {
    const [question] = questions[scenario]?.({ name: (base) => base, limit: 10, ...choices }) ?? [];
    assert(question);
    return question(world.clients);
  };

  before(async () => {
    world = await createWorld(["http-requests", "event-logs", "stock-market"]);
    const samples = await eventsOf("http-requests", path.join(root, "samples/access.log"));
    await world.send("http-requests", [
      ...samples,
      ...written.map((timestamp) => request({ path: "/tz-test", timestamp })),
      ...[
        "2026-03-01T00:00Z",
        "2026-02-28T23:59:59.999999999Z",
        "2026-03-01T23:59:59.999999999Z",
        "2026-03-02T00:00:00.000Z",
        "2026-03-01T10:00:00.5Z",
        "2026-03-01T10:00:00,25Z",
      ].map((timestamp) => request({ path: "/bounds", timestamp })),
      ...[
        "2015-05-17T00:00Z",
        "2015-05-17T23:59:59.9999Z",
        "2015-05-18T00:00:00.000Z",
        "2015-05-16T23:59:59.999Z",
      ].map((timestamp) => request({ path: "/favicon.ico", timestamp })),
      request({ path: "/pkfield", timestamp: "2024-12-21T10:00:00Z", pk: "mine", sk: { a: 1 } }),
      {
        partitionKey: "1",
        data: '{"path":"/proto","timestamp":"2024-12-21T10:00Z","__proto__":1}',
      },
      { partitionKey: "1", data: '{"path":"/empty","timestamp":"2024-12-21T10:00Z","":1}' },
      request({ path: "/leap", timestamp: "2016-12-31T23:59:60Z" }),
    ]);
    await world.send(
      "stock-market-stream",
      written.map((timestamp) => price(timestamp)),
    );
    await world.settled();
  });
  after(() => world.stop());

  it("finds a UTC day's requests, in the order of time, whatever form and zone they were sent in", async () => {
    const day5 = await ask("http-requests", { path: "/tz-test", day: "2026-01-05" });
    const times = (rows: readonly (readonly string[])[]) => rows.map(([timestamp]) => timestamp);
    assert.deepEqual(times(day5.answer.rows), [
      "2026-01-05 11:00:00",
      "2026-01-06T02:00:00+05:30",
      "2026-01-05T23:59:59Z",
    ]);
    const day6 = await ask("http-requests", { path: "/tz-test", day: "2026-01-06" });
    assert.deepEqual(times(day6.answer.rows), ["2026-01-05T23:30:00-05:00"]);
    const bounds = await ask("http-requests", { path: "/bounds", day: "2026-03-01" });
    assert.deepEqual(times(bounds.answer.rows), [
      "2026-03-01T00:00Z",
      "2026-03-01T10:00:00,25Z",
      "2026-03-01T10:00:00.5Z",
      "2026-03-01T23:59:59.999999999Z",
    ]);
  });

  it("finds a UTC day's prices of a share, in the order of time", async () => {
    const { answer } = await ask("stock-market", { symbol: "TIME", day: "2026-01-05" });
    assert.deepEqual(
      answer.rows.map(([, sent, amount, day]) => [sent, amount, day]),
      [
        ["2026-01-05 11:00:00", "1.5", "2026-01-05"],
        ["2026-01-06T02:00:00+05:30", "1.5", "2026-01-05"],
        ["2026-01-05T23:59:59Z", "1.5", "2026-01-05"],
      ],
    );
  });

  for (const file of ["README.md", "README.es.md"]) {
    it(`answers the query that ${file} prints with each request of that path and day`, async () => {
      const lines = readFileSync(path.join(root, "samples/access.log"), "utf8").split("\n");
      const expected = lines.filter(
        (line) => line.includes("[17/May/2015") && line.includes(" /favicon.ico "),
      );
      const { Items = [] } = await world.clients.dynamodb.send(new QueryCommand(readmeQuery(file)));
      assert(expected.length > 0);
      // Beside the sample's, two of the four at the day's edges.
      assert.equal(Items.length, expected.length + 2);
    });
  }

  it("shows what is there when nothing is chosen: a path, and its latest day", async () => {
    const { title, answer } = await ask("http-requests", {});
    assert.match(title, /^HttpRequests: requests for \/\S* on 20\d\d-\d\d-\d\d, their latest day$/);
    assert(answer.rows.length > 0);
    const latest = await ask("http-requests", { path: "/bounds" });
    assert.match(latest.title, /on 2026-03-02, their latest day/);
    const nothing = await ask("http-requests", { path: "/never-sent" });
    assert.deepEqual(nothing.answer.rows, []);
  });

  it("says when a limit left rows out, and when it did not", async () => {
    const bounds = { path: "/bounds", day: "2026-03-01" };
    const cut = await ask("http-requests", { ...bounds, limit: 3 });
    assert.deepEqual([cut.answer.rows.length, cut.answer.more], [3, true]);
    const whole = await ask("http-requests", { ...bounds, limit: 4 });
    assert.deepEqual([whole.answer.rows.length, whole.answer.more], [4, false]);
  });

  it("keeps an event's own pk and sk beside the row's", async () => {
    const rows = await world.rows("HttpRequests");
    const row = rows.find(({ path: sent }) => sent?.S === "/pkfield");
    assert.equal(row?.pk?.S, "path#/pkfield");
    assert.match(row.sk?.S ?? "", /^2024-12-21T10:00:00\.000Z#000000#\d+$/);
    assert.equal(row.timestamp?.S, "2024-12-21T10:00:00Z");
    assert.deepEqual(row.eventFields, { M: { pk: { S: "mine" }, sk: { M: { a: { N: "1" } } } } });
  });

  it("quarantines what the table has no name for, and a leap second in words", async () => {
    const reasons = (await world.quarantined("http-requests")).map(({ reason }) => reason).sort();
    assert.equal(reasons.length, 3);
    assert.match(reasons[0] ?? "", /must not be named __proto__/);
    assert.match(reasons[1] ?? "", /name must not be empty/);
    assert.match(reasons[2] ?? "", /timestamp must be .* a leap second, :60, is not taken/);
  });

  it("has a row for each of 1,000 prices of the generator's, as the tally counts", async () => {
    const source = sources.find(({ scenario }) => scenario === "stock-market");
    assert(source);
    const random = seededRandom(7);
    const now = new Date();
    const prices = Array.from({ length: 1000 }, () => source.generate(random, now));
    await world.send("stock-market-stream", prices);
    await world.settled();
    const stored = await tally("stock-market", world.clients, world.outputs("stock-market"));
    assert.deepEqual(
      stored.map(({ count }) => count),
      [1004, 1004, 1004],
    );
  });

  it("asks for today's events, or for the latest day's that has some", async () => {
    const empty = await ask("event-logs", {});
    assert.deepEqual(empty.answer.rows, []);
    for (const day of ["2020-01-01", "2020-01-02"]) {
      const Item = {
        eventId: { S: day },
        day: { S: day },
        timestamp: { S: `${day}T10:00:00.000Z` },
      };
      await world.clients.dynamodb.send(new PutItemCommand({ TableName: "EventLogs", Item }));
    }
    const old = await ask("event-logs", {});
    assert.deepEqual(
      old.answer.rows.map(([id]) => id),
      ["2020-01-02"],
    );
    await world.send("EventStream", [{ partitionKey: "1", data: '{"a":1}' }]);
    await world.settled();
    const { answer } = await ask("event-logs", {});
    assert.equal(answer.rows.length, 1);
    assert.notEqual(answer.rows[0]?.[0], "2020-01-02");
  });
});
