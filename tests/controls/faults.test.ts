import assert from "node:assert/strict";
import { GetRecordsCommand, KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { createCloud, openRole, settingsOf, type Cloud } from "../cloud";
import { eventually } from "../eventually";
import { zip } from "../lambda/cloud";
import { ask, told } from "./local";

const streamArn = (name: string) => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;

interface Listed {
  readonly faults: readonly { readonly id: string; readonly action: string }[];
}

describe("faults by FIS's names", () => {
  let cloud: Cloud;
  let kinesis: KinesisClient;
  let s3: S3Client;
  let lambda: LambdaClient;
  before(async () => {
    cloud = await createCloud({ services: ["kinesis", "s3", "lambda"] });
    const settings = { ...settingsOf(cloud), maxAttempts: 1 };
    kinesis = new KinesisClient(settings);
    s3 = new S3Client(settings);
    lambda = new LambdaClient(settings);
    for (const StreamName of ["one", "two"]) {
      await cloud.client.call("kinesis", "CreateStream", { StreamName, ShardCount: 1 });
    }
    await cloud.client.call("lambda", "CreateFunction", {
      FunctionName: "count",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: await openRole(cloud.client, "open", "lambda.amazonaws.com"),
      Code: {
        ZipFile: zip({ "index.js": "let n = 0; exports.handler = async () => (n += 1);" }),
      },
    });
  });
  afterEach(() => told(cloud.endpoint, "DELETE", "faults"));
  after(async () => {
    for (const client of [kinesis, s3, lambda]) client.destroy();
    await cloud.stop();
  });

  const add = (fault: object) => told<{ id: string }>(cloud.endpoint, "POST", "faults", fault);
  const put = (StreamName: string) =>
    kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from("a"), PartitionKey: "p" }));
  const invoke = async () => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: "count" }),
    );
    return FunctionError ?? Number(Buffer.from(Payload ?? []).toString());
  };

  it("throttle writes and reads of one stream, and leave the other alone", async () => {
    await add({
      action: "aws:kinesis:inject-api-provisioned-throughput-exception",
      resources: [streamArn("one")],
    });
    const name = "ProvisionedThroughputExceededException";
    await assert.rejects(put("one"), { name });
    await put("two");
    const { ShardIterator } = await cloud.client.call("kinesis", "GetShardIterator", {
      StreamName: "one",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "LATEST",
    });
    const read = new GetRecordsCommand({ ShardIterator, StreamARN: streamArn("one") });
    await assert.rejects(kinesis.send(read), { name });
  });

  for (const [kind, name, status] of [
    ["internal", "InternalFailure", 500],
    ["throttle", "ThrottlingException", 400],
    ["unavailable", "ServiceUnavailable", 503],
  ] as const)
    it(`answer ${name} to the operations named alone`, async () => {
      const operations = "PutRecord,ListStreams";
      await add({ action: `aws:fis:inject-api-${kind}-error`, service: "kinesis", operations });
      await assert.rejects(
        put("one"),
        (error: Error & { $metadata: { httpStatusCode: number } }) => {
          assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status]);
          return true;
        },
      );
      await cloud.client.call("kinesis", "DescribeLimits", {});
    });

  it("end when their duration has passed on the local clock", async () => {
    await add({ action: "aws:fis:inject-api-unavailable-error", service: "s3", duration: "PT5M" });
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: "ServiceUnavailable" });
    await told(cloud.endpoint, "POST", "clock", { skip: "PT5M" });
    await s3.send(new ListBucketsCommand({}));
    assert.deepEqual(await told(cloud.endpoint, "GET", "faults"), { faults: [] });
  });

  it("are listed, and taken away one by one", async () => {
    const action = "aws:fis:inject-api-throttle-error";
    const { id } = await add({ action, service: "kinesis" });
    await add({ action, service: "s3" });
    assert.equal((await told<Listed>(cloud.endpoint, "GET", "faults")).faults.length, 2);
    await told(cloud.endpoint, "DELETE", `faults/${id}`);
    await put("one");
    assert.equal((await ask(cloud.endpoint, "DELETE", `faults/${id}`)).status, 404);
    await assert.rejects(s3.send(new ListBucketsCommand({})));
  });

  it("fail invocations after the function ran, or keep it from running", async () => {
    const first = await invoke();
    const { id } = await add({ action: "aws:lambda:invocation-error" });
    assert.equal(await invoke(), "Unhandled");
    await told(cloud.endpoint, "DELETE", `faults/${id}`);
    assert.equal(await invoke(), Number(first) + 2);
    await add({ action: "aws:lambda:invocation-error", preventExecution: true });
    assert.equal(await invoke(), "Unhandled");
    await told(cloud.endpoint, "DELETE", "faults");
    assert.equal(await invoke(), Number(first) + 3);
  });

  it("delay invocations on the local clock", async () => {
    await add({ action: "aws:lambda:invocation-add-delay", startupDelayMilliseconds: 900_000 });
    const answers: unknown[] = [];
    const running = invoke().then((answer) => answers.push(answer));
    await eventually(async () => {
      await told(cloud.endpoint, "POST", "clock", { skip: "PT15M" });
      return answers.length === 1;
    });
    await running;
  });

  for (const [what, fault, message] of [
    ["an action of another service", { action: "aws:ec2:stop-instances" }, /has no other/],
    [
      "HTTP responses of functions",
      { action: "aws:lambda:invocation-http-integration-response" },
      /has no other/,
    ],
    [
      "a service that is not there",
      { action: "aws:fis:inject-api-internal-error", service: "x" },
      /service must be/,
    ],
    [
      "an operation that is not there",
      { action: "aws:fis:inject-api-internal-error", service: "s3", operations: "X" },
      /no operation X/,
    ],
    [
      "a percentage over 100",
      { action: "aws:lambda:invocation-error", invocationPercentage: 101 },
      /from 1 to 100/,
    ],
    ["a name for an ARN", { action: "aws:lambda:invocation-error", resources: ["f"] }, /ARNs/],
    [
      "a parameter that is not known",
      { action: "aws:lambda:invocation-error", percentage: 1 },
      /percentage is not known/,
    ],
  ] as const)
    it(`refuse ${what}`, async () => {
      const { status, body } = await ask(cloud.endpoint, "POST", "faults", fault);
      assert.equal(status, 400);
      assert.match(JSON.stringify(body), message);
    });
});
