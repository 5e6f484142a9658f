import assert from "node:assert/strict";

import { FUNCTION } from "./fakes/functions";
import { settle } from "./fakes/time";
import { numbered, refusal, Workbench } from "./fakes/workbench";

interface QueueEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly [member: string]: unknown;
  }[];
}

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const filter = (pattern: object) => ({
  FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
});

describe("a queue's event source mapping", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = new Workbench();
    await create("work");
  });
  afterEach(() => bench.mappings.stop());

  const create = (QueueName: string, Attributes: Record<string, string> = {}) => {
    const fifo = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    return bench.queue("CreateQueue", { QueueName, Attributes: { ...fifo, ...Attributes } });
  };
  const url = (name: string) => `/000000000000/${name}`;
  const send = async (name: string, ...bodies: string[]) => {
    for (const MessageBody of bodies) {
      const fifo = { MessageGroupId: MessageBody.charAt(0), MessageDeduplicationId: MessageBody };
      const order = name.endsWith(".fifo") ? fifo : {};
      await bench.queue("SendMessage", { QueueUrl: url(name), MessageBody, ...order });
    }
  };
  const map = async (settings: object = {}, name = "work") => {
    const input = { EventSourceArn: arnOf(name), FunctionName: FUNCTION, ...settings };
    const created = await bench.call("CreateEventSourceMapping", input);
    await settle();
    return created;
  };
  const events = () => bench.functions.events as unknown as readonly QueueEvent[];
  const batches = () => events().map(({ Records }) => Records.map(({ body }) => body));
  const counts = async (name: string) => {
    const input = { QueueUrl: url(name), AttributeNames: ["All"] };
    const { Attributes = {} } = (await bench.queue("GetQueueAttributes", input)) as {
      Attributes?: Record<string, string>;
    };
    return ["", "NotVisible"].map((kind) =>
      Number(Attributes[`ApproximateNumberOfMessages${kind}`]),
    );
  };

  it("gives messages to the function as AWS lays them out, and deletes them", async () => {
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "order" },
      bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
    };
    const input = { QueueUrl: url("work"), MessageBody: "hello", MessageAttributes };
    const sent = (await bench.queue("SendMessage", input)) as Record<string, string>;
    const { UUID } = await map();
    const record = events()[0]?.Records[0] ?? assert.fail("no record");
    const { receiptHandle, ...rest } = record;
    assert.equal(typeof receiptHandle, "string");
    const now = String(bench.time.now());
    const lists = { stringListValues: [], binaryListValues: [] };
    assert.deepEqual(rest, {
      messageId: sent.MessageId,
      body: "hello",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: now,
        SenderId: "000000000000",
        ApproximateFirstReceiveTimestamp: now,
      },
      messageAttributes: {
        kind: { stringValue: "order", ...lists, dataType: "String" },
        bytes: { binaryValue: "AP8=", ...lists, dataType: "Binary" },
      },
      md5OfMessageAttributes: sent.MD5OfMessageAttributes,
      md5OfBody: sent.MD5OfMessageBody,
      eventSource: "aws:sqs",
      eventSourceARN: arnOf("work"),
      awsRegion: "us-east-1",
    });
    assert.deepEqual(await counts("work"), [0, 0]);
    assert.ok(bench.mappings.idle());
    await send("work", "later");
    await settle();
    assert.deepEqual(batches(), [["hello"], ["later"]]);
    await bench.call("DeleteEventSourceMapping", { UUID });
  });

  it("is described by what queues have, with AWS's defaults", async () => {
    const { UUID } = await map({ ScalingConfig: { MaximumConcurrency: 2 } });
    const { LastModified, ...description } = await bench.get(UUID);
    assert.ok(LastModified);
    assert.deepEqual(description, {
      UUID,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
      EventSourceArn: arnOf("work"),
      FunctionArn: FUNCTION,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      ScalingConfig: { MaximumConcurrency: 2 },
      State: "Enabled",
      StateTransitionReason: "User action",
      LastProcessingResult: "No records processed",
    });
  });

  it("leaves a failed batch hidden until its visibility timeout is over", async () => {
    bench.functions.handle((_event, invocation) => {
      if (invocation === 1) throw new Error("once");
      return null;
    });
    await send("work", "a", "b");
    await map();
    assert.deepEqual(await counts("work"), [0, 2]);
    assert.ok(!bench.mappings.idle());
    await bench.time.advance(30_000);
    assert.deepEqual(batches(), [
      ["a", "b"],
      ["a", "b"],
    ]);
    assert.deepEqual(await counts("work"), [0, 0]);
  });

  it("gives messages that fail too often to the dead letters", async () => {
    await create("dead");
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: arnOf("dead"),
      maxReceiveCount: 2,
    });
    await create("poisoned", { RedrivePolicy });
    bench.functions.handle(() => {
      throw new Error("always");
    });
    await send("poisoned", "a");
    await map({}, "poisoned");
    await bench.time.advance(90_000);
    assert.deepEqual(batches(), [["a"], ["a"]]);
    assert.deepEqual(await counts("dead"), [1, 0]);
  });

  it("deletes what the function does not report as failed, and all or nothing otherwise", async () => {
    const report = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
    const answers: ((event: QueueEvent) => unknown)[] = [
      ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[1]?.messageId }] }),
      () => ({ batchItemFailures: [{ itemIdentifier: "" }] }),
      () => ({ batchItemFailures: [{ id: "misnamed" }] }),
      () => ({ batchItemFailures: [{ itemIdentifier: "of another batch" }] }),
      () => ({ batchItemFailures: [] }),
    ];
    bench.functions.handle((event, n) => answers[n - 1]?.(event as unknown as QueueEvent));
    await send("work", "a", "b");
    await map(report);
    await bench.time.advance(120_000);
    assert.deepEqual(batches(), [["a", "b"], ["b"], ["b"], ["b"], ["b"]]);
    assert.deepEqual(await counts("work"), [0, 0]);
  });

  it("deletes what no filter lets through, by a body that is JSON or text", async () => {
    await send("work", '{"kind":"sale","id":1}', '{"kind":"gift"}', "sale", "[1]");
    await map(filter({ body: { kind: ["sale"] } }));
    assert.deepEqual(batches(), [['{"kind":"sale","id":1}']]);
    assert.deepEqual(await counts("work"), [0, 0]);
    assert.equal(bench.mappings.stats()[0]?.filtered, 3);
    await create("texts");
    await send("texts", "sale", '["sale"]', "gift");
    await map(filter({ body: [{ prefix: "sa" }] }), "texts");
    assert.deepEqual(batches().at(-1), ["sale"]);
  });

  it("gathers a batch for as long as its window says, or until it is full", async () => {
    await send("work", ...numbered(12));
    await map({
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    assert.deepEqual(batches(), []);
    await bench.time.advance(5_000);
    assert.deepEqual(batches().flat().sort(), numbered(12).sort());
    await send("work", ...numbered(60));
    await bench.time.advance(5_000);
    assert.ok(batches().some(({ length }) => length === 25));
    assert.equal(batches().flat().length, 72);
  });

  it("keeps events within six megabytes", async () => {
    const big = Array.from({ length: 8 }, (_, index) => String(index).repeat(1_000_000));
    await send("work", ...big);
    await map();
    assert.equal(batches().flat().length, 8);
    assert.ok(bench.functions.payloads.every((payload) => payload.length <= 6 * 1024 * 1024));
  });

  it("gives each group of a FIFO queue in order, one batch at a time", async () => {
    await create("ordered.fifo");
    const running = new Map<string, number>();
    let overlaps = 0;
    bench.functions.handle(async (event) => {
      const groups = (event as unknown as QueueEvent).Records.map(({ body }) => body.charAt(0));
      for (const group of new Set(groups)) {
        overlaps += running.get(group) ?? 0;
        running.set(group, 1);
      }
      await settle();
      for (const group of groups) running.delete(group);
      return null;
    });
    await map({ BatchSize: 2 }, "ordered.fifo");
    await send("ordered.fifo", "a1", "b1", "a2", "a3", "b2", "a4", "a5");
    for (let turn = 0; turn < 20; turn++) await settle();
    const all = batches().flat();
    assert.equal(overlaps, 0);
    assert.deepEqual(
      all.filter((body) => body.startsWith("a")),
      ["a1", "a2", "a3", "a4", "a5"],
    );
    assert.deepEqual(
      all.filter((body) => body.startsWith("b")),
      ["b1", "b2"],
    );
  });

  it("receives nothing once it is disabled, and goes on when it is enabled", async () => {
    const { UUID } = await map();
    await bench.update(UUID, { Enabled: false });
    await send("work", "a");
    await bench.time.advance(60_000);
    assert.deepEqual(batches(), []);
    assert.deepEqual(await counts("work"), [1, 0]);
    await bench.update(UUID, { Enabled: true, BatchSize: 1 });
    assert.deepEqual(batches(), [["a"]]);
  });

  it("reports that its queue is gone", async () => {
    const { UUID } = await map();
    await bench.queue("DeleteQueue", { QueueUrl: url("work") });
    await settle();
    assert.match((await bench.get(UUID)).LastProcessingResult, /queue does not exist/);
    assert.ok(bench.mappings.idle());
  });

  const wrong: readonly [name: string, settings: object, message: RegExp][] = [
    ["a starting position", { StartingPosition: "LATEST" }, /not valid for SQS/],
    ["retries", { MaximumRetryAttempts: 1 }, /Unsupported MaximumRetryAttempts parameter/],
    ["a bisect", { BisectBatchOnFunctionError: true }, /Unsupported BisectBatch/],
    ["a tumbling window", { TumblingWindowInSeconds: 1 }, /Unsupported TumblingWindow/],
    ["a batch over 10 without a window", { BatchSize: 11 }, /window in seconds must be greater/],
    ["a missing queue", { EventSourceArn: arnOf("none") }, /NonExistentQueue/],
    ["a filter of other keys", filter({ messageId: ["a"] }), /filtering on the body key/],
    ["a filter that is none", filter({ body: [] }), /Empty arrays/],
    ["a FIFO batch over 10", { EventSourceArn: arnOf("o.fifo"), BatchSize: 11 }, /at most 10/],
    [
      "a FIFO window",
      { EventSourceArn: arnOf("o.fifo"), MaximumBatchingWindowInSeconds: 1 },
      /not supported for FIFO/,
    ],
  ];
  for (const [name, settings, message] of wrong)
    it(`is refused for ${name}`, async () => {
      await create("o.fifo");
      await assert.rejects(map(settings), refusal("InvalidParameterValueException", message));
      assert.deepEqual(bench.mappings.stats(), []);
    });

  it("is refused for a queue whose messages come again before the function ends", async () => {
    await create("hasty", { VisibilityTimeout: "2" });
    const message =
      /^Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds$/;
    await assert.rejects(map({}, "hasty"), refusal("InvalidParameterValueException", message));
  });
});
