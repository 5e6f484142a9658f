import * as pulumi from "@pulumi/pulumi";
import type { EventStream } from "../stream";
import type { Sink, SinkPermission } from "../sinks/sink";

export interface ConsumerPolicyArgs {
  readonly stream: EventStream;
  /** The registered consumer, with enhanced fan-out. */
  readonly fanOutArn?: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  readonly failureBucketArn: pulumi.Output<string>;
  readonly quarantinePrefix: string;
  readonly sinks: readonly Sink[];
  /** Lets Lambda send traces to X-Ray. */
  readonly tracing: boolean;
}

/** A trace has no ARN: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
const sendTraces: SinkPermission = {
  actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  resources: ["*"],
};

/** What a consumer may do: read its stream, write its log, set failures aside, fill its sinks. */
export function consumerPolicy(args: ConsumerPolicyArgs): pulumi.Output<string> {
  const { failureBucketArn } = args;
  const permissions: SinkPermission[] = [
    ...readStream(args),
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [pulumi.interpolate`${args.logGroupArn}:*`],
    },
    {
      // Lambda writes discarded batches under aws/lambda/ and the handler its quarantine, both
      // with this role.
      actions: ["s3:PutObject"],
      resources: [
        pulumi.interpolate`${failureBucketArn}/${args.quarantinePrefix}*`,
        pulumi.interpolate`${failureBucketArn}/aws/lambda/*`,
      ],
    },
    { actions: ["s3:ListBucket"], resources: [failureBucketArn] },
    ...(args.tracing ? [sendTraces] : []),
    ...args.sinks.flatMap((sink) => sink.permissions),
  ];
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: permissions.map(({ actions, resources, condition }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(condition !== undefined && { Condition: condition }),
    })),
  });
}

/** What Lambda's poller calls: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html */
function readStream({ stream, fanOutArn }: ConsumerPolicyArgs): SinkPermission[] {
  const reading: SinkPermission = {
    actions: [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    ],
    resources: [stream.arn],
  };
  const fanOut: SinkPermission[] =
    fanOutArn === undefined
      ? []
      : [
          {
            actions: ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"],
            resources: [fanOutArn],
          },
        ];
  const key: SinkPermission[] =
    stream.kmsKeyArn === undefined
      ? []
      : [{ actions: ["kms:Decrypt"], resources: [stream.kmsKeyArn] }];
  return [reading, ...fanOut, ...key];
}
