import { CreateStreamCommand } from "@aws-sdk/client-kinesis";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";

import { ACCOUNT, packageOf, ROLE_ARN, type LocalStack } from "./local-stack";

export const STREAM_ARN = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/orders`;
const READ = [
  ...["GetRecords", "GetShardIterator", "DescribeStream", "DescribeStreamSummary"],
  "ListShards",
];
/** Fails on "poison", tells of what it was given in its log, and succeeds on the rest. */
const HANDLER = `async (event) => {
  const texts = event.Records.map((r) => Buffer.from(r.kinesis.data, "base64").toString());
  console.log("GIVEN " + texts.join());
  if (texts.includes("poison")) throw new Error("poison");
}`;

/** Gives the function's role these actions, and takes all others away. */
export async function allow(stack: LocalStack, actions: readonly string[]): Promise<void> {
  const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
  await stack.cloud.call("iam", "PutRolePolicy", {
    RoleName: "consumer",
    PolicyName: "all",
    PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
  });
}

/** The stream `orders`, the function `store` with its role, and the bucket `failures`. */
export async function arrange(stack: LocalStack): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ],
  };
  await stack.cloud.call("iam", "CreateRole", {
    RoleName: "consumer",
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const logging = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
  await allow(stack, [
    ...READ.map((action) => `kinesis:${action}`),
    "s3:ListBucket",
    "s3:PutObject",
    ...logging,
  ]);
  await stack.cloud.call("s3", "CreateBucket", { Bucket: "failures" });
  await stack.kinesis.send(new CreateStreamCommand({ StreamName: "orders", ShardCount: 1 }));
  await stack.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "store",
      Runtime: "nodejs22.x",
      Role: ROLE_ARN,
      Handler: "index.handler",
      Code: { ZipFile: packageOf(HANDLER) },
    }),
  );
}
