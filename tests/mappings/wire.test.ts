import assert from "node:assert/strict";

import { DeleteStreamCommand, PutRecordsCommand, SplitShardCommand } from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";

import { eventually } from "../eventually";
import { ROLE_ARN, startLocalStack } from "./fakes/local-stack";
import type { LocalStack } from "./fakes/local-stack";
import { allow, arrange, STREAM_ARN } from "./fakes/orders";

describe("event source mappings through the SDK, over real streams and functions", () => {
  let stack: LocalStack;
  beforeEach(async () => {
    stack = await startLocalStack();
    await arrange(stack);
  });
  afterEach(() => stack.stop());

  async function map(settings: Partial<CreateEventSourceMappingRequest> = {}): Promise<string> {
    const created = await stack.lambda.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: STREAM_ARN,
        FunctionName: "store",
        StartingPosition: "TRIM_HORIZON",
        ...settings,
      }),
    );
    assert.equal(created.State, "Creating");
    return created.UUID ?? assert.fail("no UUID");
  }

  async function put(...texts: string[]): Promise<void> {
    const Records = texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text }));
    await stack.kinesis.send(new PutRecordsCommand({ StreamName: "orders", Records }));
  }

  async function given(): Promise<string[]> {
    const { events = [] } = await stack.cloud.call("logs", "FilterLogEvents", {
      logGroupName: "/aws/lambda/store",
      filterPattern: "GIVEN",
    });
    return events.flatMap(
      ({ message }) => /GIVEN (\S+)/.exec(message ?? "")?.[1]?.split(",") ?? [],
    );
  }

  const stats = () => stack.mappings.stats()[0] ?? assert.fail("no mapping");

  it("go through create, get, list, update and delete", async () => {
    const UUID = await map({ StartingPosition: "LATEST", BatchSize: 5 });
    await eventually(() => stats().state === "Enabled");
    const found = await stack.lambda.send(new GetEventSourceMappingCommand({ UUID }));
    assert.equal(found.BatchSize, 5);
    assert.ok(Math.abs((found.LastModified?.getTime() ?? 0) - Date.now()) < 60_000);
    const list = new ListEventSourceMappingsCommand({ FunctionName: "store" });
    const { EventSourceMappings: [listed] = [] } = await stack.lambda.send(list);
    assert.equal(listed?.UUID, UUID);
    await stack.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await eventually(() => stats().state === "Disabled");
    const { State } = await stack.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    assert.equal(State, "Deleting");
    await eventually(() => stack.mappings.stats().length === 0);
    await assert.rejects(stack.lambda.send(new GetEventSourceMappingCommand({ UUID })), {
      name: "ResourceNotFoundException",
    });
  });

  it("deliver to the function, and a discarded record to the bucket", async () => {
    await put("a", "b", "poison", "c");
    const Destination = "arn:aws:s3:::failures";
    const UUID = await map({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination } },
    });
    await eventually(() => stats().discarded === 1 && stack.mappings.idle());
    assert.equal(stats().recordsDelivered, 3);
    const { Contents = [] } = await stack.cloud.call("s3", "ListObjectsV2", {
      Bucket: "failures",
      Prefix: `aws/lambda/${UUID}/shardId-000000000000/`,
    });
    assert.equal(Contents.length, 1);
    const { Body } = await stack.cloud.call("s3", "GetObject", {
      Bucket: "failures",
      Key: Contents[0]?.Key,
    });
    const document = JSON.parse(String(Body)) as { payload: string };
    const { Records } = JSON.parse(document.payload) as {
      Records: { kinesis: { partitionKey: string }; invokeIdentityArn: string }[];
    };
    assert.equal(Records[0]?.kinesis.partitionKey, "poison");
    assert.equal(Records[0].invokeIdentityArn, ROLE_ARN);
    assert.equal(Records.length, 1);
  });

  it("keep a batch that the role may not write to the bucket until it may", async () => {
    const OnFailure = { Destination: "arn:aws:s3:::failures" };
    const settings = { BatchSize: 1, MaximumRetryAttempts: 0, DestinationConfig: { OnFailure } };
    await allow(stack, ["kinesis:*", "s3:PutObject"]);
    await assert.rejects(map(settings), {
      name: "InvalidParameterValueException",
      message: /^The provided execution role does not have permissions .*s3:ListBucket/,
    });
    await allow(stack, ["kinesis:*", "s3:PutObject", "s3:ListBucket"]);
    await map(settings);
    await allow(stack, ["kinesis:*"]);
    await put("poison", "next");
    await eventually(() => stats().lastProcessingResult.includes("s3:PutObject"));
    assert.deepEqual([stats().discarded, stats().recordsDelivered], [0, 0]);
    await allow(stack, ["kinesis:*", "s3:PutObject"]);
    await eventually(() => stack.mappings.idle());
    assert.deepEqual([stats().discarded, stats().recordsDelivered], [1, 1]);
  });

  it("follow a split, the parent first", async () => {
    await put("a", "b", "c");
    await stack.kinesis.send(
      new SplitShardCommand({
        StreamName: "orders",
        ShardToSplit: "shardId-000000000000",
        NewStartingHashKey: String(2n ** 127n),
      }),
    );
    await put("d", "e", "f", "g", "h");
    await map();
    await eventually(() => stats().recordsDelivered === 8 && stack.mappings.idle());
    const seen = await given();
    assert.deepEqual(seen.slice(0, 3), ["a", "b", "c"]);
    assert.deepEqual(seen.slice(3).sort(), ["d", "e", "f", "g", "h"]);
  });

  it("lose and double nothing that was acknowledged when workers are ended midway", async () => {
    await map({ BatchSize: 10, ParallelizationFactor: 2 });
    const texts = Array.from({ length: 300 }, (_, index) => `r${index}`);
    for (let index = 0; index < texts.length; index += 50) {
      await put(...texts.slice(index, index + 50));
      stack.functions.killWorkers("store");
    }
    await eventually(() => stack.mappings.idle());
    assert.equal(stats().recordsDelivered, 300);
    assert.deepEqual([...new Set(await given())].sort(), [...texts].sort());
  });

  it("refuse a role that may not read the stream, and say so when it loses that right", async () => {
    await allow(stack, ["s3:PutObject"]);
    await assert.rejects(map(), { name: "InvalidParameterValueException" });
    await allow(stack, ["kinesis:*"]);
    await map();
    await eventually(() => stats().state === "Enabled");
    await allow(stack, ["s3:PutObject"]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await put("a");
    await eventually(() => /not authorized/.test(stats().lastProcessingResult));
    assert.equal(stats().recordsDelivered, 0);
  });

  it("say that the stream has been deleted", async () => {
    await map();
    await put("a");
    await eventually(() => stats().recordsDelivered === 1);
    await stack.kinesis.send(new DeleteStreamCommand({ StreamName: "orders" }));
    await eventually(() => /has been deleted/.test(stats().lastProcessingResult));
    assert.ok(stack.mappings.idle());
  });
});
