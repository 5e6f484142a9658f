import assert from "node:assert/strict";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createCloud, openRole, settingsOf, type Cloud } from "../cloud";
import { zip } from "../lambda/cloud";
import { ask, told } from "./local";

describe("a reset of the local cloud", () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await createCloud();
  });
  afterEach(() => cloud.stop());

  const streams = async () => (await cloud.client.call("kinesis", "ListStreams", {})).StreamNames;
  const buckets = async () => (await cloud.client.call("s3", "ListBuckets", {})).Buckets ?? [];

  /** A stream whose records a function gets by a mapping, and a bucket. */
  async function populate(): Promise<void> {
    const { client } = cloud;
    const Role = await openRole(client, "open", "lambda.amazonaws.com");
    await client.call("kinesis", "CreateStream", { StreamName: "s", ShardCount: 1 });
    await client.call("s3", "CreateBucket", { Bucket: "lake" });
    await client.call("s3", "PutObject", { Bucket: "lake", Key: "k", Body: Buffer.from("a") });
    await client.call("lambda", "CreateFunction", {
      FunctionName: "f",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role,
      Code: { ZipFile: zip({ "index.js": "exports.handler = async () => 1;" }) },
    });
    await client.call("lambda", "CreateEventSourceMapping", {
      FunctionName: "f",
      EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
      StartingPosition: "TRIM_HORIZON",
    });
  }

  it("empties all services, which take the same again", async () => {
    await populate();
    await told(cloud.endpoint, "POST", "reset");
    assert.deepEqual(await streams(), []);
    assert.deepEqual(await buckets(), []);
    assert.deepEqual((await cloud.client.call("iam", "ListRoles", {})).Roles, []);
    assert.deepEqual(cloud.mappings.stats(), []);
    await populate();
    const { Contents = [] } = await cloud.client.call("s3", "ListObjectsV2", { Bucket: "lake" });
    assert.equal(Contents.length, 1);
    const { StatusCode } = await cloud.client.call("lambda", "Invoke", { FunctionName: "f" });
    assert.equal(StatusCode, 200);
  });

  it("empties the services named, and leaves the others", async () => {
    await populate();
    const { reset } = await told<{ reset: string[] }>(cloud.endpoint, "POST", "reset", {
      services: ["kinesis"],
    });
    assert.deepEqual(reset, ["kinesis"]);
    assert.deepEqual(await streams(), []);
    assert.equal((await buckets()).length, 1);
    assert.equal(cloud.mappings.stats().length, 1);
  });

  it("lets roles of a reset IAM go, and those of a new one hold", async () => {
    await populate();
    await told(cloud.endpoint, "POST", "reset", { services: ["iam"] });
    const { Role } = await cloud.client.call("iam", "CreateRole", {
      RoleName: "closed",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      }),
    });
    const role = { kind: "role", roleArn: Role.Arn, sessionName: "x" } as const;
    await assert.rejects(
      cloud.client.call("kinesis", "DescribeStream", { StreamName: "s" }, role),
      {
        code: "AccessDeniedException",
      },
    );
  });

  it("is seen by clients that are connected already", async () => {
    const sqs = new SQSClient(settingsOf(cloud));
    await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
    await told(cloud.endpoint, "POST", "reset");
    assert.deepEqual((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [], []);
    await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
    sqs.destroy();
  });

  it("takes names of services alone, and nothing that a web page can send", async () => {
    await populate();
    for (const body of [{ services: ["kinesiss"] }, { services: "kinesis" }, { all: true }]) {
      const answer = await ask(cloud.endpoint, "POST", "reset", body);
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), /names of athena, budgets/);
    }
    const plain = { "content-type": "text/plain" };
    assert.equal((await ask(cloud.endpoint, "POST", "reset", {}, plain)).status, 415);
    assert.equal((await ask(cloud.endpoint, "POST", "reset", undefined, {})).status, 415);
    assert.equal((await ask(cloud.endpoint, "GET", "reset")).status, 404);
    assert.deepEqual(await streams(), ["s"]);
  });
});
