import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { refused, Workbench } from "./cloud";

describe("a standard queue", () => {
  let bench: Workbench;
  let names = 0;

  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.stop());

  const queue = (attributes: Record<string, string> = {}) =>
    bench.queue(`standard-${++names}`, attributes);
  const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    bench.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
    );

  it("gives a message with its digests, attributes and what the system knows of it", async () => {
    const url = await queue();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "order" },
      "count.of": { DataType: "Number.int", StringValue: "7" },
      bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
    };
    const MessageSystemAttributes = {
      AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5e-1" },
    };
    const sent = await bench.send(url, "é\n", { MessageAttributes, MessageSystemAttributes });
    assert.equal(sent.MD5OfMessageBody, createHash("md5").update("é\n").digest("hex"));
    assert.equal(sent.MD5OfMessageAttributes, "f632acf4942beb2ba6a6e8c4c8d995db");
    assert.equal(sent.MD5OfMessageSystemAttributes, "d458487c40d6d79183164e210db3c486");
    const [message, ...more] = await bench.receive(url, {
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    assert.deepEqual(more, []);
    assert.equal(message?.Body, "é\n");
    assert.equal(message.MessageId, sent.MessageId);
    assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    assert.deepEqual(message.MessageAttributes?.kind, MessageAttributes.kind);
    assert.deepEqual([...(message.MessageAttributes.bytes?.BinaryValue ?? [])], [0, 255]);
    assert.deepEqual(message.Attributes, {
      SenderId: "000000000000",
      SentTimestamp: String(bench.now),
      ApproximateFirstReceiveTimestamp: String(bench.now),
      ApproximateReceiveCount: "1",
      AWSTraceHeader: "Root=1-5e-1",
    });
  });

  it("gives the attributes alone that a receiver names", async () => {
    const url = await queue();
    const StringValue = "x";
    const attribute = { DataType: "String", StringValue };
    const MessageAttributes = { "a.one": attribute, "a.two": attribute, b: attribute };
    await bench.send(url, "m", { MessageAttributes });
    const names = async (MessageAttributeNames: string[]) => {
      const [message] = await bench.receive(url, { VisibilityTimeout: 0, MessageAttributeNames });
      assert.equal(message?.Attributes, undefined);
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };
    assert.deepEqual(await names([]), []);
    assert.deepEqual(await names(["b", "none"]), ["b"]);
    assert.deepEqual(await names(["a.*"]), ["a.one", "a.two"]);
    assert.deepEqual(await names([".*"]), ["a.one", "a.two", "b"]);
  });

  it("hides what it gave until the visibility timeout ends, and counts its receives", async () => {
    const url = await queue({ VisibilityTimeout: "20" });
    await bench.send(url, "m");
    assert.deepEqual(await bench.bodies(url), ["m"]);
    bench.pass(19);
    assert.deepEqual(await bench.counts(url), [0, 1, 0]);
    assert.deepEqual(await bench.bodies(url), []);
    bench.pass(1);
    assert.deepEqual(await bench.counts(url), [1, 0, 0]);
    const [again] = await bench.receive(url, {
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    assert.deepEqual(again?.Attributes, { ApproximateReceiveCount: "2" });
    assert.deepEqual(await bench.bodies(url), ["m"]);
  });

  it("forgets what is deleted by the handle of its last receive", async () => {
    const url = await queue();
    await bench.send(url, "m");
    const [first] = await bench.receive(url, { VisibilityTimeout: 0 });
    const [second] = await bench.receive(url);
    assert.ok(first && second);
    assert.notEqual(first.ReceiptHandle, second.ReceiptHandle);
    await bench.delete(url, first);
    assert.deepEqual(await bench.counts(url), [0, 1, 0]);
    await bench.delete(url, second);
    await bench.delete(url, second);
    assert.deepEqual(await bench.counts(url), [0, 0, 0]);
  });

  it("refuses handles that are none, and those of messages that no receive holds", async () => {
    const url = await queue({ VisibilityTimeout: "5" });
    await bench.send(url, "m");
    const [message] = await bench.receive(url);
    assert.ok(message);
    const bad = { ReceiptHandle: "garbage" };
    await assert.rejects(bench.delete(url, bad), refused("ReceiptHandleIsInvalid", "garbage"));
    await assert.rejects(
      bench.delete(await queue(), message),
      refused("InvalidParameterValue", "for parameter ReceiptHandle is invalid."),
    );
    bench.pass(5);
    await assert.rejects(change(url, message.ReceiptHandle, 1), refused("MessageNotInflight"));
    await bench.delete(url, message);
    await assert.rejects(
      change(url, message.ReceiptHandle, 1),
      refused("InvalidParameterValue", "Message does not exist or is not available"),
    );
  });

  it("changes how long a message is hidden, up to 12 hours in all", async () => {
    const url = await queue();
    await bench.send(url, "m");
    const [message] = await bench.receive(url);
    await change(url, message?.ReceiptHandle, 100);
    bench.pass(99);
    assert.deepEqual(await bench.bodies(url), []);
    await assert.rejects(
      change(url, message?.ReceiptHandle, 43_200),
      refused("InvalidParameterValue", "Total VisibilityTimeout for the message is beyond"),
    );
    await change(url, message?.ReceiptHandle, 0);
    assert.deepEqual(await bench.bodies(url), ["m"]);
  });

  it("delays messages as the queue says, or as the message itself does", async () => {
    const url = await queue({ DelaySeconds: "60" });
    await bench.send(url, "as the queue");
    await bench.send(url, "at once", { DelaySeconds: 0 });
    await bench.send(url, "soon", { DelaySeconds: 10 });
    assert.deepEqual(await bench.bodies(url), ["at once"]);
    assert.deepEqual(await bench.counts(url), [0, 1, 2]);
    bench.pass(10);
    assert.deepEqual(await bench.bodies(url), ["soon"]);
    bench.pass(50);
    assert.ok((await bench.bodies(url)).includes("as the queue"));
  });

  it("drops what is older than its retention period", async () => {
    const url = await queue({ MessageRetentionPeriod: "60" });
    await bench.send(url, "old");
    bench.pass(30);
    await bench.send(url, "young");
    bench.pass(30);
    assert.deepEqual(await bench.counts(url), [1, 0, 0]);
    assert.deepEqual(await bench.bodies(url), ["young"]);
  });

  it("tells of each entry of a batch whether it was taken", async () => {
    const url = await queue({ MaximumMessageSize: "1024" });
    const attribute = { DataType: "String", StringValue: "" };
    const { Successful = [], Failed = [] } = await bench.client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "good", MessageBody: "a" },
          { Id: "empty", MessageBody: "" },
          { Id: "long", MessageBody: "a".repeat(1025) },
          { Id: "control", MessageBody: "\u0001" },
          { Id: "late", MessageBody: "a", DelaySeconds: 901 },
          { Id: "attribute", MessageBody: "a", MessageAttributes: { a: attribute } },
          { Id: "deduplicated", MessageBody: "a", MessageDeduplicationId: "a" },
        ],
      }),
    );
    assert.deepEqual(
      Successful.map(({ Id }) => Id),
      ["good"],
    );
    assert.deepEqual(
      Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
      [
        ["empty", "MissingParameter", true],
        ["long", "InvalidParameterValue", true],
        ["control", "InvalidMessageContents", true],
        ["late", "InvalidParameterValue", true],
        ["attribute", "InvalidParameterValue", true],
        ["deduplicated", "InvalidParameterValue", true],
      ],
    );
    assert.match(Failed[1]?.Message ?? "", /Message must be shorter than 1024 bytes/);
  });

  it("refuses whole batches that are empty, too long, too large or without distinct ids", async () => {
    const url = await queue();
    const send = (...Entries: { Id: string; MessageBody: string }[]) =>
      bench.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    const entry = (Id: string, MessageBody = "a") => ({ Id, MessageBody });
    const eleven = Array.from({ length: 11 }, (_each, index) => entry(String(index)));
    const half = "a".repeat(524_288);
    await assert.rejects(send(), refused("EmptyBatchRequest"));
    await assert.rejects(send(...eleven), refused("TooManyEntriesInBatchRequest", "sent 11"));
    await assert.rejects(send(entry("a"), entry("a")), refused("BatchEntryIdsNotDistinct", "Id a"));
    await assert.rejects(send(entry("a b")), refused("InvalidBatchEntryId"));
    await assert.rejects(
      send(entry("a", half), entry("b", half), entry("c")),
      refused("BatchRequestTooLong", "You have sent 1048577 bytes."),
    );
    const { Successful } = await send(entry("a", half), entry("b", half));
    assert.equal(Successful?.length, 2);
  });

  it("deletes and hides in batches, entry by entry", async () => {
    const url = await queue();
    await bench.send(url, "one");
    await bench.send(url, "two");
    const [one, two] = await bench.receive(url);
    const hidden = await bench.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "one", ReceiptHandle: one?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: "bad", ReceiptHandle: "bad", VisibilityTimeout: 0 },
          { Id: "long", ReceiptHandle: two?.ReceiptHandle, VisibilityTimeout: 43_201 },
        ],
      }),
    );
    assert.deepEqual(hidden.Successful, [{ Id: "one" }]);
    assert.deepEqual(
      hidden.Failed?.map(({ Code }) => Code),
      ["ReceiptHandleIsInvalid", "InvalidParameterValue"],
    );
    const deleted = await bench.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "two", ReceiptHandle: two?.ReceiptHandle },
          { Id: "bad", ReceiptHandle: "bad" },
        ],
      }),
    );
    assert.deepEqual(deleted.Successful, [{ Id: "two" }]);
    assert.equal(deleted.Failed?.[0]?.Code, "ReceiptHandleIsInvalid");
    assert.deepEqual(await bench.bodies(url), ["one"]);
  });

  it("is emptied by a purge, once a minute", async () => {
    const url = await queue();
    await bench.send(url, "m");
    const purge = () => bench.client.send(new PurgeQueueCommand({ QueueUrl: url }));
    await purge();
    assert.deepEqual(await bench.counts(url), [0, 0, 0]);
    await assert.rejects(purge(), refused("PurgeQueueInProgress", "every 60 seconds"));
    bench.pass(60);
    await purge();
  });

  it("says which parameter is missing, or out of bounds", async () => {
    const url = await queue();
    const value = "InvalidParameterValue";
    await assert.rejects(bench.send(url, ""), refused("MissingParameter", "MessageBody"));
    await assert.rejects(
      bench.receive(url, { MaxNumberOfMessages: 11 }),
      refused(value, "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be"),
    );
    await assert.rejects(
      bench.receive(url, { WaitTimeSeconds: 21 }),
      refused(value, "Value 21 for parameter WaitTimeSeconds is invalid."),
    );
    await assert.rejects(
      bench.receive(url, { MessageSystemAttributeNames: ["None" as "All"] }),
      refused("InvalidAttributeName", "Unknown Attribute None."),
    );
    const attribute = { DataType: "String", StringValue: "x" };
    const many = Array.from({ length: 11 }, (_each, index) => [`a${index}`, attribute] as const);
    await assert.rejects(
      bench.send(url, "m", { MessageAttributes: Object.fromEntries(many) }),
      refused(value, "Number of message attributes [11] exceeds the allowed maximum [10]."),
    );
  });
});
