import assert from "node:assert/strict";
import { readInput, type Notation } from "../../local/gateway/model/read";
import { modelled, modelOf, requiredMembers } from "../../local/gateway/model/schemas";

const inputOf = (service: string, operation: string) =>
  modelOf(service)?.operations.get(operation)?.input;
const read = (name: string, operation: string, input: object, notation: Notation = "typed") =>
  readInput({ name }, operation, input, notation);

/** An operation of each service that has required members first, and what these are. */
const required: Readonly<Record<string, readonly [operation: string, members: readonly string[]]>> =
  {
    athena: ["StartQueryExecution", ["QueryString"]],
    budgets: ["CreateBudget", ["AccountId", "Budget"]],
    dynamodb: ["PutItem", ["TableName", "Item"]],
    ec2: ["DeleteVpc", ["VpcId"]],
    firehose: ["PutRecord", ["DeliveryStreamName", "Record"]],
    glue: ["GetTable", ["DatabaseName", "Name"]],
    iam: ["CreateRole", ["RoleName", "AssumeRolePolicyDocument"]],
    kinesis: ["PutRecords", ["Records"]],
    kms: ["DescribeKey", ["KeyId"]],
    lambda: ["CreateFunction", ["FunctionName", "Role", "Code"]],
    logs: ["CreateLogGroup", ["logGroupName"]],
    monitoring: ["PutMetricAlarm", ["AlarmName"]],
    redshift: ["DeleteCluster", ["ClusterIdentifier"]],
    "redshift-data": ["DescribeStatement", ["Id"]],
    "redshift-serverless": ["GetWorkgroup", ["workgroupName"]],
    s3: ["PutObject", ["Bucket", "Key"]],
    scheduler: ["CreateScheduleGroup", ["Name"]],
    secretsmanager: ["GetSecretValue", ["SecretId"]],
    sns: ["Subscribe", ["TopicArn", "Protocol"]],
    sqs: ["SendMessage", ["QueueUrl", "MessageBody"]],
    sts: ["AssumeRole", ["RoleArn", "RoleSessionName"]],
    tagging: ["TagResources", ["ResourceARNList", "Tags"]],
  };

describe("the model of AWS's wire", () => {
  for (const service of modelled)
    it(`reads the schemas of the SDK's client for ${service}`, () => {
      const [operation = "", members] = required[service] ?? [];
      const input = inputOf(service, operation);
      assert.ok(input !== undefined && input.isStructSchema(), `${service}:${operation}`);
      assert.deepEqual(requiredMembers(input), members);
    });

  it("knows no operation that there is not", () => {
    assert.equal(inputOf("kinesis", "constructor"), undefined);
    assert.equal(inputOf("kinesis", "KinesisClient"), undefined);
    assert.equal(inputOf("none", "PutRecords"), undefined);
  });

  const record = { Data: "AA==", PartitionKey: "k" };
  const refused: readonly (readonly [string, string, object, RegExp])[] = [
    ["kinesis", "PutRecords", { Records: {} }, /records must be a List, not an object/],
    ["kinesis", "PutRecords", { Records: [5] }, /records\.1\.member must be a Structure/],
    ["kinesis", "PutRecords", { Records: [{ ...record, Data: 5 }] }, /member\.data must be a Blob/],
    ["kinesis", "PutRecords", { Records: [null] }, /must be a Structure, not null/],
    ["kinesis", "CreateStream", { StreamName: ["s"] }, /streamName must be a String, not a list/],
    [
      "kinesis",
      "CreateStream",
      { StreamName: "s", ShardCount: "1" },
      /shardCount must be a Number/,
    ],
    ["dynamodb", "PutItem", { TableName: "t", Item: [] }, /item must be a Map/],
    [
      "dynamodb",
      "PutItem",
      { TableName: "t", Item: { a: { L: [{ M: { b: { S: 1 } } }] } } },
      /item\.a\.member\.l\.1\.member\.m\.b\.member\.s must be a String/,
    ],
  ];
  for (const [service, operation, input, message] of refused)
    it(`refuses ${operation} of ${JSON.stringify(input)}`, () => {
      const expected = {
        name: "AwsError",
        code: "SerializationException",
        message,
      };
      assert.throws(() => {
        read(service, operation, input);
      }, expected);
    });

  it("names every member that is missing, in AWS's words", () => {
    assert.throws(
      () => {
        read("glue", "GetTable", { DatabaseName: null });
      },
      {
        code: "ValidationException",
        message:
          "2 validation errors detected: Value null at 'databaseName' failed to satisfy constraint: " +
          "Member must not be null; Value null at 'name' failed to satisfy constraint: " +
          "Member must not be null",
      },
    );
  });

  it("takes a member that is null for one that is not given", () => {
    const input = { StreamName: "s", ShardCount: null };
    read("kinesis", "CreateStream", input);
    assert.deepEqual(input, { StreamName: "s" });
  });

  it("reads a form's numbers and truths as text", () => {
    const sized = (MaxItems: unknown) => () => {
      read("iam", "ListRoles", { MaxItems }, "text");
    };
    sized("10")();
    assert.throws(sized("ten"), /maxItems must be a Number/);
    assert.throws(sized({ x: "1" }), /maxItems must be a Number/);
    assert.deepEqual(read("iam", "ListRoles", { MaxItems: "10" }, "text"), { MaxItems: 10 });
  });
});
