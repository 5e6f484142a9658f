import assert from "node:assert/strict";
import { createCloud, openRole, type Cloud } from "../cloud";
import { zipSync } from "fflate";

/**
 * The calls by which Terraform's AWS provider reads a stream, function, mapping, delivery stream, table,
 * workgroup, bucket, role, topic, alarm and queue into its state, after it made them and at each plan.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
describe("what Terraform's AWS provider reads", () => {
  let cloud: Cloud;
  const arn = (rest: string) =>
    `arn:aws:${rest.replace("::", `:us-east-1:${cloud.client.accountId}:`)}`;

  before(async () => {
    cloud = await createCloud();
    const { client } = cloud;
    const role = await openRole(client, "reader", "lambda.amazonaws.com", "firehose.amazonaws.com");
    await client.call("kinesis", "CreateStream", { StreamName: "s", ShardCount: 1 });
    await client.call("dynamodb", "CreateTable", {
      TableName: "rows",
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await client.call("lambda", "CreateFunction", {
      FunctionName: "f",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: role,
      Code: { ZipFile: zipSync({ "index.js": Buffer.from("exports.handler = async () => 1") }) },
    });
    await client.call("s3", "CreateBucket", { Bucket: "terraform-reads" });
    await client.call("firehose", "CreateDeliveryStream", {
      DeliveryStreamName: "d",
      ExtendedS3DestinationConfiguration: {
        BucketARN: "arn:aws:s3:::terraform-reads",
        RoleARN: role,
      },
    });
    await client.call("glue", "CreateDatabase", { DatabaseInput: { Name: "db" } });
    await client.call("glue", "CreateTable", { DatabaseName: "db", TableInput: { Name: "g" } });
    await client.call("athena", "CreateWorkGroup", { Name: "w" });
    await client.call("sns", "CreateTopic", { Name: "n" });
    await client.call("sqs", "CreateQueue", { QueueName: "q" });
    await client.call("monitoring", "PutMetricAlarm", {
      AlarmName: "a",
      Namespace: "x",
      MetricName: "y",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      Period: 60,
      Statistic: "Sum",
      Threshold: 1,
    });
    await client.call("logs", "CreateLogGroup", { logGroupName: "/l" });
  });
  after(() => cloud.stop());

  const Bucket = "terraform-reads";
  const queue = () => `${cloud.endpoint}/${cloud.client.accountId}/q`;
  const reads: readonly (readonly [service: string, operations: string, input: () => object])[] = [
    ["sts", "GetCallerIdentity", () => ({})],
    ["ec2", "DescribeAccountAttributes", () => ({ AttributeNames: ["supported-platforms"] })],
    ["kinesis", "DescribeStreamSummary ListTagsForStream", () => ({ StreamName: "s" })],
    ["lambda", "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction GetFunctionConcurrency", () => ({ FunctionName: "f" })],
    ["firehose", "DescribeDeliveryStream ListTagsForDeliveryStream", () => ({ DeliveryStreamName: "d" })],
    ["glue", "GetDatabase", () => ({ Name: "db" })],
    ["glue", "GetTable", () => ({ DatabaseName: "db", Name: "g" })],
    ["glue", "GetPartitionIndexes", () => ({ DatabaseName: "db", TableName: "g" })],
    ["glue", "GetTags", () => ({ ResourceArn: arn("glue::database/db") })],
    ["athena", "GetWorkGroup", () => ({ WorkGroup: "w" })],
    ["athena", "ListTagsForResource", () => ({ ResourceARN: arn("athena::workgroup/w") })],
    ["s3", "HeadBucket GetBucketAcl GetBucketVersioning GetBucketAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetBucketEncryption GetBucketLocation GetBucketNotificationConfiguration GetPublicAccessBlock GetBucketOwnershipControls", () => ({ Bucket })],
    ["iam", "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole", () => ({ RoleName: "reader" })],
    ["sns", "GetTopicAttributes", () => ({ TopicArn: arn("sns::n") })],
    ["sns", "ListTagsForResource", () => ({ ResourceArn: arn("sns::n") })],
    ["sqs", "GetQueueAttributes ListQueueTags", () => ({ QueueUrl: queue() })],
    ["monitoring", "DescribeAlarms", () => ({ AlarmNames: ["a"] })],
    ["monitoring", "ListTagsForResource", () => ({ ResourceARN: arn("cloudwatch::alarm:a") })],
    ["dynamodb", "DescribeTable DescribeContinuousBackups DescribeTimeToLive DescribeContributorInsights DescribeKinesisStreamingDestination", () => ({ TableName: "rows" })],
    ["dynamodb", "DescribeLimits DescribeEndpoints", () => ({})],
    ["dynamodb", "ListTagsOfResource", () => ({ ResourceArn: arn("dynamodb::table/rows") })],
    ["logs", "DescribeLogGroups", () => ({ logGroupNamePrefix: "/l" })],
    ["logs", "ListTagsForResource", () => ({ resourceArn: arn("logs::log-group:/l") })],
  ]; // prettier-ignore
  for (const [service, operations, input] of reads) {
    for (const operation of operations.split(" ")) {
      it(`is answered: ${service}:${operation}`, async () => {
        await cloud.client.request(service, operation, input());
      });
    }
  }

  /** What it takes for "there is none": by these codes, and no others. */
  const absent: readonly (readonly [operation: string, code: string])[] = [
    ["GetBucketPolicy", "NoSuchBucketPolicy"],
    ["GetBucketCors", "NoSuchCORSConfiguration"],
    ["GetBucketWebsite", "NoSuchWebsiteConfiguration"],
    ["GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration"],
    ["GetBucketReplication", "ReplicationConfigurationNotFoundError"],
    ["GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"],
    ["GetBucketTagging", "NoSuchTagSet"],
  ];
  for (const [operation, code] of absent) {
    it(`is told that there is none: s3:${operation}`, async () => {
      await assert.rejects(cloud.client.request("s3", operation, { Bucket }), { code });
    });
  }
});
