import assert from "node:assert/strict";
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
  type DestinationConfig,
} from "@aws-sdk/client-lambda";
import { eventually } from "../eventually";
import { createRole, deploy, logged, openRoleArn, startCloud, type TestCloud } from "./cloud";

const SOURCE = `exports.handler = async ({ fail }) => {
  console.log("ran");
  if (fail) throw new Error("as asked");
  return { done: true };
};`;

interface Outcome {
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly requestPayload: unknown;
  readonly responseContext: Readonly<Record<string, unknown>>;
  readonly responsePayload: Readonly<Record<string, unknown>>;
}

describe("An asynchronous invocation", () => {
  let cloud: TestCloud;
  const queueArn = "arn:aws:sqs:us-east-1:000000000000:outcomes";
  let QueueUrl = "";

  before(async () => {
    cloud = await startCloud({ eventRetryMs: [1, 1] }, "sqs", "sns", "s3");
    const made = await cloud.client.call("sqs", "CreateQueue", { QueueName: "outcomes" });
    QueueUrl = made.QueueUrl ?? "";
  });
  after(() => cloud.stop());

  const send = (FunctionName: string, event: object) =>
    cloud.lambda.send(
      new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: JSON.stringify(event) }),
    );
  const configure = (FunctionName: string, DestinationConfig: DestinationConfig, retries = 2) =>
    cloud.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        MaximumRetryAttempts: retries,
        DestinationConfig,
      }),
    );

  async function outcome(): Promise<Outcome> {
    const bodies: string[] = [];
    await eventually(async () => {
      const { Messages = [] } = await cloud.client.call("sqs", "ReceiveMessage", { QueueUrl });
      for (const { Body = "", ReceiptHandle } of Messages) {
        bodies.push(Body);
        await cloud.client.call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
      }
      return bodies.length > 0;
    });
    return JSON.parse(bodies[0] ?? "") as Outcome;
  }

  it("is retried as often as its function says", async () => {
    await deploy(cloud, "retried", SOURCE);
    await configure("retried", { OnFailure: { Destination: queueArn } }, 1);
    await send("retried", { fail: true });
    const { requestContext, ...rest } = await outcome();
    const { requestId, ...context } = requestContext;
    assert.match(String(requestId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(context, {
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:retried:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 2,
    });
    assert.deepEqual(rest.requestPayload, { fail: true });
    assert.equal(rest.responseContext.functionError, "Unhandled");
    assert.equal(rest.responsePayload.errorMessage, "as asked");
    assert.equal((await logged(cloud, "retried", "ran")).length, 2);
  });

  it("that succeeds goes to the destination of successes", async () => {
    await deploy(cloud, "succeeding", SOURCE);
    await configure("succeeding", { OnSuccess: { Destination: queueArn } });
    await send("succeeding", {});
    const { requestContext, responsePayload, responseContext } = await outcome();
    assert.equal(requestContext.condition, "Success");
    assert.deepEqual(responsePayload, { done: true });
    assert.deepEqual(responseContext, { statusCode: 200, executedVersion: "$LATEST" });
  });

  it("that fails goes to a bucket or to a function", async () => {
    await cloud.client.call("s3", "CreateBucket", { Bucket: "failures" });
    await deploy(
      cloud,
      "told",
      'exports.handler = async (e) => console.log("told", e.requestPayload);',
    );
    for (const [name, Destination] of [
      ["to-bucket", "arn:aws:s3:::failures"],
      ["to-function", "arn:aws:lambda:us-east-1:000000000000:function:told"],
    ] as const) {
      await deploy(cloud, name, SOURCE);
      await configure(name, { OnFailure: { Destination } }, 0);
      await send(name, { fail: name });
    }
    await eventually(
      async () => (await logged(cloud, "told", "to-function").catch(() => [])).length === 1,
    );
    await eventually(async () => {
      const { Contents = [] } = await cloud.client.call("s3", "ListObjectsV2", {
        Bucket: "failures",
      });
      return Contents.some(({ Key = "" }) => Key.startsWith("aws/lambda/async/to-bucket/"));
    });
  });

  it("whose destination its role may not reach says so in the function's log", async () => {
    const logs = { Effect: "Allow", Action: "logs:*", Resource: "*" };
    const Role = await createRole(cloud, "logs-alone", [logs]);
    await deploy(cloud, "forbidden", SOURCE, { Role });
    await configure("forbidden", { OnSuccess: { Destination: queueArn } });
    await send("forbidden", {});
    const warnings = () => logged(cloud, "forbidden", '"did not reach"').catch(() => []);
    await eventually(async () => (await warnings()).length > 0);
    assert.match((await warnings())[0] ?? "", /AccessDenied.*sqs:SendMessage/);
  });

  it("has a configuration that is told, changed and taken away", async () => {
    const FunctionName = "configured";
    await deploy(cloud, FunctionName, SOURCE, { Role: openRoleArn });
    const get = new GetFunctionEventInvokeConfigCommand({ FunctionName });
    await assert.rejects(cloud.lambda.send(get), { name: "ResourceNotFoundException" });
    await configure(FunctionName, { OnFailure: { Destination: queueArn } });
    const MaximumEventAgeInSeconds = 60;
    await cloud.lambda.send(
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds }),
    );
    const told = await cloud.lambda.send(get);
    assert.equal(told.MaximumRetryAttempts, 2);
    assert.equal(told.MaximumEventAgeInSeconds, 60);
    assert.deepEqual(told.DestinationConfig, {
      OnSuccess: {},
      OnFailure: { Destination: queueArn },
    });
    const { FunctionEventInvokeConfigs } = await cloud.lambda.send(
      new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
    );
    assert.equal(FunctionEventInvokeConfigs?.length, 1);
    await cloud.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    await assert.rejects(cloud.lambda.send(get), { name: "ResourceNotFoundException" });
    const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    await assert.rejects(configure(FunctionName, { OnSuccess: { Destination: bus } }), {
      name: "NotImplementedException",
    });
    await assert.rejects(
      configure(FunctionName, { OnSuccess: { Destination: "arn:aws:s3:::failures" } }),
      { name: "InvalidParameterValueException" },
    );
  });
});
