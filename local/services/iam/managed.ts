import { readPolicy } from "../policy/read";
import type { Statement } from "../policy/statement";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const ROLES = "arn:aws:iam::aws:policy/service-role";
const POLICIES = "arn:aws:iam::aws:policy";

/** What the AWS managed policies allow that grant something here; any other one grants nothing. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  [`${ROLES}/AWSLambdaBasicExecutionRole`]: LOGS,
  [`${ROLES}/AWSLambdaKinesisExecutionRole`]: [
    ...LOGS,
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
    "kinesis:SubscribeToShard",
  ],
  [`${ROLES}/AWSLambdaSQSQueueExecutionRole`]: [
    ...LOGS,
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
  ],
  [`${POLICIES}/AdministratorAccess`]: ["*"],
  [`${POLICIES}/AmazonS3FullAccess`]: ["s3:*", "s3-object-lambda:*"],
  [`${POLICIES}/AmazonKinesisFullAccess`]: ["kinesis:*"],
  [`${POLICIES}/AmazonKinesisReadOnlyAccess`]: [
    "kinesis:Get*",
    "kinesis:List*",
    "kinesis:Describe*",
  ],
  [`${POLICIES}/AmazonKinesisFirehoseFullAccess`]: ["firehose:*"],
  [`${POLICIES}/AmazonSQSFullAccess`]: ["sqs:*"],
  [`${POLICIES}/AmazonSNSFullAccess`]: ["sns:*"],
  [`${POLICIES}/CloudWatchLogsFullAccess`]: ["logs:*", "cloudwatch:GenerateQuery"],
};

/** The text of an AWS managed policy that is known here. */
export function managedDocument(arn: string): string | undefined {
  const Action = Object.hasOwn(ACTIONS, arn) ? ACTIONS[arn] : undefined;
  if (Action === undefined) return undefined;
  const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** The statements of those policies, by ARN. */
export const MANAGED_POLICIES: ReadonlyMap<string, readonly Statement[]> = new Map(
  Object.keys(ACTIONS).map((arn) => [arn, readPolicy(managedDocument(arn) ?? "", "managed")]),
);
