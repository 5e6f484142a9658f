import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { sources } from "../../producers";
import { readEvents } from "../../producers/file";
import { seededRandom } from "../../producers/random";
import type { OutgoingRecord, Source } from "../../producers/record";
import { sendRecords } from "../../producers/send";

const root = path.join(__dirname, "../..");

function source(scenario: string): Source {
  const found = sources.find((candidate) => candidate.scenario === scenario);
  assert(found, scenario);
  return found;
}

async function collect(events: AsyncIterable<OutgoingRecord>): Promise<OutgoingRecord[]> {
  const all: OutgoingRecord[] = [];
  for await (const event of events) all.push(event);
  return all;
}

interface Put {
  input: { Records: { Data: Buffer; PartitionKey: string }[] };
}

/** A stream that refuses the records that `refuse` names, and keeps the others. */
function fakeStream(refuse: (data: string, request: number) => boolean = () => false) {
  const stored: string[] = [];
  const requests: number[] = [];
  const send = (command: Put) => {
    const entries = command.input.Records.map(({ Data }) => {
      const data = Data.toString();
      if (refuse(data, requests.length)) {
        return { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "slow down" };
      }
      stored.push(data);
      return { SequenceNumber: "1" };
    });
    requests.push(entries.length);
    return Promise.resolve({ Records: entries });
  };
  return { stored, requests, client: { send } as unknown as Pick<KinesisClient, "send"> };
}

const numbered = (count: number): OutgoingRecord[] =>
  Array.from({ length: count }, (_, index) => ({ partitionKey: "k", data: String(index) }));

describe("producers", () => {
  it("generates the same events from the same seed, and others from another", () => {
    const now = new Date(0);
    for (const { scenario, ...producer } of sources) {
      const events = (seed: number) => {
        const random = seededRandom(seed);
        return Array.from({ length: 20 }, () => producer.generate(random, now).data).join("\n");
      };
      assert.equal(events(1), events(1), scenario);
      assert.notEqual(events(1), events(2), scenario);
    }
  });

  it("generates JSON with the fields that the labs fix", () => {
    const fields: Record<string, string[]> = {
      "http-requests": ["path", "timestamp"],
      "event-logs": ["sensor", "value"],
      transactions: ["transaction_id", "amount", "transaction_type", "timestamp"],
      "stock-market": ["symbol", "price", "timestamp"],
      sensors: ["sensor_id", "temperature", "humidity", "timestamp", "location"],
    };
    for (const { scenario, ...producer } of sources) {
      const event = JSON.parse(producer.generate(seededRandom(7), new Date()).data) as object;
      for (const field of fields[scenario] ?? []) assert(field in event, `${scenario}.${field}`);
    }
  });

  it("reads a combined log line as the request that it records", async () => {
    const [first] = await collect(
      readEvents(source("http-requests"), path.join(root, "samples/access.log")),
    );
    const event = JSON.parse(first?.data ?? "") as Record<string, unknown>;
    assert.equal(event.path, "/presentations/logstash-monitorama-2013/images/kibana-search.png");
    assert.equal(event.timestamp, "2015-05-17T10:05:03.000Z");
    assert.equal(event.status, 200);
    assert.equal(event.bytes, 203023);
    assert.equal(event.ip, "83.149.9.216");
  });

  it("keeps every digit of an amount as the file has it", async () => {
    const file = path.join(root, "samples/payment_orders.csv");
    const [first] = await collect(readEvents(source("transactions"), file));
    assert.match(first?.data ?? "", /"amount": 2452\.00,/);
  });

  it("names the file and the line that is none of the format's", async () => {
    const stocks = path.join(root, "samples/stocks.csv");
    await assert.rejects(collect(readEvents(source("http-requests"), stocks)), {
      message: `${stocks}:1: not a line of an access log: there is no [day/month/year:hour:minute:second zone]`,
    });
  });

  it("puts 500 records a request, in order", async () => {
    const stream = fakeStream();
    const { sent } = await sendRecords(numbered(1201), { client: stream.client, streamName: "s" });
    assert.equal(sent, 1201);
    assert.deepEqual(stream.requests, [500, 500, 201]);
    assert.deepEqual(
      stream.stored,
      numbered(1201).map(({ data }) => data),
    );
  });

  it("sends refused records again, and only those", async () => {
    const stream = fakeStream((data, request) => request < 2 && Number(data) % 10 === 0);
    const progress = await sendRecords(numbered(100), { client: stream.client, streamName: "s" });
    assert.deepEqual(progress, { sent: 100, retried: 20 });
    assert.deepEqual(stream.requests, [100, 10, 10]);
    assert.equal(new Set(stream.stored).size, 100);
  });

  it("gives up with the stream's reason when it keeps refusing", async () => {
    const stream = fakeStream(() => true);
    await assert.rejects(
      sendRecords(numbered(3), { client: stream.client, streamName: "s", maxAttempts: 2 }),
      /3 records were refused 2 times by s: ProvisionedThroughputExceededException slow down/,
    );
  });

  it("refuses a record over 1 MiB before sending any of its batch", async () => {
    const stream = fakeStream();
    const big = { partitionKey: "k", data: "x".repeat(1024 * 1024) };
    await assert.rejects(
      sendRecords([...numbered(1), big], { client: stream.client, streamName: "s" }),
      /over the stream.s limit of 1048576 bytes/,
    );
    assert.deepEqual(stream.requests, []);
  });

  it("stops at once when interrupted, and tells what was sent", async () => {
    const stream = fakeStream();
    const interrupted = new AbortController();
    const { sent } = await sendRecords(numbered(5000), {
      client: stream.client,
      streamName: "s",
      signal: interrupted.signal,
      onProgress: () => {
        interrupted.abort();
      },
    });
    assert.equal(sent, 500);
  });

  for (const [scenario, file, count] of [
    ["http-requests", "apache_access.log", 8000],
    ["transactions", "payment_orders.csv", 5000],
    ["stock-market", "stocks.csv", 560],
    ["sensors", "machine_temperature.csv", 22_695],
  ] as const) {
    it(`reads ../shared/data/${file} whole`, async function () {
      const data = path.join(root, "../shared/data", file);
      if (!existsSync(data) && process.env.CI === undefined) this.skip();
      const events = await collect(readEvents(source(scenario), data));
      assert.equal(events.length, count);
    });
  }
});
