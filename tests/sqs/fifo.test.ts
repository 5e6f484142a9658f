import assert from "node:assert/strict";
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import { refused, Workbench } from "./cloud";

describe("a FIFO queue", () => {
  let bench: Workbench;
  let names = 0;

  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.stop());

  const queue = (attributes: Record<string, string> = {}) =>
    bench.queue(`ordered-${++names}.fifo`, attributes);
  const send = (url: string, body: string, group = "g", id?: string) =>
    bench.send(url, body, {
      MessageGroupId: group,
      MessageDeduplicationId: id ?? `${body}-${++names}`,
    });

  it("gives a group's messages in order, and none while some are in flight", async () => {
    const url = await queue({ VisibilityTimeout: "10" });
    for (const body of ["a1", "a2", "a3"]) await send(url, body, "a");
    await send(url, "b1", "b");
    const [a1, a2, ...more] = await bench.receive(url, { MaxNumberOfMessages: 2 });
    assert.deepEqual([a1?.Body, a2?.Body, more.length], ["a1", "a2", 0]);
    assert.ok(a1 && a2);
    assert.deepEqual(await bench.bodies(url), ["b1"]);
    await bench.delete(url, a1);
    assert.deepEqual(await bench.bodies(url), []);
    bench.pass(10);
    assert.deepEqual(await bench.bodies(url), ["a2", "a3", "b1"]);
  });

  it("opens a group again when its messages are given back at once", async () => {
    const url = await queue();
    for (const body of ["1", "2", "3"]) await send(url, body);
    for (const { ReceiptHandle } of await bench.receive(url, { MaxNumberOfMessages: 2 })) {
      const input = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 };
      await bench.client.send(new ChangeMessageVisibilityCommand(input));
    }
    assert.deepEqual(await bench.bodies(url), ["1", "2", "3"]);
  });

  it("takes a message once in five minutes, by its deduplication id", async () => {
    const url = await queue();
    const first = await send(url, "m", "g", "id");
    const second = await send(url, "other", "h", "id");
    assert.equal(second.MessageId, first.MessageId);
    assert.equal(second.SequenceNumber, first.SequenceNumber);
    const [message] = await bench.receive(url);
    assert.ok(message);
    await bench.delete(url, message);
    bench.pass(299);
    await send(url, "m", "g", "id");
    assert.deepEqual(await bench.bodies(url), []);
    bench.pass(1);
    const later = await send(url, "m", "g", "id");
    assert.ok(BigInt(later.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0));
    assert.deepEqual(await bench.bodies(url), ["m"]);
  });

  it("takes the digest of a body for its deduplication id, where it may", async () => {
    const url = await queue({ ContentBasedDeduplication: "true" });
    await bench.send(url, "m", { MessageGroupId: "g" });
    await bench.send(url, "m", { MessageGroupId: "g" });
    await bench.send(url, "m", { MessageGroupId: "g", MessageDeduplicationId: "own" });
    const messages = await bench.receive(url, { MessageSystemAttributeNames: ["All"] });
    assert.deepEqual(
      messages.map(({ Attributes }) => Attributes?.MessageDeduplicationId),
      ["62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a", "own"],
    );
    assert.equal(messages[0]?.Attributes?.MessageGroupId, "g");
    assert.match(messages[0].Attributes.SequenceNumber ?? "", /^\d{20}$/);
  });

  it("looks for duplicates within a group alone, with high throughput", async () => {
    const high = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
    const url = await queue(high);
    await send(url, "a", "a", "id");
    await send(url, "b", "b", "id");
    await send(url, "b", "b", "id");
    assert.deepEqual(await bench.bodies(url), ["a", "b"]);
    await assert.rejects(
      queue({ FifoThroughputLimit: "perMessageGroupId" }),
      refused("InvalidAttributeValue"),
    );
  });

  it("gives the same messages to the same attempt, until something happens to them", async () => {
    const url = await queue({ VisibilityTimeout: "10" });
    await send(url, "1");
    await send(url, "2");
    const attempt = (id: string) => bench.receive(url, { ReceiveRequestAttemptId: id });
    const first = await attempt("x");
    bench.pass(5);
    assert.deepEqual(await attempt("x"), first);
    assert.deepEqual(await attempt("y"), []);
    bench.pass(9);
    assert.deepEqual(await attempt("y"), []);
    const [one] = first;
    assert.ok(one);
    await bench.delete(url, one);
    await assert.rejects(attempt("x"), refused("InvalidParameterValue", "is not retryable"));
  });

  it("refuses handles once the visibility timeout is over", async () => {
    const url = await queue({ VisibilityTimeout: "1" });
    await send(url, "m");
    const [message] = await bench.receive(url);
    assert.ok(message);
    bench.pass(1);
    await assert.rejects(
      bench.delete(url, message),
      refused("InvalidParameterValue", "The receipt handle has expired."),
    );
  });

  it("asks for a group, and for what tells duplicates", async () => {
    const url = await queue();
    const group = { MessageGroupId: "g" };
    const value = "InvalidParameterValue";
    await assert.rejects(bench.send(url, "m"), refused("MissingParameter", "MessageGroupId"));
    await assert.rejects(bench.send(url, "m", group), refused(value, "ContentBasedDeduplication"));
    const delayed = { ...group, MessageDeduplicationId: "d", DelaySeconds: 1 };
    await assert.rejects(bench.send(url, "m", delayed), refused(value, "this queue type"));
    const blank = { MessageGroupId: "a b", MessageDeduplicationId: "d" };
    await assert.rejects(bench.send(url, "m", blank), refused(value, "MessageGroupId"));
  });

  it("gives the next message of a group once the one before is among the dead letters", async () => {
    const dead = await queue();
    const deadLetterTargetArn = bench.arn(dead.slice(dead.lastIndexOf("/") + 1));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const url = await queue({ RedrivePolicy, VisibilityTimeout: "1" });
    await send(url, "poison");
    await send(url, "next");
    assert.deepEqual(await bench.bodies(url, { MaxNumberOfMessages: 1 }), ["poison"]);
    bench.pass(1);
    assert.deepEqual(await bench.bodies(url), ["next"]);
    assert.deepEqual(await bench.bodies(dead), ["poison"]);
  });

  it("delays a whole group by its queue's delay", async () => {
    const url = await queue({ DelaySeconds: "5" });
    await send(url, "1");
    assert.deepEqual(await bench.bodies(url), []);
    bench.pass(5);
    assert.deepEqual(await bench.bodies(url), ["1"]);
  });
});
