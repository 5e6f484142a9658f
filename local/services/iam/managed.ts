import { parsePolicy } from "./policy";
import type { Statement } from "./policy";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const KINESIS = [
  "kinesis:DescribeStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
  "kinesis:ListStreams",
  "kinesis:SubscribeToShard",
];

function allow(actions: readonly string[]): readonly Statement[] {
  const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), "identity");
}

/** The AWS managed policies that grant something here; any other attached policy grants nothing. */
export const MANAGED_POLICIES: ReadonlyMap<string, readonly Statement[]> = new Map([
  ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", allow(LOGS)],
  [
    "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
    allow([...LOGS, ...KINESIS]),
  ],
]);
