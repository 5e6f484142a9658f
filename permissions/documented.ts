import type { Grant } from "./grants";

/** What AWS's documents ask of a role, whether or not anything in the local cloud does. */
export interface Documented {
  /** The service that takes the role. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly page: string;
}

const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg";
const FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html";

/** By the pages that list them. */
export const documented: readonly Documented[] = [
  {
    service: "lambda.amazonaws.com",
    actions: [
      ...["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords"],
      ...["kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:SubscribeToShard"],
    ],
    page: `${LAMBDA}/services-kinesis-create.html`,
  },
  {
    service: "lambda.amazonaws.com",
    actions: ["s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "sns:Publish"],
    page: `${LAMBDA}/kinesis-on-failure-destination.html`,
  },
  {
    service: "lambda.amazonaws.com",
    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    page: `${LAMBDA}/monitoring-cloudwatchlogs.html`,
  },
  {
    service: "firehose.amazonaws.com",
    actions: [
      ...["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
      ...["s3:ListBucketMultipartUploads", "s3:PutObject", "logs:PutLogEvents"],
    ],
    page: `${FIREHOSE}#using-iam-s3`,
  },
  {
    service: "firehose.amazonaws.com",
    actions: [
      ...["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords"],
      "kinesis:ListShards",
    ],
    page: `${FIREHOSE}#firehose-kinesis-streams`,
  },
  {
    service: "firehose.amazonaws.com",
    actions: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
    page: `${FIREHOSE}#using-iam-glue`,
  },
  {
    service: "scheduler.redshift.amazonaws.com",
    actions: ["redshift:PauseCluster", "redshift:ResumeCluster", "redshift:ResizeCluster"],
    page: "https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-control-identity-based.html",
  },
];

/** The page that asks for a grant; undefined where none is known. */
export function pageFor({ trusted, action }: Grant): string | undefined {
  return documented.find(
    ({ service, actions }) => trusted.includes(service) && actions.includes(action),
  )?.page;
}
