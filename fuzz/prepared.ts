import type { CloudClient } from "../local/gateway/service";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: ["lambda.amazonaws.com", "scheduler.amazonaws.com"] },
      Action: "sts:AssumeRole",
    },
  ],
});

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

/**
 * Puts one of each into an empty cloud, so that requests get further than "not found". Gives the names and
 * ARNs of them by the members that may name them.
 */
export async function prepare(cloud: CloudClient): Promise<Record<string, string[]>> {
  const { accountId, region } = cloud;
  const arn = (service: string, rest: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${rest}`;
  const role = `arn:aws:iam::${accountId}:role/known`;
  await cloud.call("kinesis", "CreateStream", { StreamName: "known", ShardCount: 2 });
  const { Consumer } = await cloud.call("kinesis", "RegisterStreamConsumer", {
    StreamARN: arn("kinesis", "stream/known"),
    ConsumerName: "known",
  });
  await cloud.call("dynamodb", "CreateTable", {
    TableName: "known",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  });
  await cloud.call("s3", "CreateBucket", { Bucket: "known" });
  await cloud.call("s3", "PutObject", { Bucket: "known", Key: "known", Body: Buffer.from("a") });
  const topic = await cloud.call("sns", "CreateTopic", { Name: "known" });
  const queue = await cloud.call("sqs", "CreateQueue", { QueueName: "known" });
  const fifo = { QueueName: "known.fifo", Attributes: { FifoQueue: "true" } };
  const ordered = await cloud.call("sqs", "CreateQueue", fifo);
  await cloud.call("iam", "CreateRole", { RoleName: "known", AssumeRolePolicyDocument: trust });
  await cloud.call("iam", "CreateUser", { UserName: "known" });
  await cloud.call("iam", "CreateGroup", { GroupName: "known" });
  await cloud.call("iam", "CreatePolicy", { PolicyName: "known", PolicyDocument: policy });
  await cloud.call("logs", "CreateLogGroup", { logGroupName: "known" });
  await cloud.call("logs", "CreateLogStream", { logGroupName: "known", logStreamName: "known" });
  await cloud.call("glue", "CreateDatabase", { DatabaseInput: { Name: "known" } });
  await cloud.call("scheduler", "CreateScheduleGroup", { Name: "known" });
  const key = await cloud.call("kms", "CreateKey", {});
  const secret = await cloud.call("secretsmanager", "CreateSecret", {
    Name: "known",
    SecretString: "s",
  });
  const vpc = await cloud.call("ec2", "CreateVpc", { CidrBlock: "10.0.0.0/16" });
  const keyId = key.KeyMetadata?.KeyId ?? "";
  const vpcId = vpc.Vpc?.VpcId ?? "";
  return {
    StreamARN: [arn("kinesis", "stream/known")],
    ResourceARN: [arn("kinesis", "stream/known"), arn("firehose", "deliverystream/known")],
    ConsumerARN: [Consumer.ConsumerARN],
    EventSourceArn: [arn("kinesis", "stream/known")],
    ResourceArn: [
      topic.TopicArn ?? "",
      arn("dynamodb", "table/known"),
      arn("glue", "database/known"),
      arn("logs", "log-group:known"),
    ],
    QueueUrl: [queue.QueueUrl ?? "", ordered.QueueUrl ?? ""],
    SourceArn: [arn("sqs", "known")],
    DestinationArn: [arn("sqs", "known")],
    TopicArn: [topic.TopicArn ?? ""],
    RoleArn: [role],
    Role: [role],
    AssumeRolePolicyDocument: [trust],
    PolicyDocument: [trust, policy],
    PolicyArn: [`arn:aws:iam::${accountId}:policy/known`],
    VersionId: ["v1"],
    ShardIteratorType: ["LATEST", "TRIM_HORIZON", "AT_SEQUENCE_NUMBER", "AT_TIMESTAMP"],
    ShardId: ["shardId-000000000000", "shardId-000000000001"],
    ShardToSplit: ["shardId-000000000000"],
    KeyId: [keyId],
    SecretId: [secret.ARN ?? ""],
    VpcId: [vpcId],
    VpcIds: [vpcId],
    ScheduleExpression: ["rate(1 minute)", "cron(0 3 * * ? *)", "at(2030-01-01T00:00:00)"],
    Protocol: ["http", "email", "lambda", "sqs"],
    Runtime: ["nodejs22.x"],
    Handler: ["index.handler"],
    // Every other name may be that of what is there.
    "": ["known"],
  };
}
