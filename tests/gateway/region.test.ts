import assert from "node:assert/strict";
import { EC2Client, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetBucketLocationCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { createCloud, settingsOf, type Cloud } from "../cloud";

describe("a cloud in another region than by default", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud({ region: "eu-west-1" });
  });
  after(() => cloud.stop());

  /** A region's clients make one attempt: they take a wrong signature for a clock that is wrong. */
  const from = (region: string) => ({ ...settingsOf(cloud), region, maxAttempts: 1 });

  it("names it in what it makes, and S3 in a bucket's location", async () => {
    const kinesis = new KinesisClient(from("eu-west-1"));
    await kinesis.send(new CreateStreamCommand({ StreamName: "here", ShardCount: 1 }));
    const { StreamSummaries = [] } = await kinesis.send(new ListStreamsCommand({}));
    assert.equal(
      StreamSummaries[0]?.StreamARN,
      "arn:aws:kinesis:eu-west-1:000000000000:stream/here",
    );
    const s3 = new S3Client({ ...from("eu-west-1"), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "here" }));
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: "here" }));
    assert.equal(LocationConstraint, "eu-west-1");
  });

  it("refuses what is signed for another one, and says where it is", async () => {
    const elsewhere = from("us-east-1");
    const says =
      /not 'us-east-1'.* stands in eu-west-1: set AWS_REGION=eu-west-1, .*--region us-east-1/;
    const json = { name: "InvalidSignatureException", message: says };
    const form = { name: "SignatureDoesNotMatch", message: says };
    const list = new KinesisClient(elsewhere).send(new ListStreamsCommand({}));
    await assert.rejects(list, json);
    await assert.rejects(new LambdaClient(elsewhere).send(new ListFunctionsCommand({})), json);
    await assert.rejects(
      new SNSClient(elsewhere).send(new CreateTopicCommand({ Name: "t" })),
      form,
    );
    await assert.rejects(new EC2Client(elsewhere).send(new DescribeVpcsCommand({})), form);
  });

  it("tells a client of S3 which region is right, as S3 does", async () => {
    const location = new GetBucketLocationCommand({ Bucket: "here" });
    const stays = new S3Client({ ...from("us-east-1"), forcePathStyle: true });
    await assert.rejects(stays.send(location), {
      name: "AuthorizationHeaderMalformed",
      Region: "eu-west-1",
      message: /the region 'us-east-1' is wrong; expecting 'eu-west-1'\. .*AWS_REGION=eu-west-1/,
    });
  });

  it("takes IAM and STS from any region, since they stand in none", async () => {
    const Principal = { Service: "lambda.amazonaws.com" };
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole" },
    });
    const role = { RoleName: "anywhere", AssumeRolePolicyDocument: document };
    await new IAMClient(from("us-east-1")).send(new CreateRoleCommand(role));
    const identity = new STSClient(from("us-east-1")).send(new GetCallerIdentityCommand({}));
    assert.equal((await identity).Account, "000000000000");
  });

  it("does not start in what is no region", async () => {
    await assert.rejects(createCloud({ region: "Ireland" }), /"Ireland" is no region/);
  });
});
