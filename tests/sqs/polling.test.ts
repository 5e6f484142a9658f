import assert from "node:assert/strict";
import { DeleteQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { eventually } from "../eventually";
import { refused, Workbench } from "./cloud";

describe("long polling", () => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.stop());

  /** A receive that waits 20 seconds of a clock that stands still: only an event ends it. */
  const poll = (QueueUrl: string, abortSignal = new AbortController().signal) =>
    bench.client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }),
      { abortSignal },
    );
  const waiting = () => eventually(() => bench.cloud.part("sqs").polling() > 0);

  it("ends with the first message that comes", async () => {
    const url = await bench.queue("a");
    const polled = poll(url);
    await waiting();
    await bench.send(url, "m");
    assert.equal((await polled).Messages?.[0]?.Body, "m");
  });

  it("gives each of several pollers a message of its own", async () => {
    const url = await bench.queue("a");
    const polled = [poll(url), poll(url)];
    await eventually(() => bench.cloud.part("sqs").polling() === 2);
    await bench.send(url, "1");
    await bench.send(url, "2");
    const all = (await Promise.all(polled)).flatMap(({ Messages = [] }) => Messages);
    assert.deepEqual(all.map(({ Body }) => Body).sort(), ["1", "2"]);
  });

  it("ends with what the queue says is the time to wait", async () => {
    const url = await bench.queue("a", { ReceiveMessageWaitTimeSeconds: "1" });
    assert.deepEqual(await bench.bodies(url, { WaitTimeSeconds: 0 }), []);
    const polled = bench.bodies(url);
    await waiting();
    bench.pass(1);
    assert.deepEqual(await polled, []);
  });

  it("takes no message for a client that has gone", async () => {
    const url = await bench.queue("a");
    const gone = new AbortController();
    const polled = poll(url, gone.signal);
    await waiting();
    gone.abort();
    await assert.rejects(polled, refused("AbortError"));
    await eventually(() => bench.cloud.part("sqs").polling() === 0);
    await bench.send(url, "m");
    assert.deepEqual(await bench.counts(url), [1, 0, 0]);
  });

  it("ends when the queue is deleted", async () => {
    const QueueUrl = await bench.queue("a");
    const polled = poll(QueueUrl);
    await waiting();
    await bench.client.send(new DeleteQueueCommand({ QueueUrl }));
    await assert.rejects(polled, refused("QueueDoesNotExist"));
  });
});
