import assert from "node:assert/strict";

import { CreateFunctionCommand } from "@aws-sdk/client-lambda";

import { checkInputs } from "../../local/resources/check";
import { mappingKinds } from "../../local/resources/mappings";
import { packageOf, ROLE_ARN, startLocalStack, type LocalStack } from "./fakes/local-stack";
import { allow, arrange, STREAM_ARN } from "./fakes/orders";

const kind = mappingKinds[0] ?? assert.fail("no kind");
const inputs = {
  eventSourceArn: STREAM_ARN,
  functionName: "store",
  startingPosition: "TRIM_HORIZON",
  batchSize: 500,
  maximumBatchingWindowInSeconds: 1,
  bisectBatchOnFunctionError: true,
  functionResponseTypes: ["ReportBatchItemFailures"],
  destinationConfig: { onFailure: { destinationArn: "arn:aws:s3:::failures" } },
  filterCriteria: { filters: [{ pattern: '{"partitionKey":["a"]}' }] },
  tags: { stack: "dev" },
};

describe("the resource aws:lambda/eventSourceMapping:EventSourceMapping", () => {
  let stack: LocalStack;
  before(async () => {
    stack = await startLocalStack();
    await arrange(stack);
  });
  after(() => stack.stop());

  it("is created enabled, with every output of the provider", async () => {
    const { id, outputs } = await kind.create(inputs, stack.cloud);
    const { lastModified, ...rest } = outputs;
    assert.ok(Math.abs(Date.parse(String(lastModified)) - Date.now()) < 60_000);
    assert.deepEqual(rest, {
      ...inputs,
      enabled: true,
      parallelizationFactor: 1,
      maximumRecordAgeInSeconds: -1,
      maximumRetryAttempts: -1,
      tumblingWindowInSeconds: 0,
      region: "us-east-1",
      arn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${id}`,
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:store",
      lastProcessingResult: "No records processed",
      state: "Enabled",
      stateTransitionReason: "User action",
      uuid: id,
      tagsAll: { stack: "dev" },
    });
    await kind.delete(id, outputs, stack.cloud);
  });

  it("is updated in place, and settings left out go back to AWS's defaults", async () => {
    const { id, outputs } = await kind.create(inputs, stack.cloud);
    const { eventSourceArn, functionName, startingPosition } = inputs;
    const changed = { eventSourceArn, functionName, startingPosition, batchSize: 5 };
    const updated = (await kind.update?.(id, outputs, changed, stack.cloud)) ?? assert.fail();
    assert.equal(updated.batchSize, 5);
    assert.equal(updated.bisectBatchOnFunctionError, false);
    assert.deepEqual(updated.functionResponseTypes, []);
    assert.equal(updated.destinationConfig, undefined);
    assert.equal(updated.filterCriteria, undefined);
    const disabled = { eventSourceArn, functionName, startingPosition, enabled: false };
    const still = await kind.update?.(id, updated, disabled, stack.cloud);
    assert.deepEqual([still?.state, still?.enabled, still?.batchSize], ["Disabled", false, 100]);
    await kind.delete(id, outputs, stack.cloud);
  });

  it("is read as it is now, and as gone once it is deleted", async () => {
    const { id, outputs } = await kind.create(inputs, stack.cloud);
    await stack.cloud.call("lambda", "UpdateEventSourceMapping", { UUID: id, BatchSize: 20 });
    const found = await kind.read(id, outputs, stack.cloud);
    assert.equal(found?.outputs.batchSize, 20);
    await kind.delete(id, outputs, stack.cloud);
    assert.equal(await kind.read(id, outputs, stack.cloud), undefined);
    await kind.delete(id, outputs, stack.cloud);
  });

  it("waits for the role's policy that is created beside it", async () => {
    await allow(stack, ["sns:Publish"]);
    const creating = kind.create({ ...inputs, filterCriteria: undefined }, stack.cloud);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await allow(stack, ["kinesis:*"]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await allow(stack, ["kinesis:*", "s3:ListBucket", "s3:PutObject"]);
    const { id, outputs } = await creating;
    assert.equal(outputs.state, "Enabled");
    await kind.delete(id, outputs, stack.cloud);
  });

  it("follows its function to another one", async () => {
    await stack.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "audit",
        Runtime: "nodejs22.x",
        Role: ROLE_ARN,
        Handler: "index.handler",
        Code: { ZipFile: packageOf("async () => null") },
      }),
    );
    const { id, outputs } = await kind.create(inputs, stack.cloud);
    const moved = { ...inputs, functionName: "audit" };
    const updated = await kind.update?.(id, outputs, moved, stack.cloud);
    assert.match(String(updated?.functionArn), /:function:audit$/);
    await kind.delete(id, outputs, stack.cloud);
  });

  it("is made of a queue, with what queues have", async () => {
    const queue = { QueueName: "jobs" };
    await stack.cloud.call("sqs", "CreateQueue", queue);
    await allow(stack, ["kinesis:*", "s3:*", "sqs:*"]);
    const of = {
      eventSourceArn: "arn:aws:sqs:us-east-1:000000000000:jobs",
      functionName: "store",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 1,
      scalingConfig: { maximumConcurrency: 2 },
    };
    assert.deepEqual(checkInputs(kind, of), []);
    const { id, outputs } = await kind.create(of, stack.cloud);
    for (const [key, value] of Object.entries(of)) assert.deepEqual(outputs[key], value, key);
    assert.deepEqual((await kind.read(id, outputs, stack.cloud))?.outputs, outputs);
    const { eventSourceArn, functionName } = of;
    const changed = { eventSourceArn, functionName };
    const updated = await kind.update?.(id, outputs, changed, stack.cloud);
    assert.equal(updated?.batchSize, 10);
    await kind.delete(id, outputs, stack.cloud);
    const found = (property: string, value: unknown) =>
      checkInputs(kind, { ...of, [property]: value }).map(({ reason }) => reason);
    assert.match(found("maximumBatchingWindowInSeconds", 0).join(), /at least 1/);
    assert.match(found("startingPosition", "LATEST").join(), /not valid for SQS/);
  });

  const wrong: readonly [property: string, value: unknown, reason: RegExp][] = [
    ["batchSize", 10_001, /range \(1 - 10000\)/],
    ["maximumBatchingWindowInSeconds", 301, /range \(0 - 300\)/],
    ["parallelizationFactor", 0, /range \(1 - 10\)/],
    ["maximumRecordAgeInSeconds", 59, /at least 60/],
    ["maximumRetryAttempts", -2, /range \(-1 - 10000\)/],
    ["tumblingWindowInSeconds", 901, /range \(0 - 900\)/],
    ["startingPosition", "NOW", /to be one of AT_TIMESTAMP, LATEST, TRIM_HORIZON/],
    ["startingPosition", "AT_TIMESTAMP", /RFC 3339/],
    ["functionName", undefined, /Missing required/],
    ["batchsize", 5, /Unknown argument/],
  ];
  for (const [property, value, reason] of wrong) {
    it(`is refused with ${property} ${String(value)}`, () => {
      const failures = checkInputs(kind, { ...inputs, [property]: value });
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.reason ?? "", reason);
    });
  }
});
