import assert from "node:assert/strict";

import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type CreateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";

import { eventually } from "../eventually";
import { packageOf, ROLE_ARN, startLocalStack, type LocalStack } from "./fakes/local-stack";
import { allow, arrange, STREAM_ARN } from "./fakes/orders";

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const ALL = ["kinesis:*", "logs:*", "s3:*", "sqs:*"];
/** Reports messages that are "bad" as failed. */
const HANDLER = `async ({ Records }) => ({
  batchItemFailures: Records.filter(({ body }) => body === "bad")
    .map(({ messageId }) => ({ itemIdentifier: messageId })),
})`;

describe("queues as event source and as destination, over real functions", () => {
  let stack: LocalStack;
  beforeEach(async () => {
    stack = await startLocalStack();
    await arrange(stack);
    await allow(stack, ALL);
    await create("dead");
  });
  afterEach(() => stack.stop());

  const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl } = await stack.cloud.call("sqs", "CreateQueue", { QueueName, Attributes });
    return QueueUrl ?? assert.fail("no URL");
  };
  const bodies = async (name: string) => {
    const input = { QueueUrl: `/000000000000/${name}`, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await stack.cloud.call("sqs", "ReceiveMessage", input);
    return Messages.map(({ Body = "" }) => Body);
  };
  const map = (input: Partial<CreateEventSourceMappingRequest>) =>
    stack.lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "store", ...input }));
  const stats = () => stack.mappings.stats()[0] ?? assert.fail("no mapping");

  it("deletes what a function did, and leaves what it failed to the dead letters", async () => {
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: arnOf("dead"),
      maxReceiveCount: 1,
    });
    const QueueUrl = await create("work", { RedrivePolicy, VisibilityTimeout: "3" });
    await stack.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "sort",
        Runtime: "nodejs22.x",
        Role: ROLE_ARN,
        Handler: "index.handler",
        Code: { ZipFile: packageOf(HANDLER) },
      }),
    );
    const Entries = ["good", "bad", "better"].map((MessageBody) => ({
      Id: MessageBody,
      MessageBody,
    }));
    await stack.cloud.call("sqs", "SendMessageBatch", { QueueUrl, Entries });
    await map({
      EventSourceArn: arnOf("work"),
      FunctionName: "sort",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await eventually(() => stack.mappings.idle());
    assert.equal(stats().recordsDelivered, 2);
    assert.deepEqual(await bodies("dead"), ["bad"]);
  });

  it("refuses a role that lacks one of the three permissions, in AWS's words", async () => {
    await create("work");
    const three = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
    for (const action of three) {
      const others = three.filter((each) => each !== action).map((each) => `sqs:${each}`);
      await allow(stack, others);
      await assert.rejects(map({ EventSourceArn: arnOf("work") }), {
        name: "InvalidParameterValueException",
        message: new RegExp(`role does not have permissions to call ${action} on SQS`),
      });
    }
  });

  it("keeps a stream's discarded batch until the role may send it to the queue", async () => {
    await map({
      EventSourceArn: STREAM_ARN,
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: arnOf("dead") } },
    });
    await allow(stack, ["kinesis:*", "logs:*"]);
    const Records = [{ Data: Buffer.from("poison"), PartitionKey: "p" }];
    await stack.kinesis.send(new PutRecordsCommand({ StreamName: "orders", Records }));
    await eventually(() => stats().lastProcessingResult.includes("sqs:SendMessage"));
    assert.deepEqual(await bodies("dead"), []);
    await allow(stack, ALL);
    await eventually(() => stack.mappings.idle());
    const [body = "{}"] = await bodies("dead");
    const { requestContext, KinesisBatchInfo, payload } = JSON.parse(body) as {
      requestContext: { condition: string };
      KinesisBatchInfo: { batchSize: number; streamArn: string };
      payload?: string;
    };
    assert.equal(requestContext.condition, "RetryAttemptsExhausted");
    assert.deepEqual([KinesisBatchInfo.batchSize, KinesisBatchInfo.streamArn], [1, STREAM_ARN]);
    assert.equal(payload, undefined);
  });
});
