import assert from "node:assert/strict";
import type { ConsumerOptions } from "../../components/consumer/consumer";
import { orders, ordersTable, type Order } from "./orders";
import { register, type ProgramOptions } from "./program";

type Options = Partial<ConsumerOptions<Order>>;

async function consumerOf(options: Options = {}, program: ProgramOptions = {}) {
  return register((foundation) => {
    orders(foundation, { consumers: { store: { sinks: [ordersTable()], ...options } } });
  }, program);
}

describe("StreamConsumer", () => {
  it("is an arm64 function of Node.js 22 with its sinks' names in its environment", async () => {
    const { inputs } = (await consumerOf({}, { stack: "test" })).one("lambda/function:Function");
    assert.equal(inputs.name, "orders-store-test");
    assert.equal(inputs.runtime, "nodejs22.x");
    assert.deepEqual(inputs.architectures, ["arm64"]);
    assert.equal(inputs.handler, "index.handler");
    assert.deepEqual(inputs.environment, {
      variables: {
        QUARANTINE_BUCKET: "foundation-failures-bucket",
        QUARANTINE_PREFIX: "quarantine/orders/store/",
        SINK_ORDERS_TABLE_NAME: "Orders-test",
      },
    });
  });

  it("owns the log group that Lambda would otherwise leave behind", async () => {
    const config = { logRetentionDays: "3" };
    const { inputs } = (await consumerOf({}, { config })).one("cloudwatch/logGroup:LogGroup");
    assert.equal(inputs.name, "/aws/lambda/orders-store");
    assert.equal(inputs.retentionInDays, 3);
  });

  it("takes memory, timeout and reserved concurrency", async () => {
    const options = { memoryMb: 512, timeoutSeconds: 120, reservedConcurrency: 5 };
    const { inputs } = (await consumerOf(options)).one("lambda/function:Function");
    assert.equal(inputs.memorySize, 512);
    assert.equal(inputs.timeout, 120);
    assert.equal(inputs.reservedConcurrentExecutions, 5);
  });

  it("reads from the oldest record, bounded, bisecting, with a destination for failures", async () => {
    const registered = await consumerOf();
    const { inputs } = registered.one("lambda/eventSourceMapping:EventSourceMapping");
    assert.deepEqual(
      { ...inputs, tags: undefined },
      {
        functionName: "orders-store",
        eventSourceArn: "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
        startingPosition: "TRIM_HORIZON",
        parallelizationFactor: 1,
        bisectBatchOnFunctionError: true,
        functionResponseTypes: ["ReportBatchItemFailures"],
        maximumRetryAttempts: 30,
        maximumRecordAgeInSeconds: 21_600,
        enabled: true,
        destinationConfig: {
          onFailure: {
            destinationArn: "arn:aws:s3:us-east-1:123456789012:bucket/foundation-failures",
          },
        },
        metricsConfig: { metrics: ["EventCount"] },
        tags: undefined,
      },
    );
  });

  it("passes every option of the mapping on", async () => {
    const registered = await consumerOf({
      startingPosition: "AT_TIMESTAMP",
      startingPositionTimestamp: "2026-01-01T00:00:00Z",
      batchSize: 500,
      windowSeconds: 5,
      parallelizationFactor: 1,
      bisectOnError: false,
      maxRetries: "forever",
      maxRecordAgeSeconds: "forever",
      filters: [{ data: { id: [{ exists: true }] } }],
      tumblingWindowSeconds: 60,
      enabled: false,
    });
    const { inputs } = registered.one("lambda/eventSourceMapping:EventSourceMapping");
    const expected = {
      startingPosition: "AT_TIMESTAMP",
      startingPositionTimestamp: "2026-01-01T00:00:00Z",
      batchSize: 500,
      maximumBatchingWindowInSeconds: 5,
      bisectBatchOnFunctionError: false,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      filterCriteria: { filters: [{ pattern: '{"data":{"id":[{"exists":true}]}}' }] },
      tumblingWindowInSeconds: 60,
      enabled: false,
    };
    for (const [property, value] of Object.entries(expected))
      assert.deepEqual(inputs[property], value, property);
  });

  it("reads through a consumer of its own with enhanced fan-out", async () => {
    const registered = await consumerOf({ enhancedFanOut: true });
    const arn = "arn:aws:kinesis:us-east-1:123456789012:streamconsumer/orders-store";
    const mapping = registered.one("lambda/eventSourceMapping:EventSourceMapping");
    assert.equal(mapping.inputs.eventSourceArn, arn);
    const alarm = registered.one("MetricAlarm", "orders-store-iterator-age").inputs;
    assert.equal(alarm.metricName, "IteratorAge");
    assert.match(
      String(registered.one("rolePolicy:RolePolicy").inputs.policy),
      /"kinesis:SubscribeToShard"\],"Resource":\["arn:aws:kinesis:[^"]*streamconsumer/,
    );
  });

  it("alarms with each metric's own dimensions", async () => {
    const registered = await consumerOf({}, { stack: "test" });
    const dimensions = Object.fromEntries(
      registered
        .ofType("MetricAlarm")
        .map(({ inputs }) => [`${String(inputs.namespace)} ${String(inputs.metricName)}`, inputs])
        .map(([metric, inputs]) => [metric, (inputs as { dimensions: unknown }).dimensions]),
    ) as Record<string, unknown>;
    const lambda = { FunctionName: "orders-store-test" };
    assert.deepEqual(dimensions["AWS/Lambda Errors"], lambda);
    assert.deepEqual(dimensions["AWS/Lambda Throttles"], lambda);
    assert.deepEqual(dimensions["AWS/Lambda DestinationDeliveryFailures"], lambda);
    assert.deepEqual(dimensions["AWS/Lambda OnFailureDestinationDeliveredEventCount"], {
      EventSourceMappingUUID: "orders-store-uuid",
    });
    assert.deepEqual(dimensions["StreamPipelines Quarantined"], {
      pipeline: "orders",
      consumer: "store",
    });
  });

  const refusals: [string, Options, RegExp][] = [
    ["a batch over 10,000", { batchSize: 10_001 }, /from 1 to 10000/],
    ["a window over five minutes", { windowSeconds: 301 }, /windowSeconds is 301/],
    ["eleven invocations a shard", { parallelizationFactor: 11 }, /from 1 to 10/],
    ["endless retries by number", { maxRetries: -1 }, /blocks the shard; give a bound .*"forever"/],
    ["endless age by number", { maxRecordAgeSeconds: -1 }, /give a bound .*"forever"/],
    ["an age under a minute", { maxRecordAgeSeconds: 59 }, /from 60 to 604800/],
    ["a timestamp without its position", { startingPositionTimestamp: "2026-01-01" }, /together/],
    [
      "a tumbling window with parallel batches",
      { tumblingWindowSeconds: 9, parallelizationFactor: 2 },
      /leave one of them out/,
    ],
    ["too little memory", { memoryMb: 64 }, /memoryMb is 64/],
    ["a timeout over a quarter of an hour", { timeoutSeconds: 901 }, /timeoutSeconds is 901/],
    ["no concurrency", { reservedConcurrency: 0 }, /reservedConcurrency is 0/],
    ["no sink", { sinks: [] }, /has no sink; give it at least one/],
    [
      "two sinks of one name",
      { sinks: [ordersTable(), ordersTable()] },
      /two sinks have the name Orders/,
    ],
    [
      "two sinks of one variable",
      { sinks: [ordersTable("a-b"), ordersTable("a.b")] },
      /names a-b and a.b/,
    ],
  ];
  for (const [what, options, message] of refusals)
    it(`refuses ${what}`, async () => {
      await assert.rejects(consumerOf(options), message);
    });
});
