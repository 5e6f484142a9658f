import assert from "node:assert/strict";

import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand } from "@aws-sdk/client-kinesis";

import { createRole, deploy, invoke, logged, startCloud, type TestCloud } from "../lambda/cloud";

const PUT = `const { KinesisClient, PutRecordCommand } = require("@aws-sdk/client-kinesis");
  const client = new KinesisClient({});
  exports.handler = async () => {
    const { ShardId } = await client.send(new PutRecordCommand({ StreamName: "events", PartitionKey: "a", Data: Buffer.from("x") }));
    return ShardId; };`;

const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/events";
const logging = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/*:*",
};

describe("A function under its execution role", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
    await cloud.kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 1 }));
  });
  after(() => cloud.stop());

  it("gets AccessDenied for what its role does not allow, and works once it does", async () => {
    const Role = await createRole(cloud, "writer", [logging]);
    await deploy(cloud, "writer", PUT, { Role });
    const { value } = await invoke(cloud, "writer");
    assert.equal(value.errorType, "AccessDeniedException");
    assert.equal(
      value.errorMessage,
      `User: arn:aws:sts::000000000000:assumed-role/writer/writer is not authorized to perform: kinesis:PutRecord on resource: ${STREAM} because no identity-based policy allows the kinesis:PutRecord action`,
    );
    const Statement = [{ Effect: "Allow", Action: "kinesis:PutRecord", Resource: STREAM }];
    await cloud.iam.send(
      new PutRolePolicyCommand({
        RoleName: "writer",
        PolicyName: "stream",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    assert.equal((await invoke(cloud, "writer")).value, "shardId-000000000000");
  });

  it("writes no log that its role does not allow, and one line says so", async () => {
    const Role = await createRole(cloud, "silent", [
      { Effect: "Allow", Action: "s3:*", Resource: "*" },
    ]);
    await deploy(cloud, "silent", "exports.handler = async () => console.log('heard?');", { Role });
    await invoke(cloud, "silent");
    const lines = await logged(cloud, "silent");
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? "",
      /does not allow logs:CreateLogStream on arn:aws:logs:.*: this log/,
    );
  });

  it("cannot be created with a role that Lambda may not assume", async () => {
    const arn = await createRole(cloud, "other", [logging]);
    const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } };
    await cloud.client.call("iam", "UpdateAssumeRolePolicy", {
      RoleName: "other",
      PolicyDocument: JSON.stringify({ Statement: [{ ...trust, Action: "sts:AssumeRole" }] }),
    });
    await assert.rejects(deploy(cloud, "other", PUT, { Role: arn }), {
      name: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
    });
  });
});
